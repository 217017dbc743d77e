package dev.syncline.engine.run;

import dev.syncline.connect.Connector;
import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.apply.Recovery;
import dev.syncline.engine.sort.KeySorter;
import dev.syncline.engine.store.JournalBatch;
import dev.syncline.engine.store.JournalEntry;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.sync.Ends;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a run that was cut off wrote and did not get to remember, as a plan foresees that the next
 * run settles it, before anything else: what is noted as applied counts as done, and what was sent
 * and never answered is in doubt and is not decided anew.
 */
final class CutOff {
  /** Nothing was cut off. */
  static final CutOff NOTHING = new CutOff();

  private final Set<String> doubt = new HashSet<>();
  private final List<Write> writes = new ArrayList<>();

  /** A write that is done, or in doubt. */
  private record Write(
      int task, Side side, JournalEntry intent, Connector.@Nullable Applied applied) {
    boolean inDoubt() {
      return applied == null;
    }
  }

  private CutOff() {}

  /** Looks what is open of a sync; asks neither system for anything but what it notes. */
  static CutOff of(int sync, StateStore store, Ends ends) {
    List<JournalBatch> open = store.openBatches(sync);
    if (open.isEmpty()) {
      return NOTHING;
    }
    CutOff found = new CutOff();
    long before = open.stream().mapToLong(JournalBatch::id).min().orElseThrow() - 1;
    Map<Side, Map<String, Connector.Applied>> noted = new EnumMap<>(Side.class);
    for (JournalBatch batch : open) {
      Side side = batch.side();
      Map<String, Connector.Applied> done =
          noted.computeIfAbsent(
              side,
              s -> {
                found.doubt.addAll(ends.on(s).unanswered(sync));
                Map<String, Connector.Applied> all = new HashMap<>();
                ends.on(s)
                    .noted(store.id(), sync, before, n -> all.put(n.operation(), n.applied()));
                return all;
              });
      for (JournalEntry intent : batch.entries()) {
        Connector.Applied applied = done.get(intent.operation());
        if (applied != null || found.doubt.contains(intent.operation())) {
          found.writes.add(new Write(batch.task(), side, intent, applied));
        }
      }
    }
    return found;
  }

  /** Whether nobody knows if an operation was done. */
  boolean isInDoubt(PlanItem.Operation op) {
    return doubt.contains(op.id());
  }

  /** How many writes of a task are in doubt. */
  long inDoubt(int task) {
    return writes.stream().filter(w -> w.task() == task && w.inDoubt()).count();
  }

  /** How many writes of a task the guard has to count, of those that it knows by a kind. */
  long count(int task, Side side, String kind) {
    return writes.stream()
        .filter(w -> w.task() == task && w.side() == side)
        .filter(w -> kind.equals(Recovery.guarded(w.intent())))
        .count();
  }

  /** How many records a side is to get yet. */
  long toCome(int task, Side side) {
    return writes.stream()
        .filter(w -> w.task() == task && w.side() == side && w.inDoubt())
        .filter(w -> w.intent().kind() == JournalEntry.Kind.CREATE)
        .count();
  }

  /** How many links of a task there are more, once it is settled. */
  long links(int task) {
    return count(task, Side.SOURCE, "creates") + count(task, Side.TARGET, "creates");
  }

  /** Tells which records were created from each other, target keys by source keys. */
  void created(int task, KeySorter together) {
    for (Write w : writes) {
      Connector.Applied applied = w.applied();
      if (w.task() == task && applied != null && w.intent().kind() == JournalEntry.Kind.CREATE) {
        Key source = w.side() == Side.SOURCE ? applied.written() : w.intent().source();
        Key target = w.side() == Side.TARGET ? applied.written() : w.intent().target();
        if (source != null && target != null) {
          together.add(source.bytes(), target.bytes());
        }
      }
    }
  }
}
