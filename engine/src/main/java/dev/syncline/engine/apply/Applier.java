package dev.syncline.engine.apply;

import dev.syncline.connect.Write;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.plan.Awaited;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.PlanItem.Operation;
import dev.syncline.core.plan.PlanItem.Update;
import dev.syncline.core.plan.Rebase;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.sync.Ends;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Applies operations of one task in three steps: intents are durable before anything is sent, and
 * outcomes, links and bases are committed together afterwards. Whatever happens in between is found
 * by {@link Recovery}. The steps of different batches may overlap, see {@link Pipeline}.
 */
public final class Applier {
  final Task task;
  final Rebase rebase;
  final Ends ends;
  final StateStore store;
  final long run;
  final LongSupplier clock;

  /** Whether anything can wait for a parent. */
  final boolean references;

  final int sync;
  final Map<Side, Long> tokens;

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
    this.references = task.fields().stream().anyMatch(RelationRule.class::isInstance);
  }

  /**
   * Applies operations on one side.
   *
   * @param together all or none of them, with the system's constraints checked at the end
   * @return what became of each, in order
   */
  public List<Applied> apply(Side side, List<? extends Operation> operations, boolean together) {
    Sending sending = prepare(side, operations);
    List<Sending> one = List.of(sending);
    open(one);
    send(one, together);
    return remember(one);
  }

  /** Finds what of the operations can be sent now; nothing is durable yet. */
  Sending prepare(Side side, List<? extends Operation> operations) {
    AwaitedKeys keys = AwaitedKeys.linked(store, references ? operations : List.of());
    List<@Nullable List<Change>> ready = new ArrayList<>(operations.size());
    for (Operation op : operations) {
      ready.add(ready(op, keys));
    }
    AddedRows added = new AddedRows(this, side, operations, ready);
    BitSet taken = new TakenKeys(task, store).among(side, operations, ready);
    Sending sending = new Sending(this, side);
    for (int i = 0; i < operations.size(); i++) {
      Operation op = operations.get(i);
      List<Change> changes = ready.get(i);
      String refused = added.refusal(changes);
      if (refused != null) {
        sending.isBlocked(new Applied(op, Applied.Result.REJECTED, refused, false));
      } else if (changes == null) {
        sending.isBlocked(blocked(op, waitsFor(op, keys)));
      } else if (taken.get(i)) {
        sending.isBlocked(
            blocked(
                op,
                "its key on the "
                    + side.word()
                    + " is that of a record which was removed there."
                    + " It follows when that is settled."));
      } else {
        sending.add(op, added.in(op, changes));
      }
    }
    return sending;
  }

  /** Which reference keeps an operation from being written, and what to do about it. */
  String waitsFor(Operation op, AwaitedKeys keys) {
    Change waits =
        AwaitedKeys.changes(op).stream()
            .filter(c -> isOpen(c, keys))
            // One that may be null for a while keeps nothing but itself.
            .min(Comparator.comparing(c -> mayWait(c, op.side())))
            .orElseThrow();
    Awaited parent = Objects.requireNonNull(AwaitedKeys.awaited(waits));
    return task.fields().get(waits.field()).name()
        + ": refers to "
        + parent.key()
        + " of "
        + ends.name(parent.from())
        + ", which is not in "
        + ends.name(op.side())
        + " yet. It can be written when that record is there; what keeps that one is shown by:"
        + " syncline status --due";
  }

  private static boolean isOpen(Change change, AwaitedKeys keys) {
    Awaited awaited = AwaitedKeys.awaited(change);
    return awaited != null && keys.of(awaited) == null;
  }

  private boolean mayWait(Change change, Side side) {
    return task.fields().get(change.field()) instanceof RelationRule r && r.nullable(side);
  }

  static Applied blocked(Operation op, String message) {
    return new Applied(op, Applied.Result.BLOCKED, message, true);
  }

  /**
   * The operation's changes with the keys they waited for. A reference that may be null for a while
   * is left out when its parent is not there yet; with one that may not, the operation is not
   * ready: null.
   */
  @Nullable List<Change> ready(Operation op, AwaitedKeys keys) {
    List<Change> changes = AwaitedKeys.changes(op);
    if (!references || !AwaitedKeys.anyAwaited(changes)) {
      return changes;
    }
    List<Change> ready = new ArrayList<>();
    for (Change change : changes) {
      Awaited a = AwaitedKeys.awaited(change);
      if (a == null) {
        ready.add(change);
        continue;
      }
      Object[] parent = keys.of(a);
      if (parent != null) {
        ready.add(
            new Change(change.field(), change.before(), parent, change.origin(), change.rule()));
      } else if (!mayWait(change, op.side())) {
        return null;
      }
    }
    // An update of nothing would count as progress, and rounds would never end.
    return ready.isEmpty() && op instanceof Update ? null : ready;
  }

  /** The first step: makes the intents of batches durable, each under its own task. */
  static void open(List<Sending> batches) {
    if (anySent(batches)) {
      try (StateStore.Change change = batches.getFirst().applier.store.begin()) {
        batches.forEach(b -> b.open(change));
        change.commit();
      }
    }
  }

  /** The second: sends batches to their one side as one, under the name of the first. */
  static void send(List<Sending> batches, boolean together) {
    if (anySent(batches)) {
      batches.getFirst().applier.sendAs(batches, together);
    }
  }

  private void sendAs(List<Sending> batches, boolean together) {
    Side side = batches.getFirst().side;
    List<Write> writes = new ArrayList<>();
    batches.forEach(b -> b.writes(writes));
    List<WriteOutcome> outcomes =
        ends.on(side)
            .write(
                new WriteBatch(
                    Long.toString(batches.getFirst().id()),
                    store.id(),
                    sync,
                    task.id(),
                    Objects.requireNonNull(tokens.get(side), "no token for a side that is written"),
                    false,
                    together,
                    writes,
                    task.skipsNulls(side)));
    int from = 0;
    for (Sending batch : batches) {
      from = batch.answered(outcomes, from);
    }
  }

  /**
   * The third: makes outcomes, and the links and bases that follow from them, durable together.
   *
   * @return what became of each operation, in order
   */
  static List<Applied> remember(List<Sending> batches) {
    if (batches.stream().anyMatch(Sending::isUnknown)) {
      batches.forEach(Sending::recover);
    } else if (anySent(batches)) {
      try (StateStore.Change change = batches.getFirst().applier.store.begin()) {
        batches.forEach(b -> b.remember(change));
        change.commit();
      }
    }
    return batches.stream().flatMap(b -> b.results().stream()).toList();
  }

  private static boolean anySent(List<Sending> batches) {
    return batches.stream().anyMatch(b -> !b.isEmpty());
  }
}
