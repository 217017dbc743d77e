package dev.syncline.engine.synclog;

import dev.syncline.connect.LogTable;
import dev.syncline.connect.SyncLog;
import dev.syncline.connect.SyncLog.Edit;
import dev.syncline.connect.SyncLog.Position;
import dev.syncline.connect.SyncLog.Put;
import dev.syncline.core.model.Key;
import dev.syncline.engine.store.JournalBatch;
import dev.syncline.engine.store.JournalEntry;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.engine.store.StateStore;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings the log of a sync up to date with the store, while nobody else runs the sync.
 *
 * <p>The log says itself how far it has come, in the transaction that writes the rows; rows have
 * keys of the store's own, so that what is written twice is there once. So it may be cut off
 * anywhere, be left behind for long, or be begun anew, and ends in the same state.
 */
public final class LogUpdate {
  private static final int CHUNK = 500;
  private static final String APPLIED = "applied";

  private final StateStore store;
  private final SyncLog log;
  private final LoggedSync sync;
  private final LongSupplier clock;

  /**
   * An update.
   *
   * @param clock milliseconds since the epoch
   */
  public LogUpdate(StateStore store, SyncLog log, LoggedSync sync, LongSupplier clock) {
    this.store = store;
    this.log = log;
    this.sync = sync;
    this.clock = clock;
  }

  /**
   * Writes what is missing.
   *
   * @throws dev.syncline.connect.ConnectorException if it cannot; what was written until then stays
   */
  public void perform() {
    log.make();
    Position known = log.position(store.id(), sync.id());
    // A store that was put back from an older copy has to tell all that it knows.
    boolean begun =
        known.run() > 0
            && known.batch() <= store.lastBatch()
            && store.runs(sync.id(), 1).stream().anyMatch(latest -> latest.id() >= known.run());
    long batch = changes(begun ? known : new Position(0, 0));
    long run = runs(new Position(begun ? known.run() : 0, batch));
    new Snapshot(store, log, sync, run).bring(!begun);
    sync.keep().ifPresent(k -> log.forget(store.id(), utc(clock.getAsLong() - k.toMillis())));
  }

  /** Writes the journal's entries; returns the last batch before any whose outcome is not known. */
  private long changes(Position known) {
    long open =
        store.openBatches(sync.id()).stream()
            .mapToLong(JournalBatch::id)
            .min()
            .orElse(Long.MAX_VALUE);
    long[] done = {known.batch()};
    List<@Nullable Object[]> rows = new ArrayList<>();
    store.journalAfter(
        sync.id(),
        known.batch(),
        batch -> {
          if (batch.open()) {
            return;
          }
          for (int i = 0; i < batch.entries().size(); i++) {
            rows.add(change(batch, i));
            if (rows.size() >= CHUNK) {
              send(rows, new Position(known.run(), done[0]));
            }
          }
          done[0] = batch.id() < open ? batch.id() : done[0];
        });
    send(rows, new Position(known.run(), done[0]));
    return done[0];
  }

  private void send(List<@Nullable Object[]> rows, Position position) {
    List<Edit> edits = new ArrayList<>();
    edits.add(new Put(LogTable.CHANGES, List.copyOf(rows)));
    edits.add(at(position));
    if (!rows.isEmpty()) {
      log.write(edits);
    }
    rows.clear();
  }

  private Put at(Position position) {
    return new Put(
        LogTable.POSITION,
        List.<@Nullable Object[]>of(
            new @Nullable Object[] {
              store.id(), (long) sync.id(), position.run(), position.batch()
            }));
  }

  private @Nullable Object[] change(JournalBatch batch, int index) {
    JournalEntry entry = batch.entries().get(index);
    boolean applied = entry.outcome().equals(APPLIED);
    EntryValues values = new EntryValues(entry);
    return new @Nullable Object[] {
      store.id(),
      batch.id(),
      (long) index,
      batch.run(),
      (long) sync.id(),
      SyncLog.shortened(sync.name()),
      (long) batch.task(),
      SyncLog.shortened(sync.task(batch.task())),
      utc(batch.atMillis()),
      batch.side().word(),
      entry.kind().name().toLowerCase(Locale.ROOT),
      text(entry.source()),
      text(entry.target()),
      entry.outcome(),
      applied ? entry.detail() : "",
      applied ? "" : entry.detail(),
      values.columns(),
      sync.values() ? values.before() : null,
      sync.values() ? values.after() : null
    };
  }

  /** Writes runs after the last one that is there; returns the latest. */
  private long runs(Position known) {
    long latest = known.run();
    while (true) {
      List<RunRecord> runs = store.runsAfter(sync.id(), latest, CHUNK);
      if (runs.isEmpty()) {
        return latest;
      }
      latest = runs.getLast().id();
      log.write(
          List.of(
              new Put(LogTable.RUNS, runs.stream().map(this::run).toList()),
              at(new Position(latest, known.batch()))));
    }
  }

  /** Of a run that has no end nobody is at it any more. */
  private @Nullable Object[] run(RunRecord run) {
    boolean ended = run.endedMillis() > 0;
    List<@Nullable Object> row = new ArrayList<>();
    row.add(store.id());
    row.add(run.id());
    row.add((long) sync.id());
    row.add(SyncLog.shortened(sync.name()));
    row.add(run.kind());
    row.add(utc(run.startedMillis()));
    row.add(ended ? utc(run.endedMillis()) : null);
    row.add(ended ? run.result() : "killed");
    RunTotals totals = RunTotals.of(run, store);
    row.addAll(totals.changes());
    row.add(totals.unchanged());
    row.add(totals.left());
    row.add(run.error());
    return row.toArray();
  }

  static @Nullable String text(@Nullable Key key) {
    return key == null ? null : SyncLog.shortened(key.toString());
  }

  static LocalDateTime utc(long millis) {
    return LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
  }
}
