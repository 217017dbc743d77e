package dev.syncline.connect;

import dev.syncline.core.mapping.Narrowing;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A system that is asked for, and given, no more than so many rows per second: gentle on a database
 * that people work with at the same time.
 */
public final class Throttled extends Forwarding {
  /** Rows of a stream that are paid for at once. */
  private static final int PAID_TOGETHER = 100;

  private final Rate rate;

  private Throttled(Connector connector, Rate rate) {
    super(connector);
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
  public RowStream read(Shape shape, Order order) {
    return paid(super.read(shape, order));
  }

  @Override
  public RowStream read(Shape shape, Order order, Narrowing narrowing) {
    return paid(super.read(shape, order, narrowing));
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
    return paid(super.fetch(shape, keys));
  }

  @Override
  public List<Row> find(Shape shape, List<String> columns, List<Object[]> tuples, boolean loose) {
    return paid(super.find(shape, columns, tuples, loose));
  }

  private List<Row> paid(List<Row> rows) {
    rate.take(rows.size());
    return rows;
  }

  /** Waits before the batch: a transaction is not held open for it. */
  @Override
  public List<WriteOutcome> write(WriteBatch batch) {
    rate.take(batch.writes().size());
    return super.write(batch);
  }

  /** None: they would read whole tables at full speed. */
  @Override
  public Optional<Checksums> checksums() {
    return Optional.empty();
  }

  @Override
  public Optional<Stamps> stamps() {
    return super.stamps().map(PaidStamps::new);
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
