package dev.syncline.connect.jdbc;

import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.LogReader;
import dev.syncline.core.value.Type;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Reads one connection's log into its {@link MarkFile}. Of all processes that share the file one
 * reads; the others see what it writes there.
 */
final class LogReading implements AutoCloseable {
  private static final String MARKS = "marks.db";

  /** After so many failures in a row, with the server there, the log is given up. */
  private static final int PATIENCE = 3;

  private static final int TRIES = 100;

  private static final long LOOK_AGAIN = 2;
  private static final long MARK_AGAIN = 200_000_000;
  private static final long WHILE_BUSY = 15_000;

  private final Sessions sessions;
  private final Catalog catalog;
  private final LogCapture capture;
  private final Path folder;
  private final String name;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Object opening = new Object();
  private @Nullable MarkFile marks;
  private @Nullable FileChannel lockFile;
  private @Nullable FileLock lock;
  private LogReader.@Nullable Reading reading;
  private Map<TableName, Kept> kept = Map.of();
  private volatile int failures;
  private volatile String failure = "";

  /** An object whose marks are kept, with the types of its key. */
  private record Kept(String object, List<Type> key) {}

  LogReading(Sessions sessions, Catalog catalog, LogCapture capture, Path folder, String name) {
    this.sessions = sessions;
    this.catalog = catalog;
    this.capture = capture;
    this.folder = folder.resolve(name);
    this.name = name;
  }

  /** Something to ask of the file. */
  interface Question<T> {
    T ask(MarkFile file) throws SQLException;
  }

  <T> T file(Question<T> question) {
    try {
      return question.ask(open());
    } catch (SQLException e) {
      throw broken(e);
    }
  }

  /** By a lock of its own: the reader writes to the file while it is being closed. */
  private MarkFile open() throws SQLException {
    synchronized (opening) {
      MarkFile file = marks;
      if (file == null) {
        file = new MarkFile(folder.resolve(MARKS));
        marks = file;
      }
      return file;
    }
  }

  private ConnectorException broken(Exception e) {
    return new ConnectorException(
        Kind.FAILED,
        sessions.spec().name()
            + ": the marks that were read from the log cannot be kept in "
            + folder
            + " ("
            + e.getMessage()
            + "). Look after the disk and its rights; if the file is damaged, delete the folder, and"
            + " everything is compared.",
        e);
  }

  // Objects

  /** Whether the log was read for an object; makes no file where there is none. */
  boolean begun(String object) {
    return Files.exists(folder.resolve(MARKS))
        && file(f -> f.objects().contains(object) && !f.position().isEmpty());
  }

  /** Keeps marks of an object from the next reading on. */
  synchronized void track(String object) {
    file(
        f -> {
          f.track(object);
          return object;
        });
  }

