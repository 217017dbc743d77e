package dev.syncline.engine.sim;

import dev.syncline.connect.ChangeTracking;
import dev.syncline.connect.Checksums;
import dev.syncline.connect.Connector;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.Stamps;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.core.mapping.Narrowing;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.ColumnLimits;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.engine.sim.Faults.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A connector to a {@link MemoryDatabase}, in which everything can go wrong. */
final class MemoryConnector implements Connector {
  private final String name;
  private final MemoryDatabase database;
  private final MemoryLedger ledger;
  private final Faults faults;
  private final ChangeTracking log;

  /**
   * A connector.
   *
   * @param ledger Syncline's own tables in that database
   */
  MemoryConnector(String name, MemoryDatabase database, MemoryLedger ledger, Faults faults) {
    this.name = name;
    this.database = database;
    this.ledger = ledger;
    this.faults = faults;
    this.log = new MemoryLogTracking(name, database, faults);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String product() {
    return "Memory 1";
  }

  @Override
  public List<String> objects() {
    synchronized (database) {
      return database.tables().keySet().stream().sorted().toList();
    }
  }

  @Override
  public ObjectSchema describe(String object) {
    faults.at(name, Step.BEFORE_DESCRIBE);
    synchronized (database) {
      return table(object).schema();
    }
  }

  @Override
  public long count(String object) {
    faults.at(name, Step.BEFORE_COUNT);
    synchronized (database) {
      return table(object).rows().size();
    }
  }

  /** Leaves out what does not hold a text, whatever its case: such a collation it has. */
  @Override
  public RowStream read(Shape shape, Order order, Narrowing narrowing) {
    RowStream all = read(shape, order);
    if (!(narrowing instanceof Narrowing.Compared c) || c.operator() != Narrowing.Operator.EQUAL) {
      return all;
    }
    return new RowStream() {
      @Override
      public Row next() {
        Row row = all.next();
        while (row != null
            && !String.valueOf(row.get(c.column())).equalsIgnoreCase("" + c.value())) {
          row = all.next();
        }
        return row;
      }

      @Override
      public void close() {
        all.close();
      }
    };
  }

  @Override
  public RowStream read(Shape shape, Order order) {
    faults.at(name, Step.BEFORE_READ);
    List<Row> snapshot = new ArrayList<>();
    synchronized (database) {
      MemoryTable table = table(shape.object());
      table.rows().values().forEach(stored -> snapshot.add(table.row(shape, stored)));
    }
    disorder(snapshot);
    Iterator<Row> rows = snapshot.iterator();
    return new RowStream() {
      @Override
      public Row next() {
        faults.at(name, Step.DURING_READ);
        return rows.hasNext() ? rows.next() : null;
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public List<Row> fetch(Shape shape, Collection<Key> keys) {
    faults.at(name, Step.BEFORE_FETCH);
    List<Row> found = new ArrayList<>();
    synchronized (database) {
      MemoryTable table = table(shape.object());
      for (Key key : keys) {
        Object[] stored = table.get(key);
        if (stored != null) {
          found.add(table.row(shape, stored));
        }
      }
    }
    disorder(found);
    faults.at(name, Step.AFTER_FETCH);
    return found;
  }

  @Override
  public Map<String, Object> defaults(Shape shape) {
    faults.at(name, Step.BEFORE_DESCRIBE);
    synchronized (database) {
      return table(shape.object()).defaults();
    }
  }

  @Override
  public List<Row> find(Shape shape, List<String> columns, List<Object[]> tuples, boolean loose) {
    faults.at(name, Step.BEFORE_FIND);
    List<Row> found = new ArrayList<>();
    synchronized (database) {
      MemoryTable table = table(shape.object());
      boolean more = faults.sloppy(name);
      for (Object[] stored : table.rows().values()) {
        List<Object> mine = table.values(stored, columns);
        if (more || tuples.stream().anyMatch(t -> matches(mine, t, loose))) {
          found.add(table.row(shape, stored));
        }
      }
    }
    disorder(found);
    faults.at(name, Step.AFTER_FIND);
    return found;
  }

  private static boolean matches(List<Object> mine, Object[] tuple, boolean loose) {
    for (int i = 0; i < tuple.length; i++) {
      if (!folded(mine.get(i), loose).equals(folded(tuple[i], loose))) {
        return false;
      }
    }
    return true;
  }

  /** As bytes of a key, so that arrays and decimals compare as values. */
  private static Object folded(Object value, boolean loose) {
    if (value == null) {
      return Collections.emptyList();
    }
    return loose && value instanceof String s ? s.strip().toLowerCase(Locale.ROOT) : Key.of(value);
  }

  private void disorder(List<Row> rows) {
    if (faults.sloppy(name)) {
      Collections.shuffle(rows, new java.util.Random(rows.size()));
    }
  }

  @Override
  public ColumnLimits limits(Shape shape) {
    MemoryTable table;
    synchronized (database) {
      table = table(shape.object());
    }
    return (at, value) -> {
      Column column = shape.columns().get(at);
      try {
        Fit.check(shape.object(), column, table.normal(column.name()).of(value));
        return null;
      } catch (Violation v) {
        return name + " cannot hold it: " + v.getMessage();
      }
    };
  }

  @Override
  public List<WriteOutcome> write(WriteBatch batch) {
    faults.at(name, Step.BEFORE_WRITE);
    List<WriteOutcome> outcomes;
    synchronized (database) {
      ledger.checkFence(batch);
      outcomes = new MemoryTransaction(database, ledger, batch, () -> settle(batch)).run();
    }
    faults.at(name, Step.AFTER_COMMIT);
    return outcomes;
  }

  private Faults.Fate settle(WriteBatch batch) {
    faults.at(name, Step.BEFORE_COMMIT);
    return faults.fate(name, batch);
  }

  @Override
  public Map<String, Applied> applied(String store, String batch, Collection<String> operations) {
    faults.at(name, Step.BEFORE_APPLIED);
    Map<String, Applied> found = new LinkedHashMap<>();
    synchronized (database) {
      for (String operation : operations) {
        Applied applied = ledger.applied(store, operation);
        if (applied != null) {
          found.put(operation, applied);
        }
      }
    }
    faults.at(name, Step.AFTER_APPLIED);
    return found;
  }

  @Override
  public long latestBatch(String store, long known) {
    synchronized (database) {
      return Math.max(known, ledger.latestBatch(store));
    }
  }

  @Override
  public void noted(String store, int sync, long known, Consumer<Noted> each) {
    List<Noted> noted;
    synchronized (database) {
      noted = ledger.noted(store, sync, known);
    }
    noted.forEach(each);
  }

  @Override
  public Optional<ChangeTracking> tracking() {
    return Optional.of(new MemoryTracking(name, database, ledger, faults));
  }

  @Override
  public Optional<ChangeTracking> log() {
    return Optional.of(log);
  }

  @Override
  public Optional<Stamps> stamps() {
    return Optional.of(new MemoryStamps(name, database, faults));
  }

  @Override
  public Optional<Checksums> checksums() {
    return Optional.of(new MemoryChecksums(name, database, faults));
  }

  @Override
  public void install() {
    synchronized (database) {
      ledger.install();
    }
  }

  @Override
  public List<String> footprint() {
    synchronized (database) {
      return ledger.installed() ? List.of("tables syncline_applied and syncline_owner") : List.of();
    }
  }

  @Override
  public void uninstall() {
    synchronized (database) {
      ledger.uninstall();
    }
  }

  @Override
  public Optional<String> owner(int sync) {
    return ledger.owner(sync);
  }

  @Override
  public long claim(int sync, String store, boolean adopt) {
    faults.at(name, Step.BEFORE_CLAIM);
    long token;
    synchronized (database) {
      token = ledger.claim(sync, store, adopt);
    }
    faults.at(name, Step.AFTER_CLAIM);
    return token;
  }

  @Override
  public List<String> createStatements(String object, ObjectSchema model) {
    throw new ConnectorException(Kind.UNSUPPORTED, name + ": tables are made by the test", null);
  }

  @Override
  public void execute(List<String> statements) {
    throw new ConnectorException(Kind.UNSUPPORTED, name + ": there are no statements", null);
  }

  @Override
  public void close() {}

  private MemoryTable table(String object) {
    MemoryTable table = database.tables().get(object);
    if (table == null) {
      throw new ConnectorException(
          Kind.MISSING,
          name + " has no table " + object + "; it has " + database.tables().keySet(),
          null);
    }
    return table;
  }
}
