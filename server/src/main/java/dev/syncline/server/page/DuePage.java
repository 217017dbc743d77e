package dev.syncline.server.page;

import java.util.List;

/**
 * The records of a sync that are due.
 *
 * @param path of this page
 * @param reasons why records are due, with how many there are of each
 * @param search what is looked for in keys and messages
 * @param retries what may be tried again at once
 */
public record DuePage(
    Frame frame,
    String sync,
    String syncPath,
    String path,
    List<Choice> tasks,
    List<Choice> reasons,
    String search,
    List<DueLine> lines,
    Pager pager,
    List<SyncPage.Action> retries) {
  public DuePage {
    tasks = List.copyOf(tasks);
    reasons = List.copyOf(reasons);
    lines = List.copyOf(lines);
    retries = List.copyOf(retries);
  }
}
