package dev.syncline.engine.apply;

import dev.syncline.connect.LookingUp;
import dev.syncline.connect.Write;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Adding;
import dev.syncline.core.mapping.FieldRule.FormulaRule;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Lookup;
import dev.syncline.core.model.Lookup.Condition;
import dev.syncline.core.model.Lookup.Operand;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.Fingerprints;
import dev.syncline.core.plan.PlanItem.Operation;
import dev.syncline.core.value.Unfound;
import dev.syncline.core.value.Unrepresentable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Adds the rows that lookups did not find, before the operations that need them are sent: each
 * once, since it is looked for again before and whoever adds rows to a system does so alone. If the
 * process dies in between, the next run finds the row, and adds none.
 */
public final class AddedRows {
  /** No journal has a batch of that number: such a row belongs to no record of a task. */
  private static final String NO_BATCH = "0";

  /** As the writes of this task they are known; there is none of that number. */
  public static final int NO_TASK = 0;

  private final Applier applier;
  private final LookingUp system;
  private final Side side;

  /** What each leads to by now: a value, or why there is none. */
  private final Map<Adding, @Nullable Object> values = new HashMap<>();

  /** The other side's rows of the operations that needed them, with what they lead to by now. */
  private final Map<Key, Row> rows = new HashMap<>();

  /** Why a row could not be added. */
  private record Refusal(String reason) {}

  /**
   * Adds what some operations need.
   *
   * @param ready the changes of each; null where it is not sent
   */
  AddedRows(
      Applier applier,
      Side side,
      List<? extends Operation> operations,
      List<@Nullable List<Change>> ready) {
    this.applier = applier;
    this.side = side;
    this.system = applier.ends.on(side);
    Set<Adding> needed = new LinkedHashSet<>();
    Set<Key> keys = new HashSet<>();
    for (int i = 0; i < ready.size(); i++) {
      Set<Adding> some = needed(ready.get(i));
      Key key = operations.get(i).key(side.other());
      if (!some.isEmpty() && key != null) {
        needed.addAll(some);
        keys.add(key);
      }
    }
    if (!needed.isEmpty()) {
      synchronized (applier.ends) { // which all writers of a run share
        Map<Lookup, List<Adding>> byLookup = new HashMap<>();
        needed.forEach(
            adding -> byLookup.computeIfAbsent(lookup(adding), l -> new ArrayList<>()).add(adding));
        byLookup.forEach(this::add);
      }
      for (Row row : applier.ends.on(side.other()).fetch(applier.task.shape(side.other()), keys)) {
        Key key = row.key();
        if (key != null) {
          rows.put(key, row);
        }
      }
    }
  }

  private static Set<Adding> needed(@Nullable List<Change> changes) {
    Set<Adding> needed = new LinkedHashSet<>();
    for (Change change : changes == null ? List.<Change>of() : changes) {
      for (Object value : change.after()) {
        if (value instanceof Adding adding) {
          needed.add(adding);
        }
      }
    }
    return needed;
  }

