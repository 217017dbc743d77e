package dev.syncline.engine.advise;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Policies.Direction;
import java.util.Arrays;
import java.util.List;

/**
 * How two systems could be kept in step.
 *
 * @param pairs objects that belong together, parents before children
 * @param keyless objects that belong together by their names, but have no key on either side
 * @param sourceAlone source objects without a counterpart
 * @param targetAlone target objects without a counterpart
 */
public record Proposal(
    List<PairAdvice> pairs,
    List<Keyless> keyless,
    List<Alone> sourceAlone,
    List<Alone> targetAlone) {
  public Proposal {
    pairs = List.copyOf(pairs);
    keyless = List.copyOf(keyless);
    sourceAlone = List.copyOf(sourceAlone);
    targetAlone = List.copyOf(targetAlone);
  }

  /**
   * Whether the first sync is to copy: one side that is written holds no record yet, and of some
   * pair nothing tells the records apart, which a copy does not ask.
   */
  public boolean copies(Direction direction) {
    return pairs.stream().anyMatch(p -> p.chosen().isEmpty() && p.carries())
        && Arrays.stream(Side.values()).anyMatch(s -> direction.writes(s) && isEmpty(s));
  }

  /** Whether a side holds no record of any pair. */
  public boolean isEmpty(Side side) {
    return pairs.stream().allMatch(p -> p.rows().on(side) == 0);
  }

  /** Whether a pair can be kept in step: by a unique key, or because the first sync copies. */
  public boolean keeps(PairAdvice pair, Direction direction) {
    return pair.chosen().isPresent() || (pair.carries() && copies(direction));
  }

  /** What is left out of both sides, for one reason. */
  public record Keyless(String source, String target) {

    /** Both names, or the one that they have in common. */
    public String name() {
      return source.equals(target) ? source : source + " = " + target;
    }

    /** Why, in words. */
    public String reason() {
      return "it has no key by which its records can be told apart, on neither side; give it a primary"
          + " key on both and look again";
    }
  }

  /**
   * An object without a counterpart.
   *
   * @param object its name
   * @param reason why, in words
   */
  public record Alone(String object, String reason) {}
}
