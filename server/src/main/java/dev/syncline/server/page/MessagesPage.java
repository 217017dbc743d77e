package dev.syncline.server.page;

import java.util.List;

/**
 * What people are to know: what is so now, and what became of what people started.
 *
 * @param syncs by which messages are chosen, and topics; the value is empty for all
 * @param now what is not as it should be, waits, or is being done
 * @param earlier what ended, the latest first
 * @param receivers who is told, of those whom this person may send a test; empty for none
 * @param mail this person's address, to which a test may be sent; empty for none
 */
public record MessagesPage(
    Frame frame,
    List<Choice> syncs,
    List<Choice> topics,
    List<Line> now,
    List<Line> earlier,
    List<String> receivers,
    String mail) {
  public MessagesPage {
    syncs = List.copyOf(syncs);
    topics = List.copyOf(topics);
    now = List.copyOf(now);
    earlier = List.copyOf(earlier);
    receivers = List.copyOf(receivers);
  }

  /** Whether only some messages are shown. */
  public boolean isFiltered() {
    return syncs.stream().anyMatch(c -> c.chosen() && !c.value().isEmpty())
        || topics.stream().anyMatch(c -> c.chosen() && !c.value().isEmpty());
  }

  /**
   * A message.
   *
   * @param state what became of it, in a word or a few
   * @param tone the class that gives that its colour; empty for none
   * @param sign which sign stands before it
   * @param path where the sync's page is
   * @param plan the plan's file; empty for none
   * @param run the run's number; 0 for none
   * @param next a command to go on with; empty for none
   * @param when in words, and as ISO 8601
   * @param told to whom it was sent, a few words each
   * @param cancel to where it is posted that it is cancelled; empty where it may not be
   */
  public record Line(
      long id,
      String state,
      String tone,
      String sign,
      String sync,
      String path,
      String way,
      String plan,
      long run,
      String text,
      String next,
      String when,
      String whenAt,
      List<Told> told,
      String cancel) {
    public Line {
      told = List.copyOf(told);
    }
  }

  /**
   * To whom a message was sent, or not.
   *
   * @param trouble whether it could not be sent yet
   */
  public record Told(String words, boolean trouble) {}
}
