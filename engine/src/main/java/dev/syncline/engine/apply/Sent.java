package dev.syncline.engine.apply;

import dev.syncline.connect.KeyOf;
import dev.syncline.connect.Write;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Observed;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.Fingerprints;
import dev.syncline.core.plan.PlanItem.Create;
import dev.syncline.core.plan.PlanItem.Delete;
import dev.syncline.core.plan.PlanItem.Operation;
import dev.syncline.core.plan.PlanItem.Restore;
import dev.syncline.core.plan.PlanItem.Update;
import dev.syncline.core.plan.Rebase;
import dev.syncline.engine.store.JournalEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An operation on its way: what is intended, what is written, and what came back. */
final class Sent {
  final Operation op;
  final List<Change> changes;

  /** Whether something of it was left out until a parent is there. */
  final boolean unsettled;

  /** Its place among the operations of its batch, also those that are not sent. */
  final int place;

  private final Task task;
  private final Rebase rebase;
  private final Fingerprints prints;
  private final String id;
  private final WrittenColumns columns;
  private final @Nullable Object[] after;

  /** What the note said; kept, so that it is computed once. */
  private @Nullable Base delta;

  Sent(Sending batch, Operation op, List<Change> changes, WrittenColumns.Cache columns, int place) {
    this.task = batch.applier.task;
    this.rebase = batch.applier.rebase;
    this.prints = batch.prints;
    this.op = op;
    this.changes = changes;
    this.unsettled = changes.size() < AwaitedKeys.changes(op).size();
    this.place = place;
    this.id = op.id();
    this.columns = columns.of(changes);
    this.after = this.columns.after(changes);
  }

  /** What is about to be written. */
  JournalEntry intent() {
    return switch (op) {
      case Create c -> intent(JournalEntry.Kind.CREATE, columns.names(), null, known(after));
      case Restore r ->
          intent(
              JournalEntry.Kind.CREATE,
              Journaling.names(r.whole().shape().stored()),
              null,
              r.whole().stored().values());
      case Update u ->
          intent(JournalEntry.Kind.UPDATE, columns.names(), columns.before(changes), known(after));
      case Delete d -> {
        Row before = before(d);
        yield intent(
            JournalEntry.Kind.DELETE, Journaling.names(before.shape()), before.values(), null);
      }
    };
  }

  private JournalEntry intent(
      JournalEntry.Kind kind,
      List<String> names,
      @Nullable Object @Nullable [] before,
      @Nullable Object @Nullable [] values) {
    return new JournalEntry(
        id, kind, op.source(), op.target(), names, before, values, "", op.rule());
  }

  /** A key that the system is still to make is in the outcome only. */
  private static @Nullable Object[] known(@Nullable Object[] values) {
    for (Object value : values) {
      if (value instanceof KeyOf) {
        return Arrays.stream(values).map(v -> v instanceof KeyOf ? null : v).toArray();
      }
    }
    return values;
  }

  Write write() {
    Side side = op.side();
    Shape shape = task.shape(side);
    return switch (op) {
      case Create c -> new Write.Insert(id, shape, columns.names(), after, this::note);
      case Restore r -> {
        List<String> names = new ArrayList<>();
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < r.whole().shape().stored().size(); i++) {
          Column column = r.whole().shape().columns().get(i);
          if (column.writable()) {
            names.add(column.name());
            values.add(r.whole().get(i));
          }
        }
        yield new Write.Insert(id, r.whole().shape(), names, values.toArray(), this::note);
      }
      case Update u ->
          new Write.Update(
              id,
              shape,
              Objects.requireNonNull(u.key(side)),
              columns.names(),
              after,
              row ->
                  task.scope(side).observe(row) instanceof Observed.Present
                      && prints.row(side, row) == u.seen().on(side),
              this::note);
      case Delete d -> {
        Row before = before(d);
        yield new Write.Delete(
            id,
            before.shape(),
            Objects.requireNonNull(d.key(side)),
            row -> Arrays.deepEquals(row.values(), before.values()),
            this::note);
      }
    };
  }

  private static Row before(Delete d) {
    return Objects.requireNonNull(d.before(), "a delete is planned with its whole row");
  }

  /** What recovery could not know from the intent. */
  private byte[] note(Row stored) {
    boolean implied =
        op instanceof Delete
            || op instanceof Create && columns.impliesBase() && storedAsGiven(stored);
    return implied ? new byte[0] : delta(stored).pack();
  }

  private Base delta(Row stored) {
    Base known = delta;
    if (known == null) {
      known =
          Delta.of(task, rebase.layout(), prints, op, changes, stored.in(task.shape(op.side())));
      delta = known;
    }
    return known;
  }

  /** What a committed write means for the link. */
  Settled settled(@Nullable Row stored) {
    Key written = stored == null ? null : stored.in(task.shape(op.side())).key();
    int incarnation =
        switch (op) {
          case Create c -> c.replaces() == null ? c.incarnation() : -1;
          case Restore r -> r.incarnation();
          case Update u -> -1;
          case Delete d -> -1;
        };
    return new Settled(
        Journaling.kind(op),
        op.side(),
        op.source(),
        op.target(),
        written,
        stored == null ? null : delta(stored),
        incarnation);
  }

  /** What came of it, with the images as they were under the lock. */
  JournalEntry outcome(JournalEntry intent, WriteOutcome outcome) {
    if (op instanceof Create
        && outcome instanceof WriteOutcome.Applied a
        && a.after() != null
        && storedAsGiven(a.after())) {
      Key key = a.after().key();
      return JournalEntry.asIntended(
          intent,
          op.side() == Side.SOURCE ? key : intent.source(),
          op.side() == Side.TARGET ? key : intent.target(),
          Journaling.APPLIED);
    }
    return Journaling.outcome(task, intent, op, outcome);
  }

  /** Whether a row holds what was given and its key, and nothing else. */
  private boolean storedAsGiven(Row row) {
    if (!columns.complete() || row.shape() != task.shape(op.side())) {
      return false;
    }
    int[] positions = columns.shapePositions();
    for (int i = 0; i < positions.length; i++) {
      Object value = row.get(positions[i]);
      if (!Objects.equals(value, after[i])) {
        return false;
      }
    }
    return true;
  }
}
