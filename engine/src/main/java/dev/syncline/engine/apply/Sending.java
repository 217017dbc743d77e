package dev.syncline.engine.apply;

import dev.syncline.connect.Write;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.Fingerprints;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.core.plan.PlanItem.Create;
import dev.syncline.core.plan.PlanItem.Delete;
import dev.syncline.core.plan.PlanItem.Operation;
import dev.syncline.core.plan.PlanItem.Update;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.JournalEntry;
import dev.syncline.engine.store.StateStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Operations of one task on their way: a batch of the journal, opened, sent, then remembered. */
final class Sending {
  final Applier applier;
  final Side side;

  /** Of this batch alone: others may be written at the same time, on other threads. */
  final Fingerprints prints;

  private final List<Sent> sent = new ArrayList<>();

  /** Whole, whatever of them is journaled. */
  private final List<JournalEntry> intents = new ArrayList<>();

  private final WrittenColumns.Cache columns;
  private final List<@Nullable Applied> results = new ArrayList<>();
  private List<WriteOutcome> outcomes = List.of();
  private long id;

  Sending(Applier applier, Side side) {
    this.applier = applier;
    this.side = side;
    this.prints = new Fingerprints(applier.task, applier.store.fingerprinter());
    this.columns = new WrittenColumns.Cache(applier.task, side);
  }

  /** The next operation is not sent, for it waits for something else. */
  void isBlocked(Applied blocked) {
    results.add(blocked);
  }

  /**
   * The next operation is sent.
   *
   * @param changes those of its changes that can be made now
   */
  void add(Operation op, List<Change> changes) {
    sent.add(new Sent(this, op, changes, columns, results.size()));
    results.add(null);
  }

  /** Whether there is nothing to send. */
  boolean isEmpty() {
    return sent.isEmpty();
  }

  /** The batch's id in the journal, once it is open. */
  long id() {
    return id;
  }

  void open(StateStore.Change change) {
    for (Sent s : sent) {
      intents.add(s.intent());
    }
    id =
        change.openBatch(
            applier.run,
            applier.task.id(),
            side,
            Journaling.journaled(applier.task, side, intents));
  }

  void writes(List<Write> to) {
    for (Sent s : sent) {
      to.add(s.write());
    }
  }

  /** Takes its outcomes from those of all batches that were sent as one; returns where they end. */
  int answered(List<WriteOutcome> all, int from) {
    int to = from + sent.size();
    outcomes = Journaling.told(applier.task, side, all.subList(from, to));
    return to;
  }

  /** Whether the answer was lost. */
  boolean isUnknown() {
    return outcomes.stream().anyMatch(WriteOutcome.Unknown.class::isInstance);
  }

  /** The answer was lost: ask the system what it applied before anything else is done. */
  void recover() {
    try (StateStore.Change change = applier.store.begin()) {
      change.putDue(sent.stream().map(s -> toFollow(s.op)).toList());
      change.commit();
    }
    Set<String> applied =
        new Recovery(applier.ends, applier.store, applier.clock)
            .resolve(id, applier.task, applier.rebase, side, intents);
    for (Sent s : sent) {
      // Either way another look: what the system made of a write is not known to the last field.
      results.set(
          s.place,
          new Applied(
              s.op,
              applied.contains(s.op.id()) ? Applied.Result.APPLIED : Applied.Result.RETRY,
              "the answer to the write was lost",
              true));
    }
  }

  void remember(StateStore.Change change) {
    List<JournalEntry> entries = new ArrayList<>(sent.size());
    List<Settled> settled = new ArrayList<>(sent.size());
    List<Due> following = new ArrayList<>();
    Map<String, Long> counts = new HashMap<>();
    for (int i = 0; i < sent.size(); i++) {
      Sent s = sent.get(i);
      WriteOutcome outcome = outcomes.get(i);
      entries.add(s.outcome(intents.get(i), outcome));
      Applied result = new Applied(s.op, Applied.of(outcome), message(outcome), again(s, outcome));
      results.set(s.place, result);
      if (outcome instanceof WriteOutcome.Applied a) {
        settled.add(s.settled(a.after()));
        if (result.again()) {
          following.add(toFollow(s.op));
        }
        if (guarded(s.op) instanceof String kind) {
          counts.merge(kind, 1L, Long::sum);
        }
      }
    }
    long now = applier.clock.getAsLong();
    change.closeBatch(id, Journaling.journaled(applier.task, side, entries), now);
    new LinkKeeper(applier.task, applier.rebase, applier.store).keep(change, settled, now);
    counts.forEach((kind, n) -> change.countForGuard(applier.task.id(), side, kind, n, now));
    change.putDue(following);
  }

  /**
   * Of a write something is still to be done, and no mark tells of it, for it is our own: whoever
   * comes after a death finds it due.
   */
  private Due toFollow(Operation op) {
    return Due.waiting(
        op, "what follows from its last write is still to be done", applier.clock.getAsLong());
  }

  /** What became of each operation, in order. */
  List<Applied> results() {
    List<Applied> all = new ArrayList<>(results.size());
    for (Applied result : results) {
      if (result == null) {
        throw new IllegalStateException("what became of an operation is not known");
      }
      all.add(result);
    }
    return all;
  }

  /** As what the guard counts an operation; null where it does not. */
  private static @Nullable String guarded(Operation op) {
    return switch (op) {
      case Create c -> "creates";
      case PlanItem.Restore r -> "creates";
      case Update u -> u.overwrites() ? "overwrites" : null;
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
   * Whether the system changed, by itself, a field that flows and that this operation did not
   * write: a default, a trigger, a computed value. The base does not advance for it, so it stays
   * due.
   */
  private boolean elsewhereChanged(Sent s, @Nullable Row before, @Nullable Row after) {
    if (after == null || s.op instanceof PlanItem.Restore) {
      return false;
    }
    List<FieldRule> fields = applier.task.fields();
    if (before == null) {
      return s.changes.size() < fields.size();
    }
    Set<Integer> written = new HashSet<>();
    s.changes.forEach(c -> written.add(c.field()));
    if (s.op instanceof Update u) {
      written.addAll(u.readers());
    }
    Row then = before.in(applier.task.shape(side));
    Row now = after.in(applier.task.shape(side));
    for (int i = 0; i < fields.size(); i++) {
      FieldRule rule = fields.get(i);
      if (!written.contains(i) && prints.of(side, then, rule) != prints.of(side, now, rule)) {
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
