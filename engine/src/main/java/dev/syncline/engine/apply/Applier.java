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
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.plan.Awaited;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.Fingerprints;
import dev.syncline.core.plan.PlanItem.Create;
import dev.syncline.core.plan.PlanItem.Delete;
import dev.syncline.core.plan.PlanItem.Operation;
import dev.syncline.core.plan.PlanItem.Update;
import dev.syncline.core.plan.Rebase;
import dev.syncline.engine.Ends;
import dev.syncline.engine.store.JournalEntry;
import dev.syncline.engine.store.StateStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
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
  private final Fingerprints prints;

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
  }

  /** An operation on its way: what is written, and what came back. */
  final class Sent {
    final Operation op;
    final List<Change> changes;
    final boolean unsettled;
    @Nullable Base delta;

    Sent(Operation op, List<Change> changes, boolean unsettled) {
      this.op = op;
      this.changes = changes;
      this.unsettled = unsettled;
    }

    byte[] note(Row stored) {
      if (op instanceof Delete) {
        return new byte[0];
      }
      delta = Delta.of(task, rebase.layout(), prints, op, changes, Delta.project(task.shape(op.side()), stored));
      return delta.pack();
    }

    Settled settled(@Nullable Row after) {
      Base agreed = delta;
      if (agreed == null && after != null) {
        agreed =
            Delta.of(task, rebase.layout(), prints, op, changes, Delta.project(task.shape(op.side()), after));
      }
      Key written = after == null ? null : Delta.project(task.shape(op.side()), after).key();
      int incarnation = op instanceof Create c && c.replaces() == null ? c.incarnation() : -1;
      return new Settled(
          Journaling.kind(op), op.side(), op.source(), op.target(), written, agreed, incarnation);
    }
  }

  /**
   * Applies operations on one side.
   *
   * @param together all or none of them, with the system's constraints checked at the end
   * @return what became of each, in order
   */
  public List<Applied> apply(Side side, List<? extends Operation> operations, boolean together) {
    List<Applied> results = new ArrayList<>(Arrays.asList(new Applied[operations.size()]));
    AwaitedKeys keys = AwaitedKeys.linked(store, operations);
    List<@Nullable Sent> ready = new ArrayList<>(operations.size());
    List<@Nullable List<Change>> changes = new ArrayList<>(operations.size());
    for (Operation op : operations) {
      Sent one = ready(op, keys);
      ready.add(one);
      changes.add(one == null ? null : one.changes);
    }
    BitSet taken = new TakenKeys(task, store).among(side, operations, changes);
    List<Sent> sent = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < operations.size(); i++) {
      Operation op = operations.get(i);
      Sent one = ready.get(i);
      if (one == null) {
        results.set(i, blocked(op));
      } else if (taken.get(i)) {
        results.set(
            i,
            blocked(
                op,
                "its key on the " + side.word() + " is that of a record which was removed there."
                    + " It follows when that is settled."));
      } else {
        sent.add(one);
        places.add(i);
      }
    }
    if (!sent.isEmpty()) {
      List<Applied> outcomes = send(List.of(part(side, sent)), together);
      for (int i = 0; i < places.size(); i++) {
        results.set(places.get(i), outcomes.get(i));
      }
    }
    return results;
  }

  static Applied blocked(Operation op) {
    return blocked(op, "refers to a record that is not on the other side yet");
  }

  private static Applied blocked(Operation op, String message) {
    return new Applied(op, Applied.Result.BLOCKED, message, true);
  }

  /**
   * The operation with the keys it waited for. A reference that may be null for a while is left out
   * when its parent is not there yet; with one that may not, the operation is not ready: null.
   */
  @Nullable Sent ready(Operation op, AwaitedKeys keys) {
    List<Change> ready = new ArrayList<>();
    boolean unsettled = false;
    for (Change change : AwaitedKeys.changes(op)) {
      Awaited a = AwaitedKeys.awaited(change);
      if (a == null) {
        ready.add(change);
        continue;
      }
      Object[] parent = keys.of(a);
      if (parent != null) {
        ready.add(
            new Change(change.field(), change.before(), parent, change.origin(), change.rule()));
      } else if (task.fields().get(change.field()) instanceof RelationRule r
          && r.nullable(op.side())) {
        unsettled = true;
      } else {
        return null;
      }
    }
    // An update of nothing would count as progress, and rounds would never end.
    return ready.isEmpty() && op instanceof Update ? null : new Sent(op, ready, unsettled);
  }

  private Write write(Sent s) {
    Side side = s.op.side();
    Shape shape = task.shape(side);
    Function<Row, byte[]> note = s::note;
    return switch (s.op) {
      case Create c -> {
        Columns columns = columns(side, s.changes);
        yield new Write.Insert(c.id(), shape, columns.names, columns.values, note);
      }
      case Update u -> {
        Columns columns = columns(side, s.changes);
        yield new Write.Update(
            u.id(), shape, Objects.requireNonNull(u.key(side)), columns.names, columns.values,
            row -> prints.row(side, row) == u.seen().on(side), note);
      }
      case Delete d -> {
        Row before = Objects.requireNonNull(d.before(), "a delete is planned with its whole row");
        yield new Write.Delete(
            d.id(), before.shape(), Objects.requireNonNull(d.key(side)),
            row -> Arrays.deepEquals(row.values(), before.values()), note);
      }
    };
  }

  private record Columns(List<String> names, @Nullable Object[] values) {}

  private Columns columns(Side side, List<Change> changes) {
    List<String> names = new ArrayList<>();
    List<@Nullable Object> values = new ArrayList<>();
    for (Change change : changes) {
      List<Integer> columns = task.fields().get(change.field()).columns(side);
      for (int i = 0; i < columns.size(); i++) {
        String name = shapeColumn(side, columns.get(i)).name();
        // Two rules may share a column (a key that is also a reference); they agree, or the later
        // one would have been a conflict.
        if (!names.contains(name)) {
          names.add(name);
          values.add(change.after()[i]);
        }
      }
    }
    return new Columns(names, values.toArray());
  }

  private Column shapeColumn(Side side, int position) {
    return task.shape(side).columns().get(position);
  }

  /** What is sent of this task to a side: a batch of the journal. */
  Part part(Side side, List<Sent> sent) {
    return new Part(side, sent);
  }

  /** Operations of one task on their way, with what the journal knows of them. */
  final class Part {
    private final Side side;
    private final List<Sent> sent;
    private final List<JournalEntry> intents = new ArrayList<>();
    private final List<Write> writes = new ArrayList<>();
    private long batch;

    Part(Side side, List<Sent> sent) {
      this.side = side;
      this.sent = sent;
      for (Sent s : sent) {
        intents.add(Journaling.intent(task, s.op, s.changes));
        writes.add(write(s));
      }
    }

    private Applier applier() {
      return Applier.this;
    }

    private void open(StateStore.Change change) {
      batch = change.openBatch(run, task.id(), side, intents);
    }

    /** The answer was lost: ask the system what it applied before anything else is done. */
    private List<Applied> unknown() {
      new Recovery(ends, store, clock).resolve(batch, task, rebase, side, intents);
      List<Applied> results = new ArrayList<>();
      for (Sent s : sent) {
        // Settled by recovery or not sent at all: the record's next look tells.
        results.add(new Applied(s.op, Applied.Result.RETRY, "the answer to the write was lost", true));
      }
      return results;
    }

    private List<Applied> remember(
        StateStore.Change change, List<WriteOutcome> outcomes, long now) {
      List<JournalEntry> entries = new ArrayList<>(sent.size());
      List<Applied> results = new ArrayList<>(sent.size());
      List<Settled> settled = new ArrayList<>();
      Map<String, Long> counts = new HashMap<>();
      for (int i = 0; i < sent.size(); i++) {
        Sent s = sent.get(i);
        WriteOutcome outcome = outcomes.get(i);
        entries.add(Journaling.outcome(task, intents.get(i), s.op, outcome));
        results.add(new Applied(s.op, Applied.of(outcome), message(outcome), again(s, outcome)));
        if (outcome instanceof WriteOutcome.Applied a) {
          settled.add(s.settled(a.after()));
          counts.merge(kind(s.op), 1L, Long::sum);
        }
      }
      change.closeBatch(batch, entries, now);
      new LinkKeeper(task, rebase, store).keep(change, settled);
      counts.forEach((kind, n) -> change.countForGuard(task.id(), side, kind, n, now));
      return results;
    }
  }

  /** Sends parts to their one side as one, under the name of the first. */
  static List<Applied> send(List<Part> parts, boolean together) {
    return parts.getFirst().applier().sendAs(parts, together);
  }

  private List<Applied> sendAs(List<Part> parts, boolean together) {
    try (StateStore.Change change = store.begin()) {
      parts.forEach(p -> p.open(change));
      change.commit();
    }
    Side side = parts.getFirst().side;
    List<WriteOutcome> outcomes =
        ends.on(side)
            .write(
                new WriteBatch(
                    Long.toString(parts.getFirst().batch), store.id(), sync, task.id(),
                    Objects.requireNonNull(tokens.get(side), "no token for a side that is written"),
                    false, together, parts.stream().flatMap(p -> p.writes.stream()).toList()));
    List<Applied> results = new ArrayList<>();
    if (outcomes.stream().anyMatch(WriteOutcome.Unknown.class::isInstance)) {
      parts.forEach(p -> results.addAll(p.unknown()));
      return results;
    }
    try (StateStore.Change change = store.begin()) {
      long now = clock.getAsLong();
      int from = 0;
      for (Part part : parts) {
        int to = from + part.sent.size();
        results.addAll(part.remember(change, outcomes.subList(from, to), now));
        from = to;
      }
      change.commit();
    }
    return results;
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
    Set<Integer> written = new HashSet<>();
    s.changes.forEach(c -> written.add(c.field()));
    if (before == null) {
      return written.size() < task.fields().size();
    }
    Side side = s.op.side();
    Row then = Delta.project(task.shape(side), before);
    Row now = Delta.project(task.shape(side), after);
    for (int i = 0; i < task.fields().size(); i++) {
      FieldRule rule = task.fields().get(i);
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
