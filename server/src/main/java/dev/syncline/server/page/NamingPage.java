package dev.syncline.server.page;

import java.util.List;

/**
 * What a sync is called, and when it runs by itself.
 *
 * @param syncPath where the sync's page is
 * @param path where this one is, to which the form is sent
 * @param schedule a time on each line
 * @param mayRename whether this person may give it another name
 * @param problems why it cannot be saved so, a sentence or two each
 */
public record NamingPage(
    Frame frame,
    String sync,
    String syncPath,
    String path,
    String name,
    String schedule,
    boolean mayRename,
    List<String> problems) {
  public NamingPage {
    problems = List.copyOf(problems);
  }
}
