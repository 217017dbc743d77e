package dev.syncline.server.page;

import java.util.List;

/**
 * What of two environments is to be compared.
 *
 * @param syncPath where the sync's page is
 * @param action to where it is sent what is to be compared
 * @param environments from which this person may start, each with the other one
 * @param never what is never synchronized
 */
public record ComparePage(
    Frame frame,
    String sync,
    String syncPath,
    String action,
    List<Way> environments,
    List<Module> modules,
    List<String> never) {
  public ComparePage {
    environments = List.copyOf(environments);
    modules = List.copyOf(modules);
    never = List.copyOf(never);
  }

  /**
   * A way.
   *
   * @param allowed whether this person may go it
   */
  public record Way(String from, String to, boolean allowed, boolean chosen) {}

  /**
   * A group of tasks.
   *
   * @param requires what is taken with it, in words; empty for nothing
   * @param needs the names of those modules, with commas between them
   * @param by the column by which some of its records can be chosen; empty for none
   */
  public record Module(String name, String tasks, String requires, String needs, String by) {}
}