  private Lookup lookup(Adding adding) {
    return applier.task.shape(side.other()).lookups().stream()
        .filter(l -> l.gives().stream().anyMatch(g -> g.as().name().equals(adding.sought())))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("nobody looks for " + adding.sought()));
  }

  private void add(Lookup lookup, List<Adding> needed) {
    look(lookup, needed);
    List<Write> writes = new ArrayList<>();
    Set<Key> once = new HashSet<>();
    for (Adding adding : needed) {
      Object[] row = row(lookup, adding);
      if (isMissing(values.get(adding)) && row != null && once.add(Key.of(row))) {
        writes.add(
            new Write.Insert(
                operation(lookup, Key.of(row)),
                lookup.shape(),
                lookup.conditions().stream().map(Condition::column).toList(),
                row,
                stored -> new byte[0]));
      }
    }
    if (writes.isEmpty()) {
      return;
    }
    List<WriteOutcome> outcomes =
        system.write(
            new WriteBatch(
                NO_BATCH,
                applier.store.id(),
                applier.sync,
                NO_TASK,
                Objects.requireNonNull(applier.tokens.get(side), "a side that is written"),
                false,
                false,
                writes));
    look(lookup, needed);
    String refusal = refusedBy(outcomes);
    for (Adding adding : needed) {
      if (isMissing(values.get(adding)) && !refusal.isEmpty()) {
        values.put(
            adding,
            new Refusal("no record can be added to " + lookup.shape().object() + ": " + refusal));
      }
    }
  }

  /** Another in each run: a row of the same values that somebody removed is added once more. */
  private String operation(Lookup lookup, Key row) {
    byte[] bytes = Key.of(lookup.shape().object(), row.toString()).bytes();
    long print = applier.store.fingerprinter().of(bytes, 0, bytes.length);
    return "add-" + applier.run + "-" + Long.toHexString(print);
  }

  private static String refusedBy(List<WriteOutcome> outcomes) {
    for (WriteOutcome outcome : outcomes) {
      switch (outcome) {
        case WriteOutcome.Rejected r -> {
          return r.message();
        }
        case WriteOutcome.Retry r -> {
          return r.message();
        }
        case WriteOutcome.Unknown u -> {
          return u.message();
        }
        case WriteOutcome.Applied a -> {}
        case WriteOutcome.Stale s -> {}
      }
    }
    return "";
  }

  private static boolean isMissing(@Nullable Object value) {
    return value instanceof Unfound u && u.why() == Unfound.Why.MISSING;
  }

  /** What the row will hold; null where the other object cannot hold it. */
  private static Object @Nullable [] row(Lookup lookup, Adding adding) {
    Object[] row = new Object[adding.by().size()];
    for (int i = 0; i < row.length; i++) {
      try {
        Object value = lookup.conditions().get(i).pair().carry(Side.SOURCE, adding.by().get(i));
        row[i] = Objects.requireNonNull(value, "null leads nowhere");
      } catch (Unrepresentable e) {
        return null;
      }
    }
    return row;
  }

  /** Looks for all of them once more, as they were looked up. */
  private void look(Lookup lookup, List<Adding> needed) {
    List<Column> columns = new ArrayList<>();
    List<Condition> conditions = new ArrayList<>();
    for (int i = 0; i < lookup.conditions().size(); i++) {
      Condition c = lookup.conditions().get(i);
      boolean hidden = c.equal() instanceof Operand.Own own && own.hidden();
      Column column = new Column("by " + i, c.pair().type(Side.SOURCE), "", true, Origin.GIVEN);
      columns.add(column);
      conditions.add(new Condition(c.column(), new Operand.Own(column.name(), hidden), c.pair()));
    }
    Shape asking =
        new Shape("lookup", columns, List.of())
            .with(
                List.of(
                    new Lookup(
                        lookup.on(),
                        lookup.shape(),
                        conditions,
                        lookup.gives(),
                        lookup.missing())));
    List<Row> rows = needed.stream().map(a -> new Row(asking.stored(), a.by().toArray())).toList();
    List<Row> found = system.complete(asking, rows);
    for (int i = 0; i < found.size(); i++) {
      values.put(needed.get(i), found.get(i).get(needed.get(i).sought()));
    }
  }

  /** Why an operation cannot be sent; null where it can. */
  @Nullable String refusal(@Nullable List<Change> changes) {
    for (Change change : changes == null ? List.<Change>of() : changes) {
      for (Object value : change.after()) {
        Object now = value instanceof Adding adding ? carried(change, adding) : null;
        if (now instanceof Refusal refusal) {
          return applier.task.fields().get(change.field()).name()
              + ": has no value: "
              + refusal.reason();
        }
      }
    }
    return null;
  }

  /** The value in its column's type, or why there is none. */
  private @Nullable Object carried(Change change, Adding adding) {
    Object value = values.get(adding);
    if (value instanceof Unfound unfound) {
      return new Refusal(unfound.reason());
    }
    FormulaRule rule = (FormulaRule) applier.task.fields().get(change.field());
    try {
      return value instanceof Refusal
          ? value
          : rule.makes().on(side).orElseThrow().pair().carry(side.other(), value);
    } catch (Unrepresentable e) {
      return new Refusal(e.getMessage());
    }
  }

  /** An operation's changes, with the values that are there by now. */
  List<Change> in(Operation operation, List<Change> changes) {
    return needed(changes).isEmpty()
        ? changes
        : changes.stream().map(change -> in(operation, change)).toList();
  }

  private Change in(Operation operation, Change change) {
    @Nullable Object[] after = change.after().clone();
    long origin = change.origin();
    for (int i = 0; i < after.length; i++) {
      if (after[i] instanceof Adding adding) {
        after[i] = carried(change, adding);
        origin = origin(rows.get(operation.key(side.other())), change);
      }
    }
    return new Change(change.field(), change.before(), after, origin, change.rule());
  }

  /**
   * What the row that the value is carried from is fingerprinted to, now that it leads somewhere;
   * as it was where the row is another than the one that was decided.
   */
  private long origin(@Nullable Row row, Change change) {
    FormulaRule rule = (FormulaRule) applier.task.fields().get(change.field());
    Side other = side.other();
    List<Integer> related = rule.related().on(other);
    if (row == null || related.isEmpty()) {
      return change.origin();
    }
    @Nullable Object[] before = row.values().clone();
    related.forEach(at -> before[at] = new Unfound(Unfound.Why.MISSING, "", List.of(), ""));
    Fingerprints prints = new Fingerprints(applier.task, applier.store.fingerprinter());
    return prints.of(other, new Row(row.shape(), before), rule) == change.origin()
        ? prints.of(other, row, rule)
        : change.origin();
  }
}
