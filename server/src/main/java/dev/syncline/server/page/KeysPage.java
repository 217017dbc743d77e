package dev.syncline.server.page;

import java.util.List;

/**
 * By what the records of a new sync are told apart.
 *
 * @param job the work that counted the figures
 * @param events where that can be followed; empty once it is over
 * @param step where it is, in words
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
    List<String> problems) {
  public KeysPage {
    tasks = List.copyOf(tasks);
    problems = List.copyOf(problems);
  }

  /**
   * Two tables.
   *
   * @param id of its field in the form
   * @param rows how many each side holds, in words
   * @param columns pairs of columns that are kept the same
   * @param left columns that have no counterpart, in words; empty for none
   */
  public record Task(
      String id,
      String source,
      String target,
      String rows,
      List<Key> keys,
      List<String> columns,
      String left) {
    public Task {
      keys = List.copyOf(keys);
      columns = List.copyOf(columns);
    }
  }

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
