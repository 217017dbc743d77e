package dev.syncline.server.page;

import java.util.List;

/** The plans of a sync that are kept for a review. */
public record PlansPart(List<Line> plans) {
  /** None. */
  public static final PlansPart NONE = new PlansPart(List.of());

  public PlansPart {
    plans = List.copyOf(plans);
  }

  /**
   * A plan.
   *
   * @param found what differs, in words
   * @param state how it stands, in words
   * @param tone the class that gives that its colour; empty for none
   */
  public record Line(
      long number, String path, String way, String made, String found, String state, String tone) {}
}
