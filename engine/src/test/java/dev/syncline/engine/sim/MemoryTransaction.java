package dev.syncline.engine.sim;

import dev.syncline.connect.ChangeTracking;
import dev.syncline.connect.Connector.Applied;
import dev.syncline.connect.KeyOf;
import dev.syncline.connect.Write;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The one write path of a {@link MemoryConnector}: a batch in one transaction. */
final class MemoryTransaction {
  private final MemoryDatabase database;
  private final MemoryLedger ledger;
  private final WriteBatch batch;
  private final Supplier<Faults.Fate> fate;
  private final List<Runnable> notes = new ArrayList<>();
  private final Map<String, Key> keys = new HashMap<>();

  /** Inserts that were done before. */
  private final Set<String> done = new HashSet<>();

  /** Inserts to which those refer. */
  private final Set<String> doneWith = new HashSet<>();

  /** Notes of writes that go together, which are taken when all is written. */
  private final List<Runnable> later = new ArrayList<>();

  MemoryTransaction(
      MemoryDatabase database, MemoryLedger ledger, WriteBatch batch, Supplier<Faults.Fate> fate) {
    this.database = database;
    this.ledger = ledger;
    this.batch = batch;
    this.fate = fate;
  }

  List<WriteOutcome> run() {
    long operations = batch.writes().stream().map(Write::operation).distinct().count();
    if (operations < batch.writes().size()) {
      throw new IllegalArgumentException("an operation twice in a batch: " + batch.writes());
    }
    database.commit();
    boolean done = false;
    try {
      database.defer(batch.together());
      List<WriteOutcome> outcomes = batch.together() ? together() : oneByOne();
      if (batch.rollback()) {
        return outcomes;
      }
      List<WriteOutcome> told =
          switch (fate.get()) {
            case APPLIED_AND_TOLD -> outcomes;
            case APPLIED_AND_LOST -> unknown("the answer was lost");
            case LOST_BEFORE -> {
              rollback();
              yield unknown("the connection broke");
            }
            case BUSY -> {
              rollback();
              yield all(new WriteOutcome.Retry("busy, try later", Duration.ofSeconds(1)));
            }
          };
      done = true;
      return told;
    } finally {
      database.defer(false);
      database.by(MemoryDatabase.USER);
      if (!done) {
        rollback();
      }
      database.commit();
    }
  }

  private void rollback() {
    database.undoTo(0);
    Collections.reverse(notes);
    notes.forEach(Runnable::run);
    notes.clear();
  }

  private List<WriteOutcome> unknown(String message) {
    return all(new WriteOutcome.Unknown(message));
  }

  private List<WriteOutcome> all(WriteOutcome outcome) {
    return Collections.nCopies(batch.writes().size(), outcome);
  }

  private List<WriteOutcome> oneByOne() {
    List<WriteOutcome> outcomes = new ArrayList<>();
    for (Write write : batch.writes()) {
      outcomes.add(one(write));
    }
    return outcomes;
  }

  /** All or nothing; constraints are looked at, and rows are read back, when all is written. */
  private List<WriteOutcome> together() {
    draw();
    List<WriteOutcome> outcomes = oneByOne();
    if (outcomes.stream().allMatch(WriteOutcome.Applied.class::isInstance)) {
      try {
        database.checkAll();
        later.reversed().forEach(Runnable::run);
        return outcomes;
      } catch (Violation v) {
        outcomes = all(new WriteOutcome.Rejected(v.why(), v.getMessage()));
      }
    } else {
      outcomes.replaceAll(
          o ->
              o instanceof WriteOutcome.Applied
                  ? new WriteOutcome.Retry("a write that goes with it was not done", Duration.ZERO)
                  : o);
    }
    rollback();
    return outcomes;
  }

  private WriteOutcome one(Write write) {
    int mark = database.mark();
    int noted = notes.size();
    database.by(write.operation());
    database.origin(ChangeTracking.origin(batch.store(), batch.task()));
    try {
      return switch (write) {
        case Write.Insert i -> insert(i);
        case Write.Update u -> update(u);
        case Write.Delete d -> delete(d);
      };
    } catch (Violation v) {
      database.undoTo(mark);
      while (notes.size() > noted) {
        notes.removeLast().run();
      }
      return new WriteOutcome.Rejected(v.why(), v.getMessage());
    }
  }

