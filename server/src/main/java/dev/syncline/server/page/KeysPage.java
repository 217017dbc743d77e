package dev.syncline.server.page;

import java.util.List;

/**
 * By what the records of a new sync are told apart.
 *
 * @param job the work that counted the figures
 * @param events where that can be followed; empty once it is over
 * @param step where it is, in words
 * @param leftOut tables that were ticked and cannot be kept in step
 * @param problems why it cannot go on
 */
public record KeysPage(
    Frame frame,
    long job,
    String name,
    String source,
    String target,
    String arrow,
    String events,
    String step,
    List<Task> tasks,
    List<LeftOut> leftOut,
    List<String> problems) {
  public KeysPage {
    tasks = List.copyOf(tasks);
    leftOut = List.copyOf(leftOut);
    problems = List.copyOf(problems);
  }

  /**
   * What cannot be kept in step.
   *
   * @param table its name; those of both sides where both are
   * @param reason why, and what to do
   */
  public record LeftOut(String table, String reason) {}

  /**
   * Two tables.
   *
   * @param id of its field in the form
   * @param rows how many each side holds, in words
   * @param keys candidates for the unique key, the best first
   * @param keyless what may be done without a key, where there is no candidate
   * @param columns pairs of columns that are kept the same
   * @param left columns that have no counterpart, in words; empty for none
   */
  public record Task(
      String id,
      String source,
      String target,
      String rows,
      List<Key> keys,
      Keyless keyless,
      List<String> columns,
      String left) {
    public Task {
      keys = List.copyOf(keys);
      columns = List.copyOf(columns);
    }
  }

  /**
   * What may be done with two tables without a candidate for the unique key.
   *
   * @param chosen whether it is proposed
   * @param choice what is done, in few words
   * @param words what that means, and what would help
   */
  public record Keyless(boolean chosen, String choice, String words) {}

  /**
   * A candidate for the unique key.
   *
   * @param index by which the form names it
   * @param chosen whether it is proposed
   * @param good whether it is unique on both sides and nowhere null
   * @param figures what it would do, each with its name
   * @param doubts what speaks against it, a sentence each
   */
  public record Key(
      int index,
      String name,
      boolean chosen,
      boolean good,
      List<SyncPage.Fact> figures,
      List<String> doubts) {
    public Key {
      figures = List.copyOf(figures);
      doubts = List.copyOf(doubts);
    }
  }
}
