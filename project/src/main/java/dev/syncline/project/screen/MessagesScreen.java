package dev.syncline.project.screen;

import dev.syncline.engine.store.Message;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Words;
import java.util.List;
import java.util.Map;

/** Messages, the latest first. */
public record MessagesScreen(List<MessageWords> messages, long nowMillis) implements Screen {

  @Override
  public void text(Page page) {
    if (messages.isEmpty()) {
      page.line("There are no messages yet.");
      return;
    }
    int width = Long.toString(messages.getFirst().message().id()).length();
    for (MessageWords words : messages) {
      page.blank();
      write(page, words, width);
    }
    boolean late =
        messages.stream()
            .map(MessageWords::message)
            .anyMatch(m -> m.state() == Message.State.WAITING && m.dueMillis() <= nowMillis);
    if (late) {
      page.blank();
      Next.write(page, List.of("syncline run --waiting"));
    }
  }

  private void write(Page page, MessageWords words, int width) {
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
    if (message.isUnsent() && !message.mail().isEmpty()) {
      inner.flow("", Style.CARE, "No mail to " + message.mailTo() + ": " + message.mail(), 0);
    } else if (message.mail().equals(Message.SENT)) {
      inner.line(Style.FAINT, "Mailed to " + message.mailTo() + ".");
    }
    page.add(inner);
  }

  private String when(MessageWords words) {
    Message message = words.message();
    String plan = "  " + Shown.safe(message.plan());
    return switch (message.state()) {
      case WAITING ->
          (message.dueMillis() > nowMillis
                  ? "in " + Words.remaining(message.dueMillis() - nowMillis)
                  : "its time has come")
              + plan;
      case RUNNING -> "since " + Words.moment(message.dueMillis(), words.zone()) + plan;
      case COMPARED, SUCCESS, FAILURE, CANCELLED ->
          Words.moment(message.endedMillis(), words.zone())
              + (message.run() > 0 ? "  run " + message.run() : "")
              + plan;
    };
  }

  private static Style style(Message message) {
    return switch (message.state()) {
      case SUCCESS -> Style.GOOD;
      case FAILURE -> Style.BAD;
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
        "state", Json.word(m.state()),
        "way", m.way(),
        "plan", m.plan(),
        "asked", Json.moment(m.askedMillis()),
        "due", Json.moment(m.dueMillis()),
        "ended", Json.moment(m.endedMillis()),
        "run", m.run() == 0 ? null : m.run(),
        "text", words.text(),
        "next", words.next().orElse(null),
        "mailTo", m.mailTo().isEmpty() ? null : m.mailTo(),
        "mail", m.mail().isEmpty() ? null : m.mail());
  }

  @Override
  public Map<String, Object> json() {
    return Json.map(
        "messages", messages.stream().map(MessagesScreen::json).toList(), "exit", exit().number());
  }

  @Override
  public ExitCode exit() {
    return ExitCode.IN_STEP;
  }
}
