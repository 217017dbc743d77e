package dev.syncline.engine.advise;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Policies.Direction;
import java.util.Arrays;
import java.util.List;

/**
 * How two systems could be kept in step.
 *
 * @param pairs objects that belong together, parents before children
 * @param sourceAlone source objects without a counterpart
 * @param targetAlone target objects without a counterpart
 */
public record Proposal(List<PairAdvice> pairs, List<Alone> sourceAlone, List<Alone> targetAlone) {
  public Proposal {
    pairs = List.copyOf(pairs);
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

  /**
   * An object without a counterpart.
   *
   * @param object its name
   * @param reason why, in words
   */
  public record Alone(String object, String reason) {}
}
