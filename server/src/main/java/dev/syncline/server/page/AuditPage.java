package dev.syncline.server.page;

import java.util.List;

/**
 * Who did what.
 *
 * @param who of which user lines are shown; empty for all
 * @param sync of which sync; empty for all
 * @param from the first day; empty for the beginning
 * @param until the last day; empty for today
 * @param older where older lines are; empty if there are none
 * @param newest where the newest are; empty if these are they
 * @param export where the same is as a file
 * @param zone in which times are shown
 */
public record AuditPage(
    Frame frame,
    List<Tab> tabs,
    String who,
    List<Choice> actions,
    String sync,
    List<Choice> outcomes,
    String from,
    String until,
    List<Line> lines,
    String older,
    String newest,
    String export,
    String zone) {

  /**
   * A line.
   *
   * @param who who did it, and by what
   * @param about what it was done to
   * @param tone of the outcome
   */
  public record Line(
      Moment at,
      String who,
      String by,
      String address,
      String action,
      String about,
      String detail,
      String outcome,
      String tone) {}
}
