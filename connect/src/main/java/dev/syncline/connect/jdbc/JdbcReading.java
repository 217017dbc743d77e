package dev.syncline.connect.jdbc;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Connector;
import dev.syncline.connect.Encryption;
import dev.syncline.core.mapping.Narrowing;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Whatever is read through JDBC: the half of a connector that sends queries and takes rows. */
abstract class JdbcReading implements Connector {
  final ConnectionSpec spec;
  final Sessions sessions;
  final Reads reads;

  /**
   * @param tables what can be read
   */
  JdbcReading(Sessions sessions, SourceDialect dialect, Tables tables) {
    this.spec = sessions.spec();
    this.sessions = sessions;
    this.reads = new Reads(sessions, dialect, tables);
  }

  @Override
  public final String name() {
    return spec.name();
  }

  @Override
  public final String product() {
    return sessions.server().product();
  }

  @Override
  public final void retried(BooleanSupplier over) {
    sessions.retried(over);
  }

  @Override
  public final long count(String object) {
    return reads.count(object);
  }

  @Override
  public final Optional<Encryption> encryption() {
    return sessions.encryption();
  }

  @Override
  public final RowStream read(Shape shape, Order order) {
    return reads.stream(shape, order);
  }

  @Override
  public final RowStream read(Shape shape, Order order, Narrowing narrowing) {
    return reads.stream(shape, order, narrowing);
  }

  @Override
  public final String narrowed(String object, Narrowing narrowing) {
    return reads.narrowed(object, narrowing);
  }

  @Override
  public final List<Row> fetch(Shape shape, Collection<Key> keys) {
    return reads.fetch(shape, keys);
  }

  @Override
  public final List<Row> find(
      Shape shape, List<String> columns, List<Object[]> tuples, boolean loose) {
    return reads.find(shape, columns, tuples, loose);
  }
}
