package dev.syncline.cli.command;

import dev.syncline.connect.ConnectorException;
import dev.syncline.core.Side;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.Watch;
import dev.syncline.engine.config.Finding;
import dev.syncline.engine.config.Paused;
import dev.syncline.engine.run.Tally;
import dev.syncline.project.screen.Json;
import dev.syncline.project.screen.Systems;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Words;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/** Tells a person, a line a second at most, or a program, a line each, what a watch does. */
final class WatchLines implements Watch.Listener {
  static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final long QUIET = 1_000;

  private final Session session;
  private final Systems systems;
  private final LongSupplier clock;
  private final long[][] counts = new long[2][3];
  private long due = -1;
  private boolean dueChanged;
  private long shown;

  WatchLines(Session session, Systems systems, LongSupplier clock) {
    this.session = session;
    this.systems = systems;
    this.clock = clock;
  }

  @Override
  public void ran(RunResult result) {
    for (int task : result.tally().tasks()) {
      Tally.Writes applied = result.tally().task(task).applied;
      for (Side side : Side.values()) {
        counts[side.ordinal()][0] += applied.creates(side);
        counts[side.ordinal()][1] += applied.updates(side);
        counts[side.ordinal()][2] += applied.deletes(side);
      }
    }
    dueChanged |= due != result.due().size();
    due = result.due().size();
    idle();
  }

  @Override
  public void idle() {
    long now = clock.getAsLong();
    if (now - shown < QUIET) {
      return;
    }
    List<String> did = new ArrayList<>();
    for (Side side : Side.values()) {
      did.addAll(did(side));
    }
    if (did.isEmpty() && !dueChanged) {
      return;
    }
    shown = now;
    String text = did.isEmpty() ? "nothing written" : String.join(", ", did);
    say(due > 0 ? text + "; " + Words.count(due, "record") + " due" : text, Style.PLAIN);
    for (long[] side : counts) {
      Arrays.fill(side, 0);
    }
    dueChanged = false;
  }

  private List<String> did(Side side) {
    List<String> did = new ArrayList<>();
    String[] verbs = {"created", "updated", "deleted"};
    for (int i = 0; i < verbs.length; i++) {
      long n = counts[side.ordinal()][i];
      if (n > 0) {
        did.add(Words.number(n) + " " + verbs[i] + " in " + systems.name(side));
      }
    }
    return did;
  }

  @Override
  public void lost(Watch.Outage outage, long waitMillis) {
    say(
        outage.problem().getMessage() + " Trying again in " + Words.duration(waitMillis) + ".",
        Style.CARE);
  }

  @Override
  public void found(Watch.Outage outage) {
    long lasted = clock.getAsLong() - outage.sinceMillis();
    say("Both systems answer again, after " + Words.duration(lasted) + ".", Style.PLAIN);
  }

  @Override
  public void mending(ConnectorException problem) {
    say(
        problem.getMessage()
            + " Made again now, if the table itself is there; what it tracked is compared in full.",
        Style.CARE);
  }

  /** Tasks rest while the others go on. */
  void rest(List<Paused> tasks) {
    for (Paused task : tasks) {
      String why = String.join(" ", task.findings().stream().map(Finding::sentences).toList());
      say("Task " + task.name() + " rests: " + why + " The others go on.", Style.CARE);
    }
  }

  /**
   * A database was altered.
   *
   * @param before tasks that rested until now
   * @param now tasks that rest from now on
   */
  void altered(List<Paused> before, List<Paused> now) {
    if (before.equals(now)) {
      say("A database was altered. All tasks fit it as before, and go on.", Style.PLAIN);
    }
    rest(now.stream().filter(task -> !before.contains(task)).toList());
    for (Paused task : before) {
      if (now.stream().noneMatch(t -> t.id() == task.id())) {
        say("Task " + task.name() + " goes on: the databases fit it again.", Style.GOOD);
      }
    }
  }

  /** A blackout has begun. */
  void resting(ZonedDateTime until) {
    say("A blackout: nothing runs until " + Words.minute(until) + ".", Style.PLAIN);
  }

  private void say(String what, Style style) {
    Instant now = Instant.ofEpochMilli(clock.getAsLong());
    if (session.json()) {
      session.line(
          Json.text(Json.map("sync", systems.sync(), "at", now.toString(), "message", what)));
      return;
    }
    Page page = session.page();
    page.flow(
        page.paint(Style.FAINT, TIME.format(now.atZone(session.console().zone()))) + "  ",
        style,
        what,
        10);
    session.say(page);
  }
}