  private WriteOutcome insert(Write.Insert insert) throws Violation {
    String object = insert.shape().object();
    Applied earlier = ledger.applied(batch.store(), insert.operation());
    if (earlier != null) {
      Row row = current(insert.shape(), earlier.written());
      // An entry counts only while the row exists.
      if (row != null) {
        done.add(insert.operation());
        insertOf(insert.values()).forEach(doneWith::add);
        return new WriteOutcome.Applied(null, row);
      }
    }
    if (earlier == null && doneWith.contains(insert.operation())) {
      return new WriteOutcome.Applied(null, null); // it was done with the one that refers to it
    }
    Key drawn = keys.get(insert.operation());
    List<String> columns = new ArrayList<>(insert.columns());
    List<Object> values = new ArrayList<>();
    values.addAll(Arrays.asList(withKeys(insert.values())));
    if (insertOf(insert.values()).anyMatch(done::contains)) {
      return new WriteOutcome.Applied(null, null); // it was done with the one it refers to
    }
    if (drawn != null) {
      List<String> identity = database.table(object).schema().identity();
      for (int i = 0; i < identity.size(); i++) {
        if (!columns.contains(identity.get(i))) {
          columns.add(identity.get(i));
          values.add(drawn.parts()[i]);
        }
      }
    }
    Key key = database.insert(object, columns, values.toArray());
    return applied(insert, key, null);
  }

  private Object[] withKeys(Object[] values) {
    return Arrays.stream(values)
        .map(v -> v instanceof KeyOf k ? keys.get(k.operation()).parts()[k.part()] : v)
        .toArray();
  }

  /** Draws the keys that writes of the batch refer to. */
  private void draw() {
    Set<String> wanted = new HashSet<>();
    for (Write write : batch.writes()) {
      Object[] values =
          switch (write) {
            case Write.Insert i -> i.values();
            case Write.Update u -> u.values();
            case Write.Delete d -> new Object[0];
          };
      insertOf(values).forEach(wanted::add);
    }
    for (Write write : batch.writes()) {
      if (wanted.contains(write.operation())) {
        MemoryTable table = database.table(write.shape().object());
        Applied earlier = ledger.applied(batch.store(), write.operation());
        boolean there = earlier != null && table.get(earlier.written()) != null;
        keys.put(write.operation(), there ? earlier.written() : given(table, write, table.draw()));
      }
    }
  }

  /** A key of which an insert may give parts itself. */
  private static Key given(MemoryTable table, Write write, Key drawn) {
    Write.Insert insert = (Write.Insert) write;
    Object[] parts = drawn.parts();
    List<String> identity = table.schema().identity();
    for (int i = 0; i < parts.length; i++) {
      int at = insert.columns().indexOf(identity.get(i));
      parts[i] = at < 0 || insert.values()[at] instanceof KeyOf ? parts[i] : insert.values()[at];
    }
    return Key.of(parts);
  }

  private WriteOutcome update(Write.Update update) throws Violation {
    Row before = current(update.shape(), update.key());
    if (before == null || !update.asSeen().test(before)) {
      return new WriteOutcome.Stale(before);
    }
    String object = update.shape().object();
    Object[] values = withKeys(update.values());
    Key key = database.update(object, update.key(), update.columns(), values);
    return applied(update, key, before);
  }

  private WriteOutcome delete(Write.Delete delete) throws Violation {
    Row before = current(delete.shape(), delete.key());
    if (before == null || !delete.asSeen().test(before)) {
      return new WriteOutcome.Stale(before);
    }
    for (var with : database.goWith(delete.shape().object(), delete.key()).entrySet()) {
      if (!with.getValue().stream().allMatch(k -> asked(with.getKey(), k))) {
        throw new Violation(
            WriteOutcome.Cause.FOREIGN_KEY,
            "rows of " + with.getKey() + " would be deleted with it, which nobody asked for");
      }
    }
    database.delete(delete.shape().object(), delete.key());
    note(delete, delete.key(), before);
    return new WriteOutcome.Applied(before, null);
  }

  private boolean asked(String table, Key key) {
    return batch.writes().stream()
        .anyMatch(
            w ->
                w instanceof Write.Delete d
                    && d.shape().object().equals(table)
                    && d.key().equals(key));
  }

  private WriteOutcome applied(Write write, Key key, Row before) {
    Row after =
        database
            .table(write.shape().object())
            .row(write.shape(), database.stored(write.shape().object(), key));
    note(write, key, after);
    return new WriteOutcome.Applied(before, after);
  }

  private void note(Write write, Key key, Row row) {
    if (batch.together()) {
      later.add(() -> noted(write, key, row));
    } else {
      noted(write, key, row);
    }
  }

  private void noted(Write write, Key key, Row row) {
    byte[] note = write.note().apply(row);
    if (note != null) {
      notes.add(ledger.note(batch, write.operation(), new Applied(key, note)));
    }
  }

  private static Stream<String> insertOf(Object[] values) {
    return Arrays.stream(values)
        .filter(KeyOf.class::isInstance)
        .map(value -> ((KeyOf) value).operation());
  }

  private Row current(Shape shape, Key key) {
    MemoryTable table = database.table(shape.object());
    Object[] stored = table.get(key);
    return stored == null ? null : table.row(shape, stored);
  }
}
