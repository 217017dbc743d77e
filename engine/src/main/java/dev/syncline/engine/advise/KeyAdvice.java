package dev.syncline.engine.advise;

import dev.syncline.core.Side;
import dev.syncline.core.value.MatchForm;
import dev.syncline.engine.advise.PairAdvice.ColumnPair;
import java.util.List;
import java.util.Map;

/**
 * A candidate for the unique key of a pair of objects, and what would happen with it in a first
 * sync.
 *
 * @param parts its parts, all of which must match
 * @param form what is overlooked when text is compared: upper and lower case where one of the
 *     systems' own indexes overlooks it, else nothing
 * @param enforced whether both systems keep it unique themselves
 * @param observed whether neither does, so that it is unique as far as it is by what is there now
 * @param source what the source holds
 * @param target what the target holds
 * @param overlap values that stand on both sides
 * @param links records that would be linked
 * @param createsInTarget records that only the source has and that would be created in the target
 * @param createsInSource the mirror image
 * @param ambiguous records of both sides that share their value with too many others to be linked
 *     or created, and would be held
 * @param moreLinks how many more would be linked under a form that overlooks more, where any would
 */
public record KeyAdvice(
    List<KeyPart> parts,
    MatchForm form,
    boolean enforced,
    boolean observed,
    SideFigures source,
    SideFigures target,
    long overlap,
    long links,
    long createsInTarget,
    long createsInSource,
    long ambiguous,
    Map<MatchForm, Long> moreLinks) {
  public KeyAdvice {
    parts = List.copyOf(parts);
    moreLinks = Map.copyOf(moreLinks);
  }

  /** What a side holds. */
  public SideFigures figures(Side side) {
    return side == Side.SOURCE ? source : target;
  }

  /** Whether no value stands in more than one row of its side. */
  public boolean unique() {
    return source.unique() && target.unique();
  }

  /** Whether its columns are among those that belong together, by more than that it is unique. */
  public boolean isOf(List<ColumnPair> columns) {
    return parts.stream()
        .filter(part -> part.parent().isEmpty())
        .allMatch(
            part ->
                columns.stream()
                    .anyMatch(
                        c ->
                            part.source().equals(List.of(c.source()))
                                && part.target().equals(List.of(c.target()))));
  }

  /** Records that would be held because a part of their key is null. */
  public long nulls() {
    return source.nulls() + target.nulls();
  }
}
