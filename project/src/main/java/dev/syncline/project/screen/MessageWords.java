package dev.syncline.project.screen;

import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.store.Message;
import dev.syncline.engine.store.Message.State;
import dev.syncline.engine.store.Topic;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Words;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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

  /**
   * The same, of its beginning or its end.
   *
   * @param atEnd whether its end is told, where it has one
   */
  public String title(boolean atEnd) {
    return state(atEnd) + ": " + what();
  }

  /** What became of it, in a word or a few. */
  public String state() {
    return state(message.state() != State.STANDING);
  }

  private String state(boolean atEnd) {
    return switch (message.state()) {
      case COMPARED -> "Compared";
      case WAITING -> "In process";
      case RUNNING -> "In process";
      case SUCCESS -> "Success";
      case FAILURE -> "FAILURE";
      case CANCELLED -> "Cancelled";
      case STANDING, OVER -> atEnd ? over(message.topic()) : standing(message.topic());
    };
  }

  private static String standing(Topic topic) {
    return switch (topic) {
      case PLAN, RUN -> "In process";
      case FAILING -> "FAILING";
      case HALTED -> "Halted by the guard";
      case PAUSED -> "Tasks paused";
      case REVIEW -> "Waits for a person";
      case REJECTED -> "Rows rejected";
      case LATE -> "Late";
      case DUE -> "Too much is due";
      case TRACKING -> "Tracking grows";
    };
  }

  private static String over(Topic topic) {
    return switch (topic) {
      case PLAN, RUN -> "Ended";
      case FAILING -> "Recovered";
      case HALTED -> "Halted no more";
      case PAUSED -> "Tasks go on";
      case REVIEW -> "Waits for nobody any more";
      case REJECTED -> "No rows rejected any more";
      case LATE -> "In time again";
      case DUE -> "Not too much is due any more";
      case TRACKING -> "Tracking is taken again";
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
  public String text() {
    return text(message.state() == State.OVER);
  }

  private String text(boolean atEnd) {
    return switch (message.state()) {
      case WAITING -> "Waits until " + due() + ". Cancel it with: syncline cancel " + message.id();
      case RUNNING -> message.topic() == Topic.RUN ? "Is running." : "Is being applied.";
      case COMPARED, SUCCESS, FAILURE, CANCELLED -> Shown.safeLines(message.text());
      case STANDING, OVER ->
          (atEnd
                  ? "It was so for "
                      + Words.duration(message.endedMillis() - message.askedMillis())
                      + ": "
                  : "")
              + Shown.safeLines(message.text());
    };
  }

  /** What to do next; nothing where nothing is left to do. */
  public Optional<String> next() {
    return switch (message.state()) {
      case COMPARED ->
          Optional.of(
              isKept()
                  ? "syncline plans show " + name() + message.plan().substring(KEPT.length() - 1)
                  : "syncline review " + message.plan());
      case WAITING -> Optional.of("syncline run --waiting");
      case RUNNING, OVER -> Optional.empty();
      case SUCCESS -> Optional.of(showRun()).filter(r -> message.run() > 0);
      case FAILURE -> Optional.of(message.run() > 0 ? showRun() : again());
      case CANCELLED -> Optional.of(again());
      case STANDING ->
          switch (message.topic()) {
            case PLAN, RUN -> Optional.empty();
            case FAILING -> Optional.of(showRun());
            case HALTED -> Optional.of("syncline plan " + name());
            case PAUSED -> Optional.of("syncline check " + name());
            case REVIEW, REJECTED, DUE -> Optional.of("syncline status --due " + name());
            case LATE -> Optional.of("syncline run " + name());
            case TRACKING -> Optional.of("syncline status " + name());
          };
    };
  }

  /** The path of the server's page that it is about. */
  public String page() {
    if (sync.isEmpty()) {
      return "/messages";
    }
    String own = "/syncs/" + URLEncoder.encode(name(), StandardCharsets.UTF_8).replace("+", "%20");
    if (message.state() == State.COMPARED && isKept()) {
      return own + "/plans/" + message.plan().substring(KEPT.length());
    }
    return switch (message.topic()) {
      case PLAN, RUN, FAILING -> message.run() > 0 ? "/runs/" + message.run() : own;
      case REVIEW, REJECTED, DUE -> own + "/due";
      case HALTED, PAUSED, LATE, TRACKING -> own;
    };
  }

  private String showRun() {
    return "syncline show run " + message.run();
  }

  /** Whether its plan is one that is kept in the state store. */
  private boolean isKept() {
    return message.plan().matches(KEPT + "\\d+");
  }

  private String again() {
    if (message.topic() == Topic.RUN) {
      return "syncline run " + name();
    }
    boolean chosen = sync.filter(s -> s.promotion().isPresent()).isPresent();
    int end = message.way().indexOf(' ');
    return "syncline plan "
        + name()
        + (chosen && end > 0
            ? " --from " + message.way().substring(0, end)
            : isKept() ? " --keep" : " --save " + message.plan());
  }

  /**
   * The text of a mail.
   *
   * @param atEnd whether its end is told, where it has one
   * @param page the address of the page that it is about, if there is one
   */
  public String letter(boolean atEnd, Optional<String> page) {
    List<String> lines = new ArrayList<>();
    lines.add(title(atEnd));
    lines.add("");
    lines.add(told(atEnd));
    lines.add("");
    if (!message.plan().isEmpty()) {
      lines.add("Plan:     " + message.plan());
    }
    lines.add(
        (message.topic().isStanding() ? "Since:    " : "Asked:    ")
            + moment(message.askedMillis()));
    if (!message.isOpen()) {
      lines.add(
          "Ended:    "
              + moment(message.endedMillis())
              + (message.run() > 0 && !message.topic().isStanding()
                  ? ", run " + message.run()
                  : ""));
    }
    next().ifPresent(command -> lines.add("Next:     " + command));
    page.ifPresent(address -> lines.add("Page:     " + address));
    lines.add("Message:  " + message.id() + " (syncline messages " + name() + ")");
    return String.join("\n", lines) + "\n";
  }

  /**
   * What was said when it is told, in sentences.
   *
   * @param atEnd whether its end is told
   */
  public String told(boolean atEnd) {
    return text(atEnd && message.state() == State.OVER);
  }

  private String moment(long millis) {
    return Words.moment(millis, zone) + " " + zone.getId();
  }
}
