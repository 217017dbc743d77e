package dev.syncline.connect;

import dev.syncline.core.mapping.Narrowing;
import dev.syncline.core.model.ColumnLimits;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A system that is asked for, and given, no more than so many rows per second: gentle on a database
 * that people work with at the same time.
 */
public final class Throttled implements Connector {
  /** Rows of a stream that are paid for at once. */
  private static final int PAID_TOGETHER = 100;

  private final Connector connector;
  private final Rate rate;

  private Throttled(Connector connector, Rate rate) {
    this.connector = connector;
    this.rate = rate;
  }

  /**
   * The same system at a rate.
   *
   * @param rowsPerSecond rows read and written; 0 for as many as there are
   */
  public static Connector of(Connector connector, long rowsPerSecond) {
    return rowsPerSecond == 0 ? connector : new Throttled(connector, new Rate(rowsPerSecond));
  }

  @Override
  public String name() {
    return connector.name();
  }

  @Override
  public String product() {
    return connector.product();
  }

  @Override
  public void retried(BooleanSupplier over) {
    connector.retried(over);
  }

  @Override
  public List<String> objects() {
    return connector.objects();
  }

  @Override
  public ObjectSchema describe(String object) {
    return connector.describe(object);
  }

  @Override
  public long count(String object) {
    return connector.count(object);
  }

  @Override
  public RowStream read(Shape shape, Order order) {
    return paid(connector.read(shape, order));
  }

  @Override
  public RowStream read(Shape shape, Order order, Narrowing narrowing) {
    return paid(connector.read(shape, order, narrowing));
  }

  @Override
  public String narrowed(String object, Narrowing narrowing) {
    return connector.narrowed(object, narrowing);
  }

  private RowStream paid(RowStream rows) {
    return new RowStream() {
      private int unpaid;

      @Override
      public @Nullable Row next() {
        Row row = rows.next();
        if (row != null && ++unpaid == PAID_TOGETHER) {
          rate.take(unpaid);
          unpaid = 0;
        }
        return row;
      }

      @Override
      public void close() {
        rows.close();
      }
    };
  }

  @Override
  public List<Row> fetch(Shape shape, Collection<Key> keys) {
    return paid(connector.fetch(shape, keys));
  }

  @Override
  public List<Row> find(Shape shape, List<String> columns, List<Object[]> tuples, boolean loose) {
    return paid(connector.find(shape, columns, tuples, loose));
  }

  @Override
  public Map<String, Object> defaults(Shape shape) {
    return connector.defaults(shape);
  }

  @Override
  public ColumnLimits limits(Shape shape) {
    return connector.limits(shape);
  }

  private List<Row> paid(List<Row> rows) {
    rate.take(rows.size());
    return rows;
  }

  /** Waits before the batch: a transaction is not held open for it. */
  @Override
  public List<WriteOutcome> write(WriteBatch batch) {
    rate.take(batch.writes().size());
    return connector.write(batch);
  }

  /** None: they would read whole tables at full speed. */
  @Override
  public Optional<Checksums> checksums() {
    return Optional.empty();
  }

  @Override
  public int writers() {
    return connector.writers();
  }

  @Override
  public Map<String, Applied> applied(String store, String batch, Collection<String> operations) {
    return connector.applied(store, batch, operations);
  }

  @Override
  public Map<String, Applied> applied(String store, String batch, List<Intent> intents) {
    return connector.applied(store, batch, intents);
  }

  @Override
  public long latestBatch(String store, long known) {
    return connector.latestBatch(store, known);
  }

  @Override
  public void noted(String store, int sync, long known, Consumer<Noted> each) {
    connector.noted(store, sync, known, each);
  }

  @Override
  public Optional<ChangeTracking> tracking() {
    return connector.tracking();
  }

  @Override
  public Optional<ChangeTracking> log() {
    return connector.log();
  }

  @Override
  public Optional<Stamps> stamps() {
    return connector.stamps().map(PaidStamps::new);
  }

  @Override
  public List<MissingRight> missingRights(Collection<Access> accesses, boolean ledger) {
    return connector.missingRights(accesses, ledger);
  }

  @Override
  public void install() {
    connector.install();
  }

  @Override
  public List<String> footprint() {
    return connector.footprint();
  }

  @Override
  public void uninstall() {
    connector.uninstall();
  }

  @Override
  public Optional<String> owner(int sync) {
    return connector.owner(sync);
  }

  @Override
  public boolean keepsOwner() {
    return connector.keepsOwner();
  }

  @Override
  public long claim(int sync, String store, boolean adopt) {
    return connector.claim(sync, store, adopt);
  }

  @Override
  public List<String> createStatements(String name, ObjectSchema model) {
    return connector.createStatements(name, model);
  }

  @Override
  public void execute(List<String> statements) {
    connector.execute(statements);
  }

  @Override
  public void close() {
    connector.close();
  }

  /** Timestamps at the same rate. */
  private final class PaidStamps implements Stamps {
    private final Stamps stamps;

    PaidStamps(Stamps stamps) {
      this.stamps = stamps;
    }

    @Override
    public Optional<String> obstacle(String object) {
      return stamps.obstacle(object);
    }

    @Override
    public List<String> blindSpots(String object, AuditColumns columns) {
      return stamps.blindSpots(object, columns);
    }

    @Override
    public Clock clock(String object, AuditColumns columns) {
      return stamps.clock(object, columns);
    }

    @Override
    public RowStream since(Shape shape, AuditColumns columns, @Nullable Instant from) {
      return paid(stamps.since(shape, columns, from));
    }
  }
}
