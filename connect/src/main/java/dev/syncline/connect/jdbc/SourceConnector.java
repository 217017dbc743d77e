package dev.syncline.connect.jdbc;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.connect.file.FileCopies;
import dev.syncline.core.model.ObjectSchema;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A relational database of which only models are read, and which nothing is written to: neither
 * records nor anything of Syncline's own. What its brand makes different is in its {@link
 * SourceDialect}.
 */
public final class SourceConnector extends JdbcReading {
  private final FileCopies files;
  private final Models models;

  private SourceConnector(Sessions sessions, SourceDialect dialect, FileCopies files) {
    this(sessions, dialect, new Models(sessions, dialect), files);
  }

  private SourceConnector(
      Sessions sessions, SourceDialect dialect, Models models, FileCopies files) {
    super(sessions, dialect, models);
    this.models = models;
    this.files = files;
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
    SourceDialect dialect =
        spec.type().equals(ConnectionSpec.DUCKDB)
            ? new DuckDbDialect(files)
            : new StandardDialect(spec);
    return new SourceConnector(new Sessions(spec, dialect), dialect, files);
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
