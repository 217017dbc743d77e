package dev.syncline.engine.advise;

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
   * An object without a counterpart.
   *
   * @param object its name
   * @param reason why, in words
   */
  public record Alone(String object, String reason) {}
}
