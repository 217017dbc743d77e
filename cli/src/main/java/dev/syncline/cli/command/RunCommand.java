package dev.syncline.cli.command;

import dev.syncline.engine.config.Blackout;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.run.RunOptions.Sends;
import dev.syncline.engine.verify.Verifier;
import dev.syncline.project.Applicable;
import dev.syncline.project.CommandError;
import dev.syncline.project.Hours;
import dev.syncline.project.Messages;
import dev.syncline.project.OpenSync;
import dev.syncline.project.Project;
import dev.syncline.project.Promoting;
import dev.syncline.project.screen.Both;
import dev.syncline.project.screen.ExitCode;
import dev.syncline.project.screen.Json;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.RunScreen;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.Screens;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Brings both sides in step. */
@Command(
    name = "run",
    description = {
      "Brings both sides in step.",
      "Links what belongs together, and writes what differs. Exit code 0 when nothing is left, 4"
          + " when a person has to decide, 5 when records were rejected."
    })
final class RunCommand extends ProjectCommand {
  @Mixin SyncSelection syncs;
  @Mixin RecordSelection records;

  @Option(
      names = "--plan",
      paramLabel = "FILE",
      description = "Applies a saved plan, exactly and once; what changed since is left alone.")
  @Nullable Path plan;

  @Option(
      names = "--approve",
      description = "Lets pass what the guard stopped: look at the plan first.")
  boolean approve;

  @Option(
      names = "--adopt",
      description =
          "Only links records that belong together; writes nothing. Also takes the sync over from"
              + " another state store, which must not run again.")
  boolean adopt;

  @Option(
      names = "--take-over",
      description = "Like --adopt for a sync of another state store, but runs it at once.")
  boolean takeOver;

  @Option(
      names = "--verify",
      description = "Reads both sides whole afterwards and compares them, as verify does.")
  boolean verify;

  @Option(
      names = "--watch",
      description =
          "Keeps the sync live: carries each change soon after it was made, until it is stopped"
              + " (Ctrl-C, SIGTERM, syncline stop) or the guard halts it.")
  boolean watch;

  @Option(
      names = "--test",
      description =
          "Writes in transactions that are taken back, also with --plan: shows what the systems"
              + " would refuse, record by record, and leaves nothing behind.")
  boolean test;

  @Option(
      names = "--sequence",
      paramLabel = "NAME",
      description = "Runs the syncs of a sequence, one after another.")
  @Nullable String sequence;

  @Option(names = "--now", description = "Runs although the sync has a blackout now.")
  boolean now;

  @Mixin LaterOptions later;
  @Mixin MailOption mail;
  @Mixin Shown shown;

  @Override
  Screen perform(Session session) {
    Project project = session.project();
    requireSense();
    if (watch) {
      return watched(session);
    }
    if (test) {
      return tested(session);
    }
    if (later.waiting) {
      return timetable(session).all(!later.noWait, waitingSyncs(session));
    }
    if (plan != null) {
      return new Screens(List.of(applied(session)));
    }
    InOrder order = sequence == null ? InOrder.of(syncs.of(project)) : ordered(project, sequence);
    return order.each(session, config -> Told.of(session, config, () -> one(session, config)));
  }

  private InOrder ordered(Project project, String name) {
    if (syncs.sync != null || syncs.all || records.isGiven() || adopt || takeOver) {
      throw CommandError.usage(
          "--sequence runs the syncs that it names, whole; it goes with no other choice of what to"
              + " run");
    }
    return InOrder.of(project, name);
  }

  private Screen one(Session session, SyncConfig config) {
    Promoting.requireHere(session.project(), config);
    Optional<ZonedDateTime> closed = hours(session, config).closedUntil();
    if (Runs.isStopped(session.project().store(), config.id())) {
      return stopped(config.name());
    }
    return closed.isPresent()
        ? Runs.closed(config, closed.get())
        : run(session, Runs.open(session, config));
  }

  private Screen tested(Session session) {
    if (adopt || verify || takeOver) {
      throw CommandError.usage(
          "--test keeps nothing; --adopt, --take-over and --verify are for a run of which something"
              + " stays");
    }
    if (plan != null) {
      Applicable asked = applicable(session);
      RunOptions options =
          new RunOptions(approve || asked.selected(), false, false, Set.of(), Optional.empty(), 0);
      return new Screens(
          List.of(
              TestRuns.run(
                  session,
                  asked.sync().config(),
                  hours(session, asked.sync().config()),
                  shown.most,
                  "syncline run --plan " + plan,
                  one -> options.sending(Sends.REFUSED),
                  (sync, o, progress) -> sync.apply(asked.plan(), o, progress, item -> {}))));
    }
    List<Screen> screens = new ArrayList<>();
    for (SyncConfig config : syncs.of(session.project())) {
      screens.add(
          TestRuns.run(
              session,
              config,
              hours(session, config),
              shown.most,
              "syncline run " + config.name(),
              one -> records.options(one, approve, false, false),
              (sync, o, progress) -> sync.run(o, progress, item -> {})));
      if (session.cancelled()) {
        break;
      }
    }
    return new Screens(screens);
  }

