package dev.syncline.engine.apply;

import dev.syncline.connect.WriteOutcome;
import dev.syncline.core.Side;
import dev.syncline.core.plan.PlanItem.Operation;
import dev.syncline.engine.store.JournalEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A batch on its way: opened, then sent, then remembered. */
final class Sending {
  final Side side;
  final boolean together;

  /** What is sent; all but the operations that were blocked. */
  final List<Sent> sent;

  final List<JournalEntry> intents;

  /** The batch's id in the journal, once it is open. */
  long batch;

  /** One per operation sent, once there is an answer. */
  List<WriteOutcome> outcomes = List.of();

  private final List<@Nullable Applied> results;

  Sending(Side side, boolean together, int operations) {
    this.side = side;
    this.together = together;
    this.sent = new ArrayList<>(operations);
    this.intents = new ArrayList<>(operations);
    this.results = new ArrayList<>(operations);
  }

  /** The next operation is not sent, for it waits for something else. */
  void blocked(Operation op, String message) {
    results.add(new Applied(op, Applied.Result.BLOCKED, message, true));
  }

  /** The next operation is sent. */
  void add(Sent s) {
    s.place = results.size();
    results.add(null);
    sent.add(s);
  }

  void result(Sent s, Applied result) {
    results.set(s.place, result);
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
}
