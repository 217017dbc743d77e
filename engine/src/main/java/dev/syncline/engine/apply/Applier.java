package dev.syncline.engine.apply;

import dev.syncline.connect.Write;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.plan.Awaited;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.Fingerprints;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.core.plan.PlanItem.Create;
import dev.syncline.core.plan.PlanItem.Delete;
import dev.syncline.core.plan.PlanItem.Operation;
import dev.syncline.core.plan.PlanItem.Update;
import dev.syncline.core.plan.Rebase;
import dev.syncline.engine.Ends;
import dev.syncline.engine.store.JournalEntry;
import dev.syncline.engine.store.StateStore;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Applies operations of one task: intents are durable before anything is sent, and outcomes, links
 * and bases are committed together afterwards. Whatever happens in between is found by {@link
 * Recovery}.
 */
public final class Applier {
  private final Task task;
  private final Rebase rebase;
  private final int sync;
  private final Ends ends;
  private final StateStore store;
  private final long run;
  private final Map<Side, Long> tokens;
  private final LongSupplier clock;

  /** For what is decided while a batch is written. */
  private final Fingerprints prints;

  /** For what is decided when its outcomes are known, maybe while the next is written. */
  private final Fingerprints reading;

  /**
   * An applier for one task of one run.
   *
   * @param tokens the fencing token of each side that is written
   * @param clock milliseconds since the epoch
   */
  public Applier(
      int sync,
      Task task,
      Rebase rebase,
      Ends ends,
      StateStore store,
      long run,
      Map<Side, Long> tokens,
      LongSupplier clock) {
    this.sync = sync;
    this.task = task;
    this.rebase = rebase;
    this.ends = ends;
    this.store = store;
    this.run = run;
    this.tokens = tokens;
    this.clock = clock;
    this.prints = new Fingerprints(task, store.fingerprinter());
    this.reading = new Fingerprints(task, store.fingerprinter());
  }

  /**
   * Applies operations on one side.
   *
   * @param together all or none of them, with the system's constraints checked at the end
   * @return what became of each, in order
   */
  public List<Applied> apply(Side side, List<? extends Operation> operations, boolean together) {
    Sending sending = open(side, operations, together);
    send(sending);
    return remember(sending);
  }

  /** Makes the intents of operations durable; nothing is sent yet. */
  Sending open(Side side, List<? extends Operation> operations, boolean together) {
    Sending sending = new Sending(side, together, operations.size());
    Map<Awaited, Key> resolved = resolve(operations);
    List<@Nullable List<Change>> ready = new ArrayList<>(operations.size());
    for (Operation op : operations) {
      ready.add(ready(op, resolved));
    }
    BitSet taken = new TakenKeys(task, store).among(side, operations, ready);
    WrittenColumns.Cache columns = new WrittenColumns.Cache(task, side);
    for (int i = 0; i < operations.size(); i++) {
      Operation op = operations.get(i);
      List<Change> changes = ready.get(i);
      if (changes == null) {
        sending.blocked(op, "refers to a record that is not on the other side yet");
      } else if (taken.get(i)) {
        sending.blocked(
            op,
            "its key on the " + side.word() + " is that of a record which was removed there."
                + " It follows when that is settled.");
      } else {
        boolean unsettled = changes.size() < changes(op).size();
        sending.add(new Sent(task, rebase, prints, op, changes, unsettled, columns));
      }
    }
    if (!sending.sent.isEmpty()) {
      for (Sent s : sending.sent) {
        sending.intents.add(s.intent());
      }
      try (StateStore.Change change = store.begin()) {
        sending.batch = change.openBatch(run, task.id(), side, sending.intents);
        change.commit();
      }
    }
    return sending;
  }