  /** Keeps no marks of an object any more; whether it was the last. */
  synchronized boolean untrack(String object) {
    return file(
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
    if (file(MarkFile::objects).contains(object)) {
      return;
    }
    pause();
    track(object);
    distrust(Set.of(object), "what was read of the log is not in " + folder + " any more");
  }

  private void distrust(Set<String> objects, String cause) {
    file(
        f -> {
          f.distrust(objects, cause);
          return cause;
        });
    listeners.forEach(Runnable::run);
  }

  // Reading

  void wake(Runnable listener) {
    listeners.add(listener);
  }

  /** Waits until all that was committed before is marked. */
  void catchUp(long keep) {
    if (file(MarkFile::objects).isEmpty()) {
      return;
    }
    ensure(keep);
    Set<String> texts = new HashSet<>(Set.of(mark()));
    long marked = System.nanoTime();
    long patience = MARK_AGAIN;
    while (!texts.contains(file(MarkFile::marker))) {
      boolean read = ensure(keep);
      if (!read || System.nanoTime() - marked > patience) {
        // The one before may be behind a gap, or before the place where reading began.
        texts.add(mark());
        marked = System.nanoTime();
        patience *= 2;
      }
      pause(LOOK_AGAIN);
    }
  }

  private String mark() {
    String text = UUID.randomUUID().toString();
    try {
      sessions.ask(
          connection -> {
            capture.mark(connection, name, text);
            return text;
          });
      return text;
    } catch (SQLException e) {
      throw sessions.error("writing to the log", null, e);
    }
  }

  /**
   * Sees to it that somebody reads.
   *
   * @return whether somebody did already
   */
  synchronized boolean ensure(long keep) {
    LogReader.Reading on = reading;
    if (on != null && on.alive()) {
      return true;
    }
    stop();
    if (!take()) {
      return true; // another process reads
    }
    begin(keep);
    return false;
  }

  private void begin(long keep) {
    Set<String> objects = file(MarkFile::objects);
    if (objects.isEmpty()) {
      return;
    }
    if (failures >= 2 * PATIENCE) {
      failures = 0;
      throw new ConnectorException(
          Kind.FAILED,
          sessions.spec().name()
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
      restart();
      distrust(objects, gap);
    }
    read(objects);
    String late = file(MarkFile::position).isEmpty() ? "" : gap(Long.MAX_VALUE);
    if (!late.isEmpty()) {
      // It went away between the look and the reading.
      stop();
      throw new ConnectorException(Kind.UNREACHABLE, sessions.spec().name() + ": " + late, null);
    }
  }

  private String gap(long keep) {
    String position = file(MarkFile::position);
    return ask("looking at the log", c -> capture.gap(c, name, position, keep));
  }

  /** Begins anew, from now on. */
  private void restart() {
    String now = ask("beginning to read the log", c -> capture.restart(c, name));
    remember(now);
  }

  private void remember(String now) {
    file(
        f -> {
          f.reach(now);
          return name;
        });
  }

  private void read(Set<String> objects) {
    List<LogReader.Table> tables = new ArrayList<>();
    Map<TableName, Kept> now = new HashMap<>();
    for (String object : objects) {
      Table table = described(object);
      if (table != null) {
        List<String> key = table.schema().primaryKey();
        tables.add(new LogReader.Table(table.name().schema(), table.name().table(), key));
        now.put(
            table.name(), new Kept(object, key.stream().map(c -> table.column(c).type()).toList()));
      }
    }
    kept = Map.copyOf(now);
    String position = file(MarkFile::position);
    String start = ask("looking at the log", c -> capture.start(c, name, position));
    if (position.isEmpty() && !start.isEmpty()) {
      remember(start);
    }
    reading =
        LogTracking.reader(sessions.spec().type())
            .orElseThrow()
            .read(
                new LogReader.Log(
                    sessions.spec(), name, tables, capture.marker(name), start, folder),
                new Told());
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

  /** What the log tells. */
  private final class Told implements LogReader.Listener {
    @Override
    public void changed(List<LogReader.Change> changes, Set<Long> transactions) {
      List<MarkFile.Entry> entries = new ArrayList<>(changes.size());
      for (LogReader.Change change : changes) {
        Kept object = kept.get(new TableName(change.schema(), change.table()));
        if (object != null) {
          entries.add(
              new MarkFile.Entry(
                  object.object,
                  LogKeys.of(change.before(), object.key),
                  LogKeys.of(change.after(), object.key)));
        }
      }
      if (!entries.isEmpty()) {
        ask("waiting for what the log told of", c -> await(c, transactions));
        file(
            f -> {
              f.add(entries);
              return name;
            });
        listeners.forEach(Runnable::run);
      }
    }

    private boolean await(Connection connection, Set<Long> transactions) throws SQLException {
      capture.await(connection, name, transactions);
      return true;
    }

    @Override
    public void marker(String text) {
      file(
          f -> {
            f.marker(text);
            return text;
          });
    }

    @Override
    public void reached(String position) {
      remember(position);
      failures = 0;
    }

    @Override
    public void failed(String reason) {
      failure = sessions.spec().withoutPassword(reason);
      failures++;
      listeners.forEach(Runnable::run);
    }
  }

  // One process of all

  private boolean take() {
    if (lock != null) {
      return true;
    }
    try {
      Files.createDirectories(folder);
      FileChannel file =
          FileChannel.open(
              folder.resolve("reader.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      lockFile = file;
      lock = file.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null; // another connector of this process
    } catch (IOException e) {
      throw broken(e);
    }
    if (lock == null) {
      leave();
    }
    return lock != null;
  }

  private void leave() {
    try {
      FileChannel file = lockFile;
      if (file != null) {
        file.close(); // and with it the lock
      }
    } catch (IOException e) {
      throw broken(e);
    } finally {
      lockFile = null;
      lock = null;
    }
  }

  private void stop() {
    LogReader.Reading on = reading;
    reading = null;
    if (on != null) {
      on.close();
      settle();
    }
  }

  /** Not now is as well: the next reading does it. */
  private void settle() {
    String position = file(MarkFile::position);
    try {
      for (int i = 0; !position.isEmpty() && i < TRIES; i++) {
        if (sessions.ask(c -> capture.settle(c, name, position))) {
          return;
        }
        pause(LOOK_AGAIN);
      }
    } catch (SQLException | ConnectorException e) {
      // The server is gone, and the slot with what it keeps is as it was.
    }
  }

  /** Stops reading until somebody asks again. */
  synchronized void pause() {
    stop();
    leave();
    failures = 0;
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
        if (!used || System.nanoTime() / 1_000_000 - began > WHILE_BUSY) {
          throw e;
        }
        pause(LOOK_AGAIN * 50);
      }
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized void close() {
    pause();
    synchronized (opening) {
      MarkFile file = marks;
      marks = null;
      if (file != null) {
        try {
          file.close();
        } catch (SQLException e) {
          throw broken(e);
        }
      }
    }
  }
}
