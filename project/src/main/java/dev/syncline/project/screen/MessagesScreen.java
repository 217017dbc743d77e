package dev.syncline.project.screen;

import dev.syncline.engine.config.MailConfig;
import dev.syncline.engine.config.ReceiverConfig;
import dev.syncline.engine.store.Delivery;
import dev.syncline.engine.store.Delivery.Channel;
import dev.syncline.engine.store.Message;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Words;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Messages, the latest first.
 *
 * @param receivers who is told, beside the person who started something
 * @param mail the server that takes mails
 */
public record MessagesScreen(
    List<Line> messages, List<ReceiverConfig> receivers, Optional<MailConfig> mail, long nowMillis)
    implements Screen {

  /**
   * A message.
   *
   * @param deliveries to whom it is or was sent
   */
  public record Line(MessageWords words, List<Delivery> deliveries) {
    public Line {
      deliveries = List.copyOf(deliveries);
    }
  }

  @Override
  public void text(Page page) {
    if (messages.isEmpty()) {
      page.line("There are no messages yet.");
      return;
    }
    int width = Long.toString(messages.getFirst().words().message().id()).length();
    for (Line line : messages) {
      page.blank();
      write(page, line, width);
    }
    boolean late =
        messages.stream()
            .map(line -> line.words().message())
            .anyMatch(m -> m.state() == Message.State.WAITING && m.dueMillis() <= nowMillis);
    if (late) {
      page.blank();
      Next.write(page, List.of("syncline run --waiting"));
    }
  }

  private void write(Page page, Line line, int width) {
    MessageWords words = line.words();
    Message message = words.message();
    page.line(
        page.paint(Style.STRONG, String.format("%" + width + "d", message.id()))
            + "  "
            + page.paint(style(message), words.state())
            + ": "
            + Shown.safe(words.what())
            + page.paint(Style.FAINT, "  " + when(words)));
    Page inner = page.indented(width + 2);
    inner.flow("", Style.PLAIN, words.text(), 0);
    for (Delivery delivery : line.deliveries()) {
      boolean mail = delivery.channel() == Channel.MAIL;
      if (delivery.state() == Delivery.State.SENT) {
        inner.line(
            Style.FAINT, (mail ? "Mailed to " : "Told ") + Shown.safe(delivery.receiver()) + ".");
      } else if (!delivery.why().isEmpty()) {
        inner.flow(
            "",
            Style.CARE,
            (mail ? "No mail to " : "Could not tell ")
                + Shown.safe(delivery.receiver())
                + ": "
                + why(delivery),
            0);
      }
    }
    page.add(inner);
  }

  private String when(MessageWords words) {
    Message message = words.message();
    String plan = message.plan().isEmpty() ? "" : "  " + Shown.safe(message.plan());
    return switch (message.state()) {
      case WAITING ->
          (message.dueMillis() > nowMillis
                  ? "in " + Words.remaining(message.dueMillis() - nowMillis)
                  : "its time has come")
              + plan;
      case RUNNING -> "since " + Words.moment(message.dueMillis(), words.zone()) + plan;
      case STANDING -> "since " + Words.moment(message.askedMillis(), words.zone());
      case COMPARED, SUCCESS, FAILURE, CANCELLED, OVER ->
          Words.moment(message.endedMillis(), words.zone())
              + (message.run() > 0 && !message.topic().isStanding() ? "  run " + message.run() : "")
              + plan;
    };
  }

  private static Style style(Message message) {
    return switch (message.state()) {
      case SUCCESS -> Style.GOOD;
      case FAILURE, STANDING -> Style.BAD;
      case OVER -> Style.GOOD;
      case WAITING, RUNNING -> Style.CARE;
      case COMPARED -> Style.PLAIN;
      case CANCELLED -> Style.FAINT;
    };
  }

  /** A message as programs read it. */
  public static Map<String, Object> json(MessageWords words) {
    Message m = words.message();
    return Json.map(
        "message", m.id(),
        "sync", words.name(),
        "topic", m.topic().word(),
        "state", Json.word(m.state()),
        "way", m.way(),
        "plan", m.plan().isEmpty() ? null : m.plan(),
        "asked", Json.moment(m.askedMillis()),
        "due", Json.moment(m.dueMillis()),
        "ended", Json.moment(m.endedMillis()),
        "run", m.run() == 0 ? null : m.run(),
        "text", words.text(),
        "next", words.next().orElse(null),
        "mailTo", m.mailTo().isEmpty() ? null : m.mailTo());
  }

  private static Map<String, Object> json(Line line) {
    Map<String, Object> json = json(line.words());
    json.put(
        "mail",
        line.deliveries().stream()
            .filter(d -> d.channel() == Channel.MAIL && d.atEnd())
            .filter(d -> d.receiver().equals(line.words().message().mailTo()))
            .map(MessagesScreen::state)
            .filter(s -> !s.isEmpty())
            .findFirst()
            .orElse(null));
    json.put("deliveries", line.deliveries().stream().map(MessagesScreen::json).toList());
    return json;
  }

  private static Map<String, Object> json(Delivery delivery) {
    return Json.map(
        "id", delivery.id(),
        "end", delivery.atEnd(),
        "channel", Json.word(delivery.channel()),
        "receiver", delivery.receiver(),
        "state", Json.word(delivery.state()),
        "attempts", delivery.attempts(),
        "why", delivery.why().isEmpty() ? null : delivery.why());
  }

  /** What became of sending it: {@code sent}, why not, or nothing where it was not tried. */
  private static String state(Delivery delivery) {
    return delivery.state() == Delivery.State.SENT ? "sent" : why(delivery);
  }

  private static String why(Delivery delivery) {
    return (delivery.state() == Delivery.State.GIVEN_UP ? "given up: " : "") + delivery.why();
  }

  @Override
  public Map<String, Object> json() {
    return Json.map(
        "messages", messages.stream().map(line -> json(line)).toList(),
        "receivers", receivers.stream().map(ReceiverConfig::name).toList(),
        "exit", exit().number());
  }

  @Override
  public ExitCode exit() {
    return ExitCode.IN_STEP;
  }
}
