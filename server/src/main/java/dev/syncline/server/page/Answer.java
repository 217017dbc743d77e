package dev.syncline.server.page;

import java.util.List;

/**
 * What came of a command, for one sync.
 *
 * @param title what it is; empty where the command says enough
 * @param path where more is said; empty for nowhere
 * @param words sentences
 * @param notes what a person should heed, a sentence each
 * @param counts what was done, or would be
 * @param columns headings of the certificate; empty where there is none
 * @param rows its rows
 * @param operations what would be written, or was
 * @param left how many more there are, in words
 * @param due what was left over
 * @param alone what is left alone or differs, and why
 * @param exchanges what was said to a system
 */
public record Answer(
    String title,
    String path,
    State state,
    List<String> words,
    List<String> notes,
    List<Count> counts,
    List<String> columns,
    List<List<String>> rows,
    List<Operation> operations,
    String left,
    List<DueLine> due,
    List<Alone> alone,
    List<Exchange> exchanges) {
  public Answer {
    words = List.copyOf(words);
    notes = List.copyOf(notes);
    counts = List.copyOf(counts);
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    operations = List.copyOf(operations);
    due = List.copyOf(due);
    alone = List.copyOf(alone);
    exchanges = List.copyOf(exchanges);
  }

  /**
   * How many records were added, changed or removed on a side; empty where that is not said, and
   * {@code ·} where it is not known.
   *
   * @param change added, changed or removed
   */
  public record Count(
      String task,
      String system,
      String change,
      String planned,
      String attempted,
      String succeeded,
      String failed) {}

  /** A record that is left as it is, or differs, and why. */
  public record Alone(String task, String record, String path, String why) {}

  /**
   * Something that was said to a system.
   *
   * @param said the statement, or the request
   * @param with its parameters or its body; empty for none
   * @param answered what came back
   * @param refused whether that was a refusal
   */
  public record Exchange(String said, String with, List<String> answered, boolean refused) {
    public Exchange {
      answered = List.copyOf(answered);
    }
  }
}
