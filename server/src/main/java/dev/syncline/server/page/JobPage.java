package dev.syncline.server.page;

import java.util.List;

/**
 * Something that the server does or did, while it does it.
 *
 * @param sync the sync's name; empty where it is about none
 * @param back the page from which it was begun
 * @param command as it is typed
 * @param events where it can be followed; empty once it is over
 * @param step where it is, in words
 * @param done how many records are done
 * @param total how many it will be; -1 where that is not known
 * @param answer what came of it, as the command line shows it; empty before that
 * @param parts the same, part by part; empty where there is nothing but the text
 * @param state what came of it, in a word
 * @param mayCancel whether this person may give it up
 * @param next the page of what was begun because of it; empty for nothing
 * @param confirmations what may be done now that this was read
 */
public record JobPage(
    Frame frame,
    long id,
    String sync,
    String back,
    String command,
    String who,
    String asked,
    String events,
    String step,
    long done,
    long total,
    String answer,
    List<Answer> parts,
    State state,
    boolean mayCancel,
    String next,
    List<Confirm> confirmations) {
  public JobPage {
    parts = List.copyOf(parts);
    confirmations = List.copyOf(confirmations);
  }

  /**
   * Something that is done once a person has read what it would do.
   *
   * @param words what pressing the button means
   * @param look the class of the button
   */
  public record Confirm(String label, String way, String words, String look) {}
}
