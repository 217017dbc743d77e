package dev.syncline.engine;

import dev.syncline.connect.SyncLog;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.JournalBatch;
import dev.syncline.engine.store.JournalEntry;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.sync.Ends;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Erases the values of one record from the journal, from what is said of it in the due set, from
 * what is remembered to have been sent to a system that cannot be read, and from the log that
 * people read, and forgets that its earlier keys were the same record's. That something was done
 * under its keys, when, and by which rule stays: links and what guards against writing twice rest
 * on it.
 */
public final class Erasure {
  private static final String MESSAGE =
      "why it is due is erased; if it still is, the next run that looks at it says why";

  private final StateStore store;
  private final Ends ends;
  private final Task task;
  private final Biography biography;

  /** What is to be erased: operations of batches, and the side on which each batch wrote. */
  private final Map<Long, Set<String>> operations = new LinkedHashMap<>();

  private final Map<Long, Side> sides = new HashMap<>();
  private final Set<Long> runs = new TreeSet<>();
  private final List<Due> due = new ArrayList<>();
  private boolean open;
  private final int sent;
  private final Optional<SyncLog> log;
  private final int logged;

  private Erasure(
      StateStore store, Ends ends, Optional<SyncLog> log, Task task, Side side, Key key) {
    this.store = store;
    this.ends = ends;
    this.log = log;
    this.task = task;
    this.biography = Biography.of(store, task, side, key, this::take);
    store.due(
        task.id(),
        d -> {
          if (keys(d.side()).contains(d.key()) && !d.message().equals(MESSAGE)) {
            due.add(d);
          }
        });
    this.sent = sent(false);
    this.logged = logged(false);
  }

  /** How many rows of the log hold something of it. */
  private int logged(boolean erase) {
    return log.map(
            l -> l.erase(store.id(), task.id(), texts(Side.SOURCE), texts(Side.TARGET), erase))
        .orElse(0);
  }

  private List<String> texts(Side side) {
    return keys(side).stream().map(key -> SyncLog.shortened(key.toString())).toList();
  }

  /** Of how many records a system that cannot be read is remembered to have been sent values. */
  private int sent(boolean erase) {
    int records = 0;
    for (Side on : Side.values()) {
      records += ends.on(on).erase(task.schema(on).name(), keys(on), erase);
    }
    return records;
  }

  /**
   * Finds all that is remembered of a record: under this key, under that of its counterpart, and
   * under those that either had before. Changes nothing.
   *
   * @param log the log of the sync, where there is one
   */
  public static Erasure of(
      StateStore store, Ends ends, Optional<SyncLog> log, Task task, Side side, Key key) {
    return new Erasure(store, ends, log, task, side, key);
  }

  private void take(JournalBatch batch, JournalEntry entry) {
    if (batch.open()) {
      open = true;
    } else if (entry.isErasable(kept(batch.side()))) {
      operations.computeIfAbsent(batch.id(), b -> new HashSet<>()).add(entry.operation());
      sides.put(batch.id(), batch.side());
      runs.add(batch.run());
    }
  }

  private Predicate<String> kept(Side side) {
    return task.schema(side).identity()::contains;
  }

  /** The keys under which it is remembered; they stay. */
  public Set<Key> keys(Side side) {
    return biography.keys(side);
  }

  /** How many entries of the journal hold something of it. */
  public int entries() {
    return operations.values().stream().mapToInt(Set::size).sum();
  }

  /** The runs that wrote them. */
  public Set<Long> runs() {
    return runs;
  }

  /** How many messages of the due set are about it. */
  public int messages() {
    return due.size();
  }

  /** How many records it is in the ledgers of what was sent. */
  public int sent() {
    return sent;
  }

  /** How many rows of the log hold something of it. */
  public int logged() {
    return logged;
  }

  /** Whether nothing is remembered of its values. */
  public boolean isNothing() {
    return operations.isEmpty() && due.isEmpty() && sent == 0 && logged == 0;
  }

  /** Whether a write of it is under way, of which it is not known what became. */
  public boolean open() {
    return open;
  }

  /** Erases it. Not while it is {@link #open}. */
  public void perform() {
    try (StateStore.Change change = store.begin()) {
      operations.forEach(
          (batch, of) ->
              change.erase(
                  batch,
                  entry -> of.contains(entry.operation()),
                  kept(Objects.requireNonNull(sides.get(batch)))));
      change.forgetMoves(biography.moves());
      change.putDue(
          due.stream()
              .map(
                  d ->
                      new Due(
                          d.task(),
                          d.side(),
                          d.key(),
                          d.reason(),
                          MESSAGE,
                          d.attempts(),
                          d.sinceMillis(),
                          d.seen()))
              .toList());
      change.commit();
    }
    store.scrub();
    sent(true);
    logged(true);
  }
}
