package dev.syncline.cli.command;

import dev.syncline.connect.Transcript.Exchange;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.plan.Mask;
import dev.syncline.project.CommandError;
import dev.syncline.project.Hours;
import dev.syncline.project.OpenSync;
import dev.syncline.project.Project;
import dev.syncline.project.Promoting;
import dev.syncline.project.TestImport;
import dev.syncline.project.TestRow;
import dev.syncline.project.screen.Sample;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.TestRowScreen;
import dev.syncline.project.screen.TestedRow;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends one record, to see what becomes of it. */
@Command(
    name = "test-row",
    description = {
      "Sends one record, as it is or edited, and shows each statement or request with its answer.",
      "With --rollback nothing of it is kept. Without, it is written after a question; a record that was"
          + " edited, or sent as removed, stays due, and the next run puts it right."
    })
final class TestRowCommand extends ProjectCommand {
  private static final int ALL = 100;

  @Parameters(
      paramLabel = "SYNC",
      arity = "0..1",
      description = "The sync's name; may be left out when there is only one.")
  @Nullable String sync;

  @Option(names = "--task", paramLabel = "TASK", description = "Of which task the record is.")
  @Nullable String task;

  @Option(names = "--record", paramLabel = "KEY", description = "The record of this key.")
  @Nullable String record;

  @Option(
      names = "--search",
      paramLabel = "COLUMN=VALUE",
      description = "The only record whose column has this value.")
  @Nullable String search;

  @Option(names = "--first", description = "The first record there is.")
  boolean first;

  @Option(names = "--random", description = "Any record.")
  boolean random;

  @Option(
      names = "--set",
      paramLabel = "COLUMN=VALUE",
      description =
          "Sends another value than the record's; null is null, and \"null\" a text. May be repeated.")
  List<String> set = List.of();

  @Option(
      names = "--type",
      paramLabel = "COLUMN=TYPE",
      description =
          "Takes a column for one of another type, such as zip=VARCHAR(10). May be repeated; needs"
              + " --rollback.")
  List<String> type = List.of();

  @Option(
      names = "--as",
      paramLabel = "added|changed|removed",
      description = "As what it is sent. Default: changed if it is linked, else added.")
  @Nullable As as;

  @Option(
      names = "--rollback",
      description = "Writes in a transaction that is taken back; databases only.")
  boolean rollback;

  @Option(
      names = "--plan",
      description = "Shows the record, and what would be written of it; sends nothing.")
  boolean plan;

  @Option(
      names = {"-y", "--yes"},
      description = "Sends it without asking.")
  boolean yes;

  /** As what a row is sent, as it is typed. */
  enum As {
    added(TestedRow.As.ADDED),
    changed(TestedRow.As.CHANGED),
    removed(TestedRow.As.REMOVED);

    final TestedRow.As as;

    As(TestedRow.As as) {
      this.as = as;
    }
  }

  @Override
  Screen perform(Session session) {
    if (Stream.of(record != null, search != null, first, random).filter(b -> b).count() != 1) {
      throw CommandError.usage(
          "which record? Name one with --record, --search, --first or --random, and only one of"
              + " them");
    }
    Project project = session.project();
    SyncConfig config = project.sync(sync);
    Promoting.requireHere(project, config);
    Hours hours = Runs.hours(session, config);
    Optional<ZonedDateTime> closed = hours.closedUntil();
    if (closed.isPresent()) {
      return Runs.closed(config, closed.get());
    }
    if (project.hasStore() && Runs.isStopped(project.store(), config.id())) {
      return RunCommand.stopped(config.name());
    }
    if (plan) {
      return planned(session, project, config);
    }
    if (!rollback) {
      OpenSync open = project.open(config);
      UnboundedLogs.beforeMade(session, open);
      TestRow rows = new TestRow(open, open.task(task));
      TestedRow row = row(rows);
      requireConsent(session, open, rows, row);
      return sent(session, rows, row);
    }
    try (TestImport test = new TestImport(project, config)) {
      TestRow rows = new TestRow(test.sync(), test.sync().task(task));
      TestedRow row = row(rows);
      return test.take(() -> sent(session, rows, row));
    }
  }

  /** What is taken back is planned on what is remembered for it alone. */
  private Screen planned(Session session, Project project, SyncConfig config) {
    if (!rollback) {
      OpenSync open = project.open(config);
      return planned(session, new TestRow(open, open.task(task)));
    }
    try (TestImport test = new TestImport(project, config)) {
      return planned(session, new TestRow(test.sync(), test.sync().task(task)));
    }
  }

  private Screen planned(Session session, TestRow rows) {
    TestedRow row = row(rows);
    Sample sample = new Sample(ALL, hidden(row));
    rows.plan(row, session.progress(), sample);
    return new TestRowScreen(row, sample, List.of(), Optional.empty());
  }

  /** Hides what is never to be shown, whoever asks. */
  private static UnaryOperator<PlanItem> hidden(TestedRow row) {
    return new Mask(row.task(), value -> Shown.HIDDEN)::over;
  }

  private TestedRow row(TestRow rows) {
    Row row =
        record != null
            ? rows.byKey(record)
            : search != null ? rows.search(search) : random ? rows.any() : rows.first();
    return rows.tested(row, as == null ? null : as.as, set, type, rollback);
  }

  private void requireConsent(Session session, OpenSync open, TestRow rows, TestedRow row) {
    if (yes) {
      return;
    }
    String to = open.systems().name(rows.to());
    if (session.console().asks() && !session.json()) {
      Page page = session.page();
      new TestRowScreen(row, new Sample(0, hidden(row)), List.of(), Optional.empty()).text(page);
      session.say(page);
    }
    if (!session.confirm("Send it to " + to + "? It is written there.")) {
      throw CommandError.held(
          "nothing was sent. It would be written in "
              + to
              + ": say so with --yes, or try it with --rollback where that is possible");
    }
  }

  private static Screen sent(Session session, TestRow rows, TestedRow row) {
    Sample sample = new Sample(ALL, hidden(row));
    List<Exchange> heard = new CopyOnWriteArrayList<>();
    RunResult result = rows.send(row, session.progress(), sample, heard::add);
    return new TestRowScreen(row, sample, heard, Optional.of(result));
  }
}