  /** Whether some operation needs the links of what was applied before it. */
  static boolean awaits(List<? extends Operation> operations) {
    for (Operation op : operations) {
      for (Change change : changes(op)) {
        for (Object value : change.after()) {
          if (value instanceof Awaited) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** The keys that the operations wait for, as far as their records are linked by now. */
  private Map<Awaited, Key> resolve(List<? extends Operation> operations) {
    Map<Integer, Map<Side, Set<Key>>> wanted = new HashMap<>();
    Set<Awaited> all = new HashSet<>();
    for (Operation op : operations) {
      for (Change change : changes(op)) {
        for (Object value : change.after()) {
          if (value instanceof Awaited a) {
            all.add(a);
            wanted
                .computeIfAbsent(a.task(), t -> new EnumMap<>(Side.class))
                .computeIfAbsent(a.from(), f -> new HashSet<>())
                .add(a.key());
          }
        }
      }
    }
    Map<Awaited, Key> resolved = new HashMap<>();
    wanted.forEach(
        (parent, sides) ->
            sides.forEach(
                (from, keys) -> {
                  Map<Key, Link> links = store.links(parent, from, keys);
                  for (Awaited a : all) {
                    Link link = a.task() == parent && a.from() == from ? links.get(a.key()) : null;
                    if (link != null) {
                      resolved.put(a, link.key(from.other()));
                    }
                  }
                }));
    return resolved;
  }

  private static List<Change> changes(Operation op) {
    return switch (op) {
      case Create c -> c.changes();
      case Update u -> u.changes();
      case Delete d -> List.of();
    };
  }

  /**
   * The operation's changes with the keys they waited for. A reference that may be null for a while
   * is left out when its parent is not there yet; with one that may not, the operation is not ready:
   * null.
   */
  private @Nullable List<Change> ready(Operation op, Map<Awaited, Key> resolved) {
    List<Change> changes = changes(op);
    if (resolved.isEmpty() && !awaits(List.of(op))) {
      return changes;
    }
    List<Change> ready = new ArrayList<>();
    for (Change change : changes) {
      if (change.after().length == 0 || !(change.after()[0] instanceof Awaited a)) {
        ready.add(change);
        continue;
      }
      Key parent = resolved.get(a);
      if (parent != null) {
        ready.add(
            new Change(
                change.field(), change.before(), parent.parts(), change.origin(), change.rule()));
      } else if (!(task.fields().get(change.field()) instanceof RelationRule r)
          || !r.nullable(op.side())) {
        return null;
      }
    }
    // An update of nothing would count as progress, and rounds would never end.
    return ready.isEmpty() && op instanceof Update ? null : ready;
  }

  /** Sends what was opened, and waits for the answer. */
  void send(Sending sending) {
    if (sending.sent.isEmpty()) {
      return;
    }
    List<Write> writes = new ArrayList<>(sending.sent.size());
    for (Sent s : sending.sent) {
      writes.add(s.write());
    }
    sending.outcomes =
        ends.on(sending.side)
            .write(
                new WriteBatch(
                    Long.toString(sending.batch), store.id(), sync, task.id(),
                    Objects.requireNonNull(
                        tokens.get(sending.side), "no token for a side that is written"),
                    false, sending.together, writes));
  }

  /** Makes the outcomes, and the links and bases that follow from them, durable together. */
  List<Applied> remember(Sending sending) {
    if (!sending.sent.isEmpty()) {
      if (sending.outcomes.stream().anyMatch(WriteOutcome.Unknown.class::isInstance)) {
        unknown(sending);
      } else {
        settle(sending);
      }
    }
    return sending.results();
  }

  /** The answer was lost: ask the system what it applied before anything else is done. */
  private void unknown(Sending sending) {
    new Recovery(ends, store, clock)
        .resolve(sending.batch, task, rebase, sending.side, sending.intents);
    for (Sent s : sending.sent) {
      // Settled by recovery or not sent at all: the record's next look tells.
      sending.result(
          s, new Applied(s.op, Applied.Result.RETRY, "the answer to the write was lost", true));
    }
  }

  private void settle(Sending sending) {
    List<JournalEntry> entries = new ArrayList<>(sending.sent.size());
    List<Settled> settled = new ArrayList<>(sending.sent.size());
    Map<String, Long> counts = new HashMap<>();
    for (int i = 0; i < sending.sent.size(); i++) {
      Sent s = sending.sent.get(i);
      WriteOutcome outcome = sending.outcomes.get(i);
      entries.add(s.outcome(sending.intents.get(i), outcome));
      sending.result(
          s, new Applied(s.op, Applied.of(outcome), message(outcome), again(s, outcome)));
      if (outcome instanceof WriteOutcome.Applied a) {
        settled.add(s.settled(a.after()));
        counts.merge(kind(s.op), 1L, Long::sum);
      }
    }
    long now = clock.getAsLong();
    try (StateStore.Change change = store.begin()) {
      change.closeBatch(sending.batch, entries, now);
      new LinkKeeper(task, rebase, store).keep(change, settled);
      counts.forEach(
          (kind, n) -> change.countForGuard(task.id(), sending.side, kind, n, now));
      change.commit();
    }
  }

  static String kind(Operation op) {
    return switch (op) {
      case Create c -> "creates";
      case Update u -> "overwrites";
      case Delete d -> "deletes";
    };
  }

  /** Whether the record has something left to settle in this run. */
  private boolean again(Sent s, WriteOutcome outcome) {
    return switch (outcome) {
      case WriteOutcome.Applied a -> s.unsettled || elsewhereChanged(s, a.before(), a.after());
      case WriteOutcome.Stale st -> true;
      case WriteOutcome.Rejected r ->
          r.cause() == WriteOutcome.Cause.UNIQUE || r.cause() == WriteOutcome.Cause.FOREIGN_KEY;
      case WriteOutcome.Retry r -> false;
      case WriteOutcome.Unknown u -> true;
    };
  }

  /**
   * Whether the system changed, by itself, a field that flows and that this operation did not write:
   * a default, a trigger, a computed value. The base does not advance for it, so it stays due.
   */
  private boolean elsewhereChanged(Sent s, @Nullable Row before, @Nullable Row after) {
    if (after == null) {
      return false;
    }
    if (before == null) {
      return s.changes.size() < task.fields().size();
    }
    Set<Integer> written = new HashSet<>();
    s.changes.forEach(c -> written.add(c.field()));
    Side side = s.op.side();
    Row then = Delta.project(task.shape(side), before);
    Row now = Delta.project(task.shape(side), after);
    for (int i = 0; i < task.fields().size(); i++) {
      FieldRule rule = task.fields().get(i);
      if (!written.contains(i) && reading.of(side, then, rule) != reading.of(side, now, rule)) {
        return true;
      }
    }
    return false;
  }

  private static String message(WriteOutcome outcome) {
    return switch (outcome) {
      case WriteOutcome.Applied a -> "";
      case WriteOutcome.Stale s ->
          s.current() == null
              ? "it was deleted meanwhile"
              : "it was changed meanwhile; it is looked at again";
      case WriteOutcome.Rejected r -> r.message();
      case WriteOutcome.Retry r -> r.message();
      case WriteOutcome.Unknown u -> u.message();
    };
  }
}
