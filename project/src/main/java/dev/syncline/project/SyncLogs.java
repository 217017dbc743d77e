package dev.syncline.project;

import dev.syncline.connect.Connector;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.MissingRight;
import dev.syncline.connect.SyncLog;
import dev.syncline.connect.open.Connections;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.Watch;
import dev.syncline.engine.config.ConnectionConfig;
import dev.syncline.engine.config.Finding;
import dev.syncline.engine.config.Finding.Severity;
import dev.syncline.engine.config.SyncLogConfig;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.sync.Resting;
import dev.syncline.engine.sync.Sync;
import dev.syncline.engine.synclog.LogUpdate;
import dev.syncline.engine.synclog.LoggedSync;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The log that syncs write into a database for people to read. It has a connection of its own, so
 * that its troubles are nobody else's: a run is as good without it, and the next one catches up.
 */
public final class SyncLogs implements AutoCloseable {
  /** A watch, which runs every few moments, does not ask a database that is away each time. */
  private static final long PAUSE_MILLIS = 60_000;

  private final Project project;
  private final Set<Integer> unlogged = new HashSet<>();
  private @Nullable Connector database;
  private @Nullable SyncLog log;
  private boolean behind;
  private long next = Long.MIN_VALUE;

  SyncLogs(Project project) {
    this.project = project;
  }

  private Optional<SyncLogConfig> config(String sync) {
    return project.configuration().syncLog().filter(c -> !c.except().contains(sync));
  }

  /**
   * Brings the log of a sync up to date, while nobody else runs it; warns where it cannot.
   *
   * @param store of whoever runs it
   */
  void ran(Sync sync, StateStore store) {
    Optional<SyncLogConfig> config = config(sync.name());
    try {
      if (config.isEmpty()) {
        ignore(sync, store);
      } else if (project.now() >= next) {
        update(sync, config.get(), store);
        behind = false;
        next = Long.MIN_VALUE;
      }
    } catch (RuntimeException e) {
      behind = true;
      next = project.now() + PAUSE_MILLIS;
      letGo();
      project.warn(
          "The sync log was not written: "
              + e.getMessage()
              + " The run itself is as it is said to be; what is missing in the log is written after"
              + " the next one.");
    }
  }

  /** Brings the log up to date before a listener is told of a run; and when there is time. */
  Watch.Listener before(Watch.Listener listener, Sync sync, StateStore store) {
    return new Watch.Listener() {
      @Override
      public void ran(RunResult result) {
        SyncLogs.this.ran(sync, store);
        listener.ran(result);
      }

      @Override
      public void idle() {
        if (behind) {
          SyncLogs.this.ran(sync, store);
        }
        listener.idle();
      }

      @Override
      public void lost(Watch.Outage outage, long waitMillis) {
        listener.lost(outage, waitMillis);
      }

      @Override
      public void found(Watch.Outage outage) {
        listener.found(outage);
      }

      @Override
      public void mending(ConnectorException problem) {
        listener.mending(problem);
      }
    };
  }

  private void update(Sync sync, SyncLogConfig config, StateStore store) {
    ConnectionConfig connection = connection(config);
    Map<Integer, String> tasks = new HashMap<>();
    sync.tasks().forEach(t -> tasks.put(t.id(), t.name()));
    for (Resting task : sync.resting()) {
      tasks.put(task.task(), task.name());
    }
    LoggedSync logged =
        new LoggedSync(
            sync.id(),
            sync.name(),
            tasks,
            connection.name() + " " + connection.url(),
            config.values(),
            config.keep());
    new LogUpdate(store, log(connection), logged, project.clock()).perform();
  }

  /** A sync that is not logged any more need not note what it touches. */
  private void ignore(Sync sync, StateStore store) {
    if (!unlogged.add(sync.id())) {
      return;
    }
    List<Integer> noted =
        sync.tasks().stream()
            .map(t -> t.id())
            .filter(task -> store.touchedFor(task).isPresent())
            .toList();
    if (!noted.isEmpty()) {
      try (StateStore.Change change = store.begin()) {
        noted.forEach(change::ignoreTouched);
        change.commit();
      }
    }
  }

  private ConnectionConfig connection(SyncLogConfig config) {
    return project.configuration().connection(config.connection().text()).orElseThrow();
  }

  private SyncLog log(ConnectionConfig connection) {
    SyncLog open = log;
    if (open == null) {
      Connector opened = Connections.open(Project.spec(connection));
      opened.retried(() -> false);
      database = opened;
      open =
          opened
              .syncLog()
              .orElseThrow(
                  () -> CommandError.failed(connection.name() + " cannot hold a sync log"));
      log = open;
    }
    return open;
  }

  /**
   * The log of a sync, of which something is to be erased; nothing where it is not logged.
   *
   * @throws CommandError if it cannot be reached, for then not all could be erased
   */
  public Optional<SyncLog> of(String sync) {
    try {
      return config(sync).map(config -> log(connection(config)));
    } catch (ConnectorException e) {
      throw CommandError.failed(
          "nothing was erased, for the sync log, which may hold the same values, cannot be reached: "
              + e.getMessage());
    }
  }

  /**
   * What keeps the log from being written.
   *
   * @param problems takes why the database cannot be asked
   */
  public List<Finding> check(Collection<String> problems) {
    Optional<SyncLogConfig> config = project.configuration().syncLog();
    List<Finding> findings = new ArrayList<>();
    if (config.isPresent()) {
      try {
        SyncLog open = log(connection(config.get()));
        open.obstacle().ifPresent(o -> findings.add(finding(config.get(), o, "")));
        if (database != null) {
          for (MissingRight missing : database.missingRights(List.of(), true)) {
            findings.add(finding(config.get(), missing.message(), missing.remedy()));
          }
        }
      } catch (ConnectorException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
    return findings;
  }

  /** The syncs run without it, so that it is no error. */
  private static Finding finding(SyncLogConfig config, String message, String remedy) {
    return new Finding(
        Severity.WARNING,
        config.at().file(),
        config.at().line(),
        config.at().column(),
        "the sync log cannot be written: " + message,
        remedy);
  }

  private void letGo() {
    Connector open = database;
    database = null;
    log = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void close() {
    letGo();
  }
}
