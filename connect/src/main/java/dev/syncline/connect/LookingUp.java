package dev.syncline.connect;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Narrowing;
import dev.syncline.core.model.ColumnLimits;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A system whose rows are read with what they lead to: where a shape has lookups, their values are
 * put into its rows as they come by, some at a time, so that nobody has to know whether a value
 * stands in the row itself or in a record elsewhere. Writes touch an object's own columns alone;
 * what the rows lead to is looked up before, as they are and as they are going to be, for it cannot
 * be asked for while they are locked.
 */
public final class LookingUp extends Forwarding {
  /** Rows of which what they lead to is looked up together. */
  private static final int TOGETHER = 1_000;

  private final BySide<Connector> systems;

  private LookingUp(Connector connector, BySide<Connector> systems) {
    super(connector);
    this.systems = systems;
  }

  /** One of two systems, to either of which its rows may lead. */
  public static LookingUp on(Side side, Connector source, Connector target) {
    BySide<Connector> systems = new BySide<>(plain(source), plain(target));
    return new LookingUp(systems.on(side), systems);
  }

  private static Connector plain(Connector connector) {
    return connector instanceof LookingUp looking ? looking.behind() : connector;
  }

  /** Rows of a shape's own columns, with what they lead to. */
  public List<Row> complete(Shape shape, List<Row> rows) {
    if (shape.lookups().isEmpty()) {
      return rows;
    }
    List<Row> complete = new ArrayList<>(rows.size());
    for (int from = 0; from < rows.size(); from += TOGETHER) {
      List<Row> some = rows.subList(from, Math.min(rows.size(), from + TOGETHER));
      complete.addAll(Leads.complete(shape, systems, some));
    }
    return complete;
  }

  @Override
  public RowStream read(Shape shape, Order order) {
    return complete(shape, super.read(shape.stored(), order));
  }

  @Override
  public RowStream read(Shape shape, Order order, Narrowing narrowing) {
    return complete(shape, super.read(shape.stored(), order, narrowing));
  }

  private RowStream complete(Shape shape, RowStream rows) {
    return shape.lookups().isEmpty()
        ? rows
        : new ReadAhead(rows, TOGETHER, some -> complete(shape, some));
  }

  @Override
  public List<Row> fetch(Shape shape, Collection<Key> keys) {
    return complete(shape, super.fetch(shape.stored(), keys));
  }

  @Override
  public List<Row> find(Shape shape, List<String> columns, List<Object[]> tuples, boolean loose) {
    return complete(shape, super.find(shape.stored(), columns, tuples, loose));
  }

  @Override
  public ColumnLimits limits(Shape shape) {
    return super.limits(shape.stored());
  }

  @Override
  public Map<String, Object> defaults(Shape shape) {
    return super.defaults(shape.stored());
  }

  @Override
  public List<WriteOutcome> write(WriteBatch batch) {
    if (batch.writes().stream().allMatch(w -> w.shape().lookups().isEmpty())) {
      return super.write(batch);
    }
    Map<Shape, Leads> leads = leads(batch.writes());
    List<Write> writes = new ArrayList<>(batch.writes().size());
    for (Write write : batch.writes()) {
      Leads found = leads.get(write.shape());
      writes.add(found == null ? write : over(write, found::of));
    }
    List<WriteOutcome> outcomes =
        super.write(
            new WriteBatch(
                batch.id(),
                batch.store(),
                batch.sync(),
                batch.task(),
                batch.token(),
                batch.rollback(),
                batch.together(),
                writes,
                batch.skipsNulls()));
    List<WriteOutcome> complete = new ArrayList<>(outcomes.size());
    for (int i = 0; i < outcomes.size(); i++) {
      Leads found = leads.get(batch.writes().get(i).shape());
      complete.add(found == null ? outcomes.get(i) : over(outcomes.get(i), found::of));
    }
    return complete;
  }

  /** What the rows of a batch lead to, as they are now and as they are to be. */
  private Map<Shape, Leads> leads(List<Write> writes) {
    Map<Shape, List<Write>> byShape = new HashMap<>();
    for (Write write : writes) {
      if (!write.shape().lookups().isEmpty()) {
        byShape.computeIfAbsent(write.shape(), s -> new ArrayList<>()).add(write);
      }
    }
    Map<Shape, Leads> leads = new HashMap<>();
    byShape.forEach((shape, some) -> leads.put(shape, Leads.of(shape, systems, rows(shape, some))));
    return leads;
  }

  private List<Row> rows(Shape shape, List<Write> writes) {
    Map<Key, Row> now = new HashMap<>();
    for (Row row : super.fetch(shape.stored(), keys(writes))) {
      Key key = row.key();
      if (key != null) {
        now.put(key, row);
      }
    }
    List<Row> rows = new ArrayList<>(now.values());
    for (Write write : writes) {
      switch (write) {
        case Write.Insert i ->
            rows.add(
                changed(
                    shape, new @Nullable Object[shape.stored().size()], i.columns(), i.values()));
        case Write.Update u -> {
          Row row = now.get(u.key());
          if (row != null) {
            rows.add(changed(shape, row.values().clone(), u.columns(), u.values()));
          }
        }
        case Write.Delete d -> {}
      }
    }
    return rows;
  }

  private static List<Key> keys(List<Write> writes) {
    List<Key> keys = new ArrayList<>();
    for (Write write : writes) {
      switch (write) {
        case Write.Insert i -> {}
        case Write.Update u -> keys.add(u.key());
        case Write.Delete d -> keys.add(d.key());
      }
    }
    return keys;
  }

  private static Row changed(
      Shape shape, @Nullable Object[] row, List<String> columns, @Nullable Object[] values) {
    for (int i = 0; i < values.length; i++) {
      if (shape.holds(columns.get(i))) {
        row[shape.indexOf(columns.get(i))] = values[i];
      }
    }
    return new Row(shape.stored(), row);
  }

  private static Write over(Write write, UnaryOperator<Row> complete) {
    Shape stored = write.shape().stored();
    return switch (write) {
      case Write.Insert i ->
          new Write.Insert(
              i.operation(),
              stored,
              i.columns(),
              i.values(),
              row -> i.note().apply(complete.apply(row)));
      case Write.Update u ->
          new Write.Update(
              u.operation(),
              stored,
              u.key(),
              u.columns(),
              u.values(),
              row -> u.asSeen().test(complete.apply(row)),
              row -> u.note().apply(complete.apply(row)));
      case Write.Delete d ->
          new Write.Delete(
              d.operation(),
              stored,
              d.key(),
              row -> d.asSeen().test(complete.apply(row)),
              row -> d.note().apply(complete.apply(row)));
    };
  }

  private static WriteOutcome over(WriteOutcome outcome, UnaryOperator<Row> complete) {
    return switch (outcome) {
      case WriteOutcome.Applied a ->
          new WriteOutcome.Applied(
              a.before() == null ? null : complete.apply(a.before()),
              a.after() == null ? null : complete.apply(a.after()));
      case WriteOutcome.Stale s ->
          new WriteOutcome.Stale(s.current() == null ? null : complete.apply(s.current()));
      case WriteOutcome.Rejected r -> r;
      case WriteOutcome.Retry r -> r;
      case WriteOutcome.Unknown u -> u;
    };
  }

  @Override
  public Map<String, Applied> applied(String store, String batch, List<Intent> intents) {
    return super.applied(
        store,
        batch,
        intents.stream()
            .map(
                i ->
                    new Intent(i.operation(), i.shape().stored(), i.key(), i.columns(), i.values()))
            .toList());
  }

  /** Of an object's own columns alone: they tell which records to look at, and no more. */
}
