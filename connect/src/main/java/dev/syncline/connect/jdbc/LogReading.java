package dev.syncline.connect.jdbc;

import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.LogReader;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads one connection's log into its {@link MarkFile}. Of all processes that share the file one
 * reads; the others see what it writes there.
 */
final class LogReading implements AutoCloseable {
  static final String NO_READER =
      "reading the log takes the module syncline-log, which is not part of every download. Get it"
          + " with: ./mvnw -q -Dquick -DskipTests -pl log -am package";

  /** After so many failures in a row, with the server there, the log is given up. */
  private static final int PATIENCE = 3;

  /** A reader tells how far it is every few seconds; one that does not for so long is replaced. */
  private static final Duration SILENT = Duration.ofMillis(CatchingUp.STALLED);

  private static final int TRIES = 100;
  private static final long LOOK_AGAIN = 2;
  private static final long WHILE_BUSY = 15_000;

  private final Sessions sessions;
  private final Catalog catalog;
  private final LogCapture capture;
  private final Optional<LogReader> reader;
  private final String name;
  private final MarkFolder marks;
  private final ReaderLock lock;
  private final CatchingUp catchingUp;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private LogReader.@Nullable Reading reading;
  private @Nullable LogListener listener;
  private int failures;
  private String failure = "";

  /**
   * Reads nothing yet.
   *
   * @param reader what reads the log, where that module is there
   * @param marks where to keep what is told
   * @param name of what belongs to the reading in the database
   */
  LogReading(
      Sessions sessions,
      Catalog catalog,
      LogCapture capture,
      Optional<LogReader> reader,
      MarkFolder marks,
      String name,
      CatchingUp.Time time) {
    this.sessions = sessions;
    this.catalog = catalog;
    this.capture = capture;
    this.reader = reader;
    this.name = name;
    this.marks = marks;
    this.lock = new ReaderLock(marks.path());
    this.catchingUp = new CatchingUp(this, time);
  }

  String connection() {
    return sessions.spec().name();
  }

  MarkFolder marks() {
    return marks;
  }

  // Objects

  /** Whether the log was read for an object; makes no file where there is none. */
  boolean begun(String object) {
    return marks.exists()
        && marks.ask(f -> f.objects().contains(object) && !f.position().isEmpty());
  }

  /** Keeps marks of an object from the next reading on. */
  synchronized void track(String object) {
    marks.change(f -> f.track(object));
  }

  /** Keeps no marks of an object any more; whether it was the last. */
  synchronized boolean untrack(String object) {
    return marks.ask(
        f -> {
          f.untrack(object);
          boolean last = f.objects().isEmpty();
          if (last) {
            f.reach("");
          }
          return last;
        });
  }

  /** An object of which this file knows nothing was read into another one. */
  synchronized void expect(String object) {
    if (marks.ask(MarkFile::objects).contains(object)) {
      return;
    }
    pause();
    String cause = "what was read of the log is not in " + marks.path() + " any more";
    marks.change(f -> f.track(object, cause));
    told();
  }

  // Reading

  void wake(Runnable told) {
    listeners.add(told);
  }

  private void told() {
    listeners.forEach(Runnable::run);
  }

  /**
   * Waits until all that was committed before is marked.
   *
   * @return false when it was asked to stop before
   */
  boolean catchUp(long keep, BooleanSupplier stop) {
    return marks.ask(MarkFile::objects).isEmpty() || catchingUp.await(keep, stop);
  }

  /** Writes a text to the log; its place in it, where the server tells. */
  String mark(String text) {
    return ask("writing to the log", c -> capture.mark(c, name, text));
  }

  /** The last text that was read. */
  String marker() {
    return marks.ask(MarkFile::marker);
  }

  /** Something else whenever reading got on, or the server on its way to a place. */
  String progress(String place) {
    return marks.ask(MarkFile::progress)
        + " "
        + ask("looking at the log", c -> capture.sent(c, name, place));
  }

  /**
   * Sees to it that somebody reads.
   *
   * @return whether somebody did already
   */
  synchronized boolean ensure(long keep) {
    LogReader.Reading on = reading;
    if (on != null && on.alive() && !isSilent()) {
      return true;
    }
    stop();
    if (!take()) {
      return true; // another process reads
    }
    begin(keep);
    return false;
  }

  private boolean isSilent() {
    LogListener told = listener;
    return told != null && System.nanoTime() - told.lastNanos() > SILENT.toNanos();
  }

  private void begin(long keep) {
    Set<String> objects = marks.ask(MarkFile::objects);
    if (objects.isEmpty()) {
      return;
    }
    if (failures >= 2 * PATIENCE) {
      failures = 0;
      throw new ConnectorException(
          Kind.FAILED,
          connection()
              + ": the log cannot be read ("
              + failure
              + "). See what check says, or set \"capture: triggers\".",
          null);
    }
    String gap =
        failures == PATIENCE
            ? "the log could not be read on from where it stood (" + failure + ")"
            : gap(keep);
    if (!gap.isEmpty()) {
      restart(objects, gap);
    }
    read(objects);
    String late = marks.ask(MarkFile::position).isEmpty() ? "" : gap(Long.MAX_VALUE);
    if (!late.isEmpty()) {
      // It went away between the look and the reading.
      stop();
      throw new ConnectorException(Kind.UNREACHABLE, connection() + ": " + late, null);
    }
  }

