package dev.syncline.project.screen;

import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.store.Message;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Words;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A message in words, for the screen and for a mail.
 *
 * @param sync what it is of; nothing when the configuration has it no more
 * @param zone of its times
 */
public record MessageWords(Message message, Optional<SyncConfig> sync, ZoneId zone) {
  private static final String KEPT = "plan ";

  /** {@code Success: promotion test → prod}. */
  public String title() {
    return state() + ": " + what();
  }

  String state() {
    return switch (message.state()) {
      case COMPARED -> "Compared";
      case WAITING -> "In process";
      case RUNNING -> "In process";
      case SUCCESS -> "Success";
      case FAILURE -> "FAILURE";
      case CANCELLED -> "Cancelled";
    };
  }

  /** {@code promotion test → prod}. */
  public String what() {
    return name() + " " + message.way();
  }

  /** The sync's name. */
  public String name() {
    return sync.map(SyncConfig::name).orElse("sync " + message.sync());
  }

  /** When it is done, with its weekday. */
  public String due() {
    return Words.time(Instant.ofEpochMilli(message.dueMillis()).atZone(zone));
  }

  /** {@code message 7, promotion.plan, test → prod, until Mon 2026-11-23 06:30}. */
  public String waits() {
    return "message "
        + message.id()
        + ", "
        + Shown.safe(message.plan())
        + ", "
        + message.way()
        + ", until "
        + due()
        + " (syncline cancel "
        + message.id()
        + ")";
  }

  /** What became of it, in sentences. */
  String text() {
    return switch (message.state()) {
      case WAITING -> "Waits until " + due() + ". Cancel it with: syncline cancel " + message.id();
      case RUNNING -> "Is being applied.";
      case COMPARED, SUCCESS, FAILURE, CANCELLED -> Shown.safeLines(message.text());
    };
  }

  /** What to do next; nothing where nothing is left to do. */
  Optional<String> next() {
    return switch (message.state()) {
      case COMPARED ->
          Optional.of(
              isKept()
                  ? "syncline plans show " + name() + message.plan().substring(KEPT.length() - 1)
                  : "syncline review " + message.plan());
      case WAITING -> Optional.of("syncline run --waiting");
      case RUNNING -> Optional.empty();
      case SUCCESS -> Optional.of("syncline show run " + message.run());
      case FAILURE ->
          Optional.of(message.run() > 0 ? "syncline show run " + message.run() : again());
      case CANCELLED -> Optional.of(again());
    };
  }

  /** Whether its plan is one that is kept in the state store. */
  private boolean isKept() {
    return message.plan().matches(KEPT + "\\d+");
  }

  private String again() {
    boolean chosen = sync.filter(s -> s.promotion().isPresent()).isPresent();
    int end = message.way().indexOf(' ');
    return "syncline plan "
        + name()
        + (chosen && end > 0
            ? " --from " + message.way().substring(0, end)
            : isKept() ? " --keep" : " --save " + message.plan());
  }

  /** The text of a mail. */
  public String letter() {
    List<String> lines = new ArrayList<>();
    lines.add(title());
    lines.add("");
    lines.add(text());
    lines.add("");
    lines.add("Plan:     " + message.plan());
    lines.add("Asked:    " + moment(message.askedMillis()));
    lines.add(
        "Ended:    "
            + moment(message.endedMillis())
            + (message.run() > 0 ? ", run " + message.run() : ""));
    next().ifPresent(command -> lines.add("Next:     " + command));
    lines.add("Message:  " + message.id() + " (syncline messages " + name() + ")");
    return String.join("\n", lines) + "\n";
  }

  private String moment(long millis) {
    return Words.moment(millis, zone) + " " + zone.getId();
  }
}
