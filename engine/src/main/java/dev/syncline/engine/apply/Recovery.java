package dev.syncline.engine.apply;

import dev.syncline.connect.Connector;
import dev.syncline.connect.Intent;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Base;
import dev.syncline.core.plan.Fingerprints;
import dev.syncline.core.plan.Rebase;
import dev.syncline.engine.store.JournalBatch;
import dev.syncline.engine.store.JournalEntry;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.store.Withheld;
import dev.syncline.engine.sync.Ends;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Settles batches whose outcome is not known, because the process died or an answer was lost: asks
 * the system which of their operations {@code syncline_applied} holds. Runs before anything is
 * observed, for what is observed means nothing while a write of our own may be among it.
 */
public final class Recovery {
  private final Ends ends;
  private final StateStore store;
  private final LongSupplier clock;

  /** A recovery over both systems. */
  public Recovery(Ends ends, StateStore store, LongSupplier clock) {
    this.ends = ends;
    this.store = store;
    this.clock = clock;
  }

  /**
   * What became of writes that an earlier run left open.
   *
   * @param done how many are done
   * @param again how many of these had no answer, and were sent again as they were
   */
  public record Recovered(int done, int again) {
    /** Nothing was open. */
    public static final Recovered NOTHING = new Recovered(0, 0);
  }

  /** Settles all open batches of a sync. */
  public Recovered recover(int sync, Map<Integer, Task> tasks, Map<Integer, Rebase> rebases) {
    List<JournalBatch> open = store.openBatches(sync);
    Set<String> unanswered = new HashSet<>();
    open.stream()
        .map(JournalBatch::side)
        .distinct()
        .forEach(side -> unanswered.addAll(ends.on(side).unanswered(sync)));
    int done = 0;
    int again = 0;
    for (JournalBatch batch : open) {
      Task task = tasks.get(batch.task());
      Rebase rebase = rebases.get(batch.task());
      if (task == null || rebase == null) {
        // The task was removed from the configuration; its links are no longer looked at.
        close(batch.id(), batch.entries());
      } else {
        Set<String> found = resolve(batch.id(), task, rebase, batch.side(), batch.entries());
        done += found.size();
        again += (int) found.stream().filter(unanswered::contains).count();
      }
    }
    return new Recovered(done, again);
  }

  /** Settles one batch; returns the operations that were found to be applied. */
  Set<String> resolve(long batch, Task task, Rebase rebase, Side side, List<JournalEntry> intents) {
    List<Intent> sought = intents.stream().map(i -> sought(task, side, i)).toList();
    Map<String, Connector.Applied> applied =
        ends.on(side).applied(store.id(), Long.toString(batch), sought);
    List<JournalEntry> entries = new ArrayList<>();
    List<Settled> settled = new ArrayList<>();
    Map<String, Long> counts = new HashMap<>();
    for (JournalEntry intent : intents) {
      Connector.Applied a = applied.get(intent.operation());
      if (a == null) {
        entries.add(Journaling.ended(intent, "unknown", "never reached the " + side.word()));
        continue;
      }
      boolean delete = intent.kind() == JournalEntry.Kind.DELETE;
      settled.add(
          new Settled(
              intent.kind(),
              side,
              intent.source(),
              intent.target(),
              delete ? null : a.written(),
              delete ? null : agreed(task, rebase, side, intent, a),
              -1));
      entries.add(found(intent, side, a));
      if (guarded(intent) instanceof String kind) {
        counts.merge(kind, 1L, Long::sum);
      }
    }
    long now = clock.getAsLong();
    try (StateStore.Change change = store.begin()) {
      change.closeBatch(batch, Journaling.journaled(task, side, entries), now);
      new LinkKeeper(task, rebase, store).keep(change, settled, clock.getAsLong());
      counts.forEach((kind, n) -> change.countForGuard(task.id(), side, kind, n, now));
      change.commit();
    }
    return applied.keySet();
  }

  /** As what the guard counts an operation; null where it does not. */
  public static @Nullable String guarded(JournalEntry intent) {
    return switch (intent.kind()) {
      case CREATE -> "creates";
      case UPDATE -> intent.overwrites() ? "overwrites" : null;
      case DELETE -> "deletes";
    };
  }

  /** The outcome of an intent that the system knows; only there is the key of what it created. */
  private static JournalEntry found(JournalEntry intent, Side side, Connector.Applied applied) {
    boolean create = intent.kind() == JournalEntry.Kind.CREATE;
    return new JournalEntry(
        intent.operation(),
        intent.kind(),
        create && side == Side.SOURCE ? applied.written() : intent.source(),
        create && side == Side.TARGET ? applied.written() : intent.target(),
        intent.columns(),
        intent.before(),
        intent.after(),
        Journaling.APPLIED,
        intent.detail() + " (found by recovery)");
  }

  /**
   * What is looked for: what the journal knows of the write. Of an update of which it knows no
   * value marks are looked for, which no record holds; for nothing at all would be a delete.
   */
  private static Intent sought(Task task, Side side, JournalEntry intent) {
    List<String> columns = new ArrayList<>();
    List<@Nullable Object> values = new ArrayList<>();
    @Nullable Object[] after = intent.after();
    if (intent.kind() != JournalEntry.Kind.DELETE && after != null) {
      boolean marks =
          intent.kind() == JournalEntry.Kind.UPDATE
              && Arrays.stream(after).allMatch(Withheld.class::isInstance);
      for (int i = 0; i < after.length; i++) {
        if (marks || !(after[i] instanceof Withheld)) {
          columns.add(intent.columns().get(i));
          values.add(after[i]);
        }
      }
    }
    return new Intent(
        intent.operation(),
        task.shape(side),
        intent.kind() == JournalEntry.Kind.CREATE
            ? null
            : side == Side.SOURCE ? intent.source() : intent.target(),
        columns,
        values.toArray());
  }

  /** What both sides agree on; of a system that keeps no notes only what the intent implies. */
  private Base agreed(
      Task task, Rebase rebase, Side side, JournalEntry intent, Connector.Applied applied) {
    if (applied.note().length > 0) {
      return Base.unpack(applied.note());
    }
    boolean implied =
        !intent.isWithheld()
            && (applied.noted()
                || (intent.kind() == JournalEntry.Kind.CREATE
                    && Delta.impliedByIntent(task, side)));
    return implied
        ? Delta.intended(
            task, rebase.layout(), new Fingerprints(task, store.fingerprinter()), side, intent)
        : Delta.unknown(task, rebase.layout());
  }

  private void close(long batch, List<JournalEntry> intents) {
    try (StateStore.Change change = store.begin()) {
      change.closeBatch(
          batch,
          intents.stream()
              .map(i -> Journaling.ended(i, "unknown", "its task was removed"))
              .toList(),
          clock.getAsLong());
      change.commit();
    }
  }
}
