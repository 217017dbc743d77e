package dev.syncline.server.page;

import java.util.List;

/**
 * The first steps of a new sync: two connections, and which of their tables belong together.
 *
 * @param connections of which two are chosen
 * @param source the chosen one; empty before
 * @param target likewise
 * @param direction which sides are written
 * @param pairs tables that seem to belong together; empty before connections are chosen
 * @param sourceAlone tables of the source that have nobody
 * @param targetAlone tables of the target that have nobody
 * @param problems why it cannot go on, a sentence or two each
 */
public record NewSyncPage(
    Frame frame,
    List<String> connections,
    String name,
    String source,
    String target,
    String direction,
    List<Pair> pairs,
    List<String> sourceAlone,
    List<String> targetAlone,
    List<String> problems) {
  public NewSyncPage {
    connections = List.copyOf(connections);
    pairs = List.copyOf(pairs);
    sourceAlone = List.copyOf(sourceAlone);
    targetAlone = List.copyOf(targetAlone);
    problems = List.copyOf(problems);
  }

  /** Whether both connections are chosen. */
  public boolean isChosen() {
    return !pairs.isEmpty() || !sourceAlone.isEmpty() || !targetAlone.isEmpty();
  }

  /**
   * Two tables.
   *
   * @param why what speaks for them
   */
  public record Pair(String source, String target, String why) {}
}
