package dev.syncline.connect.jdbc;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Connector;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.connect.file.FileCopies;
import dev.syncline.core.mapping.Narrowing;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A relational database of which only models are read, and which nothing is written to: neither
 * records nor anything of Syncline's own. What its brand makes different is in its {@link
 * SourceDialect}.
 */
public final class SourceConnector implements Connector {
  private final ConnectionSpec spec;
  private final FileCopies files;
  private final Sessions sessions;
  private final Models models;
  private final Reads reads;

  private SourceConnector(ConnectionSpec spec, SourceDialect dialect, FileCopies files) {
    this.spec = spec;
    this.files = files;
    this.sessions = new Sessions(spec, dialect);
    this.models = new Models(sessions, dialect);
    this.reads = new Reads(sessions, dialect, models);
  }

  /** Whether databases of a type are sources of models and nothing else. */
  public static boolean isFor(String type) {
    return type.equals(ConnectionSpec.DUCKDB) || type.equals(ConnectionSpec.JDBC);
  }

  /**
   * Connects.
   *
   * @throws ConnectorException when it cannot, or finds no driver
   */
  public static SourceConnector open(ConnectionSpec spec) {
    FileCopies files = new FileCopies();
    return new SourceConnector(
        spec,
        spec.type().equals(ConnectionSpec.DUCKDB)
            ? new DuckDbDialect(files)
            : new StandardDialect(spec),
        files);
  }

  @Override
  public String name() {
    return spec.name();
  }

  @Override
  public String product() {
    return sessions.server().product();
  }

  @Override
  public void retried(BooleanSupplier over) {
    sessions.retried(over);
  }

  @Override
  public List<String> objects() {
    return models.names().stream().sorted().toList();
  }

  @Override
  public ObjectSchema describe(String object) {
    return models.describe(object).schema();
  }

  @Override
  public long count(String object) {
    return reads.count(object);
  }

  @Override
  public RowStream read(Shape shape, Order order) {
    return reads.stream(shape, order);
  }

  @Override
  public RowStream read(Shape shape, Order order, Narrowing narrowing) {
    return reads.stream(shape, order, narrowing);
  }

  @Override
  public String narrowed(String object, Narrowing narrowing) {
    return reads.narrowed(object, narrowing);
  }

  @Override
  public List<Row> fetch(Shape shape, Collection<Key> keys) {
    return reads.fetch(shape, keys);
  }

  @Override
  public List<Row> find(Shape shape, List<String> columns, List<Object[]> tuples, boolean loose) {
    return reads.find(shape, columns, tuples, loose);
  }

  @Override
  public List<WriteOutcome> write(WriteBatch batch) {
    throw readOnly();
  }

  /** Nothing was ever written. */
  @Override
  public Map<String, Applied> applied(String store, String batch, Collection<String> operations) {
    return Map.of();
  }

  @Override
  public void install() {
    throw readOnly();
  }

  @Override
  public List<String> footprint() {
    return List.of();
  }

  @Override
  public void uninstall() {}

  @Override
  public Optional<String> owner(int sync) {
    return Optional.empty();
  }

  @Override
  public boolean keepsOwner() {
    return false;
  }

  @Override
  public long claim(int sync, String store, boolean adopt) {
    throw readOnly();
  }

  @Override
  public List<String> createStatements(String name, ObjectSchema model) {
    throw readOnly();
  }

  @Override
  public void execute(List<String> statements) {
    throw readOnly();
  }

  @Override
  public void close() {
    sessions.close();
    files.close();
  }

  private ConnectorException readOnly() {
    return new ConnectorException(
        Kind.UNSUPPORTED,
        spec.name()
            + ": a connection of type "
            + spec.type()
            + " is a source of models, and is never written. Name another connection there.",
        null);
  }
}
