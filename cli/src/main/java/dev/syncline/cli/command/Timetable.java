package dev.syncline.cli.command;

import dev.syncline.engine.Watch;
import dev.syncline.engine.store.Message;
import dev.syncline.engine.store.Message.State;
import dev.syncline.project.Applicable;
import dev.syncline.project.CommandError;
import dev.syncline.project.Messages;
import dev.syncline.project.Messages.Asked;
import dev.syncline.project.Messages.Taken;
import dev.syncline.project.Project;
import dev.syncline.project.screen.ExitCode;
import dev.syncline.project.screen.Json;
import dev.syncline.project.screen.MessageWords;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.Screens;
import dev.syncline.project.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Applies plans when their time has come, each once, whichever process is there for it. */
final class Timetable {
  /** So soon a process that waits sees that it need not any more. */
  private static final long LOOK_MILLIS = 500;

  private final Session session;
  private final Project project;
  private final Messages messages;
  private final Applying applying;
  private long announced;

  Timetable(Session session, Applying applying) {
    this.session = session;
    this.project = session.project();
    this.messages = new Messages(project);
    this.applying = applying;
  }

  /**
   * Applies a plan at a time.
   *
   * @param wait whether this process waits for it; else another one has to
   */
  Screen at(long dueMillis, Asked asked, Applicable plan, boolean wait) {
    Message message = messages.await(asked, plan.plan(), dueMillis);
    if (wait) {
      return waitFor(message);
    }
    return new Notice(
        ExitCode.IN_STEP,
        List.of(said(message) + " It is applied by whichever waits for it: syncline run --waiting"),
        List.of("syncline run --waiting", "syncline cancel " + message.id()),
        facts(message));
  }

  /** Has a plan applied at a time by whichever process waits for it then. */
  Screen later(long dueMillis, Asked asked, Applicable plan) {
    Message message = messages.await(asked, plan.plan(), dueMillis);
    return new Notice(
        ExitCode.IN_STEP,
        List.of(said(message)),
        List.of("syncline cancel " + message.id()),
        facts(message));
  }

  private Screen waitFor(Message message) {
    while (true) {
      Message now = project.store().message(message.id()).orElse(message);
      long left = message.dueMillis() - project.now();
      if (now.state() != State.WAITING) {
        return ended(now);
      } else if (session.cancelled()) {
        return new Notice(
            ExitCode.DIFFERENCES,
            List.of(said(message) + " Nobody waits for it here any more."),
            List.of("syncline run --waiting", "syncline cancel " + message.id()),
            facts(now));
      } else if (left <= 0) {
        Optional<Taken> taken = messages.take(message);
        if (taken.isPresent()) {
          session.endRemarks();
          try (Taken mine = taken.get()) {
            return applying.waited(mine);
          }
        }
      } else {
        sleep(message, left);
      }
    }
  }

  private Screen ended(Message message) {
    String number = "Message " + message.id();
    String line =
        switch (message.state()) {
          case CANCELLED -> number + " was cancelled: nothing was written.";
          case RUNNING, SUCCESS, FAILURE -> number + " was taken over by another process.";
          case WAITING, COMPARED, STANDING, OVER -> number + " waits.";
        };
    return new Notice(
        ExitCode.DIFFERENCES, List.of(line), List.of("syncline messages"), facts(message));
  }

  /**
   * Applies all that waits, each at its time.
   *
   * @param wait whether what is due later is waited for
   * @param syncs those whose messages are carried out
   */
  Screen all(boolean wait, IntPredicate syncs) {
    messages.settle();
    Applying.post(session);
    List<Screen> screens = new ArrayList<>();
    while (!session.cancelled()) {
      Optional<Message> next = waiting(syncs).stream().findFirst();
      if (next.isEmpty()) {
        break;
      }
      long left = next.get().dueMillis() - project.now();
      if (left <= 0) {
        messages.take(next.get()).ifPresent(taken -> screens.add(carriedOut(taken)));
      } else if (wait) {
        sleep(next.get(), left);
      } else {
        break;
      }
    }
    session.endRemarks();
    if (screens.isEmpty()) {
      int n = waiting(syncs).size();
      String line =
          n == 0
              ? "Nothing waits."
              : Words.count(n, "plan waits", "plans wait") + ", and no time has come yet.";
      return Notice.done(line, Json.map("waiting", n));
    }
    return new Screens(screens);
  }

  private List<Message> waiting(IntPredicate syncs) {
    return project.store().messages(State.WAITING).stream()
        .filter(m -> syncs.test(m.sync()))
        .toList();
  }

  /** What fails is told, and what comes after it goes on. */
  private Screen carriedOut(Taken taken) {
    session.endRemarks();
    Message message = taken.message();
    try (taken) {
      return applying.waited(taken);
    } catch (RuntimeException e) {
      return new Notice(
          e instanceof CommandError error ? error.exit() : ExitCode.ERROR,
          List.of(words(message).what() + " was not applied: " + Applying.reason(e)),
          List.of("syncline messages"),
          facts(message));
    }
  }

  private void sleep(Message message, long left) {
    String line = words(message).what() + " waits until " + words(message).due();
    if (session.console().terminalErr()) {
      session.remark(line + ", in " + Words.remaining(left) + " (message " + message.id() + ")");
    } else if (message.id() != announced) {
      session.remark(said(message));
    }
    announced = message.id();
    Watch.Time.REAL.sleep(Math.min(left, LOOK_MILLIS));
  }

  private String said(Message message) {
    return "Message "
        + message.id()
        + ": "
        + words(message).what()
        + " waits until "
        + words(message).due()
        + ". Cancel it with: syncline cancel "
        + message.id()
        + ".";
  }

  private MessageWords words(Message message) {
    return new MessageWords(
        message,
        project.configuration().syncs().stream().filter(s -> s.id() == message.sync()).findFirst(),
        session.zone());
  }

  private Map<String, Object> facts(Message message) {
    return Json.map(
        "sync",
        words(message).name(),
        "messageNumber",
        message.id(),
        "state",
        Json.word(message.state()),
        "due",
        Json.moment(message.dueMillis()));
  }
}
