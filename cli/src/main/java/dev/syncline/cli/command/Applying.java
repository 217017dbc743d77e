package dev.syncline.cli.command;

import dev.syncline.core.mapping.Task;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.store.Due;
import dev.syncline.project.Applicable;
import dev.syncline.project.CommandError;
import dev.syncline.project.Hours;
import dev.syncline.project.Messages;
import dev.syncline.project.Messages.Asked;
import dev.syncline.project.Messages.Taken;
import dev.syncline.project.OpenSync;
import dev.syncline.project.Post;
import dev.syncline.project.screen.Outcome;
import dev.syncline.project.screen.RunScreen;
import dev.syncline.project.text.Words;
import java.time.ZonedDateTime;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Applies saved plans, and keeps in messages what became of it. */
final class Applying {
  private final Session session;
  private final Messages messages;
  private final int show;

  /**
   * Applies for a person.
   *
   * @param show at most so many left-over records of each task and reason are shown
   */
  Applying(Session session, int show) {
    this.session = session;
    this.messages = new Messages(session.project());
    this.show = show;
  }

  /**
   * Applies a plan at once.
   *
   * @param options as for a plan that nobody has selected record by record
   * @param hours when the sync may run
   */
  RunScreen now(Asked asked, Applicable plan, RunOptions options, Hours hours) {
    try (Taken taken = messages.begin(asked)) {
      return apply(taken, () -> plan, options, sync -> hours);
    }
  }

  /** Applies a plan whose time has come. */
  RunScreen waited(Taken taken) {
    RunOptions options = new RunOptions(false, false, false, Set.of(), Optional.empty(), 0);
    return apply(
        taken,
        () -> messages.waited(taken.message()),
        options,
        sync -> Runs.hours(session, sync.config()));
  }

  private RunScreen apply(
      Taken taken, Supplier<Applicable> which, RunOptions options, Function<OpenSync, Hours> open) {
    try {
      Applicable plan = which.get();
      OpenSync sync = plan.sync();
      Hours hours = open.apply(sync);
      refuseClosed(sync, hours);
      Set<Due> before = due(sync);
      RunScreen run =
          Runs.apply(
              session,
              sync,
              plan.plan(),
              tried(plan.selected() ? options.approved() : options),
              show,
              hours);
      Outcome outcome = Outcome.of(run, before);
      taken.end(outcome.state(), run.result().run(), outcome.text());
      session
          .plans()
          .applied(
              sync.config(),
              taken.message().id(),
              run.result().run(),
              outcome.text(),
              run.result().due());
      return run;
    } catch (RuntimeException e) {
      taken.fail(session.hideSecrets(reason(e)));
      throw e;
    } finally {
      post(session);
    }
  }

  /** What a person wants written now is tried, however often it was refused. */
  private static RunOptions tried(RunOptions options) {
    return options.sending(RunOptions.Sends.REFUSED);
  }

  private static void refuseClosed(OpenSync sync, Hours hours) {
    Optional<ZonedDateTime> closed = hours.closedUntil();
    if (closed.isPresent()) {
      throw CommandError.held(
          sync.sync().name()
              + " did not run: its blackout lasts until "
              + Words.minute(closed.get())
              + ". Nothing was written");
    }
  }

  private static Set<Due> due(OpenSync sync) {
    Set<Due> due = new HashSet<>();
    for (Task task : sync.sync().tasks()) {
      sync.store().due(task.id(), due::add);
    }
    return due;
  }

  static String reason(RuntimeException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  /**
   * Sends what is not sent yet; what fails is said, and is no failure of the command. Where a
   * server performs the command, it sends by itself, and nobody waits for that.
   */
  static void post(Session session) {
    if (session.isServed()) {
      return;
    }
    Post post =
        new Post(
            session.project(), session.console().zone(), session.address(), session::hideSecrets);
    Optional<String> unsent;
    try {
      unsent = post.send(Post.Tries.ALL);
    } catch (RuntimeException e) {
      unsent = Optional.of("Messages could not be sent: " + session.hideSecrets(reason(e)));
    }
    unsent.ifPresent(
        what -> {
          session.remark(what);
          session.endRemarks();
        });
  }
}