  private Screen watched(Session session) {
    session.follow();
    List<SyncConfig> chosen = syncs.of(session.project());
    if (plan != null
        || adopt
        || approve
        || verify
        || takeOver
        || now
        || test
        || records.isGiven()
        || chosen.size() != 1) {
      throw CommandError.usage(
          "--watch keeps one whole sync live; it goes with no other choice of what to run");
    }
    SyncConfig config = chosen.getFirst();
    Promoting.requireHere(session.project(), config);
    if (Runs.isStopped(session.project().store(), config.id())) {
      return stopped(config.name());
    }
    OpenSync sync = session.project().open(config);
    UnboundedLogs.beforeMade(session, sync);
    return Runs.watch(session, sync, shown.most);
  }

  /** When a sync may run, and with --now that is always. */
  private Hours hours(Session session, SyncConfig config) {
    Hours hours = Runs.hours(session, config);
    return now ? new Hours(Blackout.NONE, hours.clock(), hours.zone()) : hours;
  }

  private Screen run(Session session, OpenSync sync) {
    RunOptions options = records.options(sync, approve, adopt, adopt || takeOver);
    UnboundedLogs.beforeMade(session, sync);
    return verified(
        session,
        sync,
        Runs.run(
            session,
            sync,
            adopt ? "adopted in run" : "run",
            options,
            shown.most,
            hours(session, sync.config())));
  }

  private Applicable applicable(Session session) {
    if (syncs.all || records.isGiven() || adopt) {
      throw CommandError.usage(
          "--plan applies a plan as it is; --all, --task, --record, --limit and --adopt choose what"
              + " a plan is made of");
    }
    Path file = session.console().folder().resolve(plan);
    Applicable applicable = Applicable.of(session.project(), file, String.valueOf(plan));
    SyncConfig config = applicable.sync().config();
    if (syncs.sync != null && !syncs.sync.equals(config.name())) {
      throw CommandError.usage(
          file + " is a plan of the sync " + config.name() + ", not of " + syncs.sync);
    }
    return applicable;
  }

  private Screen applied(Session session) {
    Applicable applicable = applicable(session);
    SyncConfig config = applicable.sync().config();
    Messages.Asked asked =
        new Messages.Asked(config, applicable.way(), String.valueOf(plan), mail.of(session));
    if (later.at != null) {
      long due = Moment.parse(later.at, session.project().now(), session.zone());
      return timetable(session).at(due, asked, applicable, !later.noWait);
    }
    RunOptions options = new RunOptions(approve, false, takeOver, Set.of(), Optional.empty(), 0);
    Hours hours = hours(session, config);
    Optional<ZonedDateTime> closed = hours.closedUntil();
    return closed.isPresent()
        ? Runs.closed(config, closed.get())
        : verified(
            session,
            applicable.sync(),
            new Applying(session, shown.most).now(asked, applicable, options, hours));
  }

  private Timetable timetable(Session session) {
    return new Timetable(session, new Applying(session, shown.most));
  }

  private IntPredicate waitingSyncs(Session session) {
    if (syncs.sync == null) {
      return sync -> true;
    }
    int id = session.project().sync(syncs.sync).id();
    return sync -> sync == id;
  }

  /** What is done later is done as it is: nobody looks at it then. */
  private void requireSense() {
    boolean how =
        test
            || approve
            || adopt
            || takeOver
            || verify
            || now
            || watch
            || records.isGiven()
            || sequence != null;
    if (later.at != null && (plan == null || how)) {
      throw CommandError.usage(
          "--at says when a saved plan is applied, as it is: it goes with --plan, and with no other"
              + " choice of what to run");
    }
    if (later.waiting && (plan != null || how || later.at != null)) {
      throw CommandError.usage(
          "--waiting applies the plans that wait, as they are; it goes with no other choice of what"
              + " to run");
    }
    if (later.noWait && later.at == null && !later.waiting) {
      throw CommandError.usage("--no-wait is for what waits: name it with --at, or --waiting");
    }
    if (sequence != null && (plan != null || watch || test)) {
      throw CommandError.usage("--sequence runs whole syncs: not with --plan, --watch or --test");
    }
    if (mail.address != null && plan == null) {
      throw CommandError.usage("--mail tells what became of a plan: name it with --plan");
    }
  }

  private Screen verified(Session session, OpenSync sync, RunScreen run) {
    return verify && !run.result().stopped()
        ? new Both(
            run,
            "verify",
            VerifyCommand.verify(session, sync, null, Verifier.Way.CHECKSUMS, shown.most))
        : run;
  }

  static Screen stopped(String name) {
    return new Notice(
        ExitCode.HELD,
        List.of(name + " is stopped and did not run."),
        List.of("syncline start " + name),
        Json.map("sync", name, "ran", false, "phase", "paused"));
  }
}