  private String gap(long keep) {
    String position = marks.ask(MarkFile::position);
    return ask("looking at the log", c -> capture.gap(c, name, position, keep));
  }

  /**
   * Begins anew, from now on. The marks are there no later than the position, and nobody sees them
   * before what is needed is made: who compared before would miss what is written in between.
   */
  private void restart(Set<String> objects, String gap) {
    String now = ask("beginning to read the log", c -> capture.restart(c, name));
    marks.change(f -> f.restart(objects, gap, now));
    told();
  }

  private void read(Set<String> objects) {
    List<LogReader.Table> tables = new ArrayList<>();
    Map<TableName, LogListener.Kept> kept = new HashMap<>();
    for (String object : objects) {
      Table table = described(object);
      if (table != null) {
        List<String> key = table.schema().primaryKey();
        tables.add(new LogReader.Table(table.name().schema(), table.name().table(), key));
        kept.put(
            table.name(),
            new LogListener.Kept(object, key.stream().map(c -> table.column(c).type()).toList()));
      }
    }
    String position = marks.ask(MarkFile::position);
    String start = ask("looking at the log", c -> capture.start(c, name, position));
    if (position.isEmpty() && !start.isEmpty()) {
      marks.change(f -> f.reach(start));
    }
    LogListener.Visibility visibility =
        transactions -> sessions.ask(c -> capture.visible(c, name, transactions));
    LogListener now = new LogListener(marks, visibility, kept, this::told);
    listener = now;
    reading =
        reader
            .orElseThrow(
                () ->
                    new ConnectorException(Kind.UNSUPPORTED, connection() + ": " + NO_READER, null))
            .read(
                new LogReader.Log(
                    sessions.spec(), name, tables, capture.marker(name), start, marks.path()),
                now);
  }

  /** Null for a table that is there no more. */
  private @Nullable Table described(String object) {
    try {
      return catalog.describe(object);
    } catch (ConnectorException e) {
      if (e.kind() == Kind.MISSING) {
        return null;
      }
      throw e;
    }
  }

  private <T> T ask(String doing, Sessions.Question<T> question) {
    try {
      return sessions.ask(question);
    } catch (SQLException e) {
      throw sessions.error(doing, null, e);
    }
  }

  private boolean take() {
    try {
      return lock.take();
    } catch (IOException e) {
      throw marks.broken(e);
    }
  }

  /**
   * Ends a reading, if there is one, and takes note of why it ended by itself.
   *
   * @throws ConnectorException when what it told could not be kept
   */
  private void stop() {
    ConnectorException broken = end();
    if (broken != null) {
      throw broken;
    }
  }

  private @Nullable ConnectorException end() {
    LogReader.Reading on = reading;
    LogListener told = listener;
    reading = null;
    listener = null;
    if (on == null || told == null) {
      return null;
    }
    on.close();
    told.leave();
    String reason = told.failure();
    failures = told.hasReached() ? 0 : failures;
    if (told.broken() != null) {
      return told.broken();
    }
    if (reason != null) {
      failures++;
      failure = sessions.spec().withoutPassword(reason);
    }
    settle();
    return null;
  }

  /** Not now is as well: the next reading does it. */
  private void settle() {
    String position = marks.ask(MarkFile::position);
    try {
      for (int i = 0; !position.isEmpty() && i < TRIES; i++) {
        if (sessions.ask(c -> capture.settle(c, name, position)) || !rest(LOOK_AGAIN)) {
          return;
        }
      }
    } catch (SQLException | ConnectorException e) {
      // The server is gone, and the slot with what it keeps is as it was.
    }
  }

  /** Stops reading until somebody asks again. */
  synchronized void pause() {
    end();
    failures = 0;
    try {
      lock.leave();
    } catch (IOException e) {
      throw marks.broken(e);
    }
  }

  /** Something that only goes when nobody reads. */
  interface Work {
    void run() throws SQLException;
  }

  /** Does it, as soon as a reader of another process has ended; for a while it is waited for. */
  void whenFree(Work work) throws SQLException {
    long began = System.nanoTime() / 1_000_000;
    while (true) {
      try {
        work.run();
        return;
      } catch (SQLException e) {
        boolean used = Objects.equals(e.getSQLState(), "55006");
        boolean over = System.nanoTime() / 1_000_000 - began > WHILE_BUSY;
        if (!used || over || !rest(LOOK_AGAIN * 50)) {
          throw e;
        }
      }
    }
  }

  /** Whether nobody interrupted the rest. */
  private static boolean rest(long millis) {
    try {
      Thread.sleep(millis);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public synchronized void close() {
    try {
      pause();
    } finally {
      marks.close();
    }
  }
}
