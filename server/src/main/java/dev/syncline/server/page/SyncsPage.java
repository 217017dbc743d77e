package dev.syncline.server.page;

import java.util.List;

/**
 * All syncs, and how each stands.
 *
 * @param problems what is wrong with the configuration; empty for nothing
 */
public record SyncsPage(Frame frame, List<Line> syncs, List<String> problems) {
  public SyncsPage {
    syncs = List.copyOf(syncs);
    problems = List.copyOf(problems);
  }

  /**
   * A sync.
   *
   * @param path where its own page is
   * @param arrow {@code ⇄}, {@code →} or {@code ←}
   * @param kind what it is, such as {@code two-way} or {@code model}
   * @param why what a person should know of its state; empty for nothing
   * @param last when its latest run was, in words; empty for never
   * @param lastAt the same moment, ISO 8601
   * @param next when it runs next, in words
   * @param due how many records are due
   */
  public record Line(
      String name,
      String path,
      String source,
      String arrow,
      String target,
      String kind,
      State state,
      String why,
      String last,
      String lastAt,
      String next,
      long due,
      Spark spark) {}
}
