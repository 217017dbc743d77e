package dev.syncline.connect.jdbc;

import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.Model;
import dev.syncline.core.Nearest;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The models of a connection by name, each with the columns of what it gives. */
final class Models implements Tables {
  private final Sessions sessions;
  private final SourceDialect dialect;
  private final Map<String, Model> models = new LinkedHashMap<>();
  private final Map<String, Table> described = new ConcurrentHashMap<>();

  Models(Sessions sessions, SourceDialect dialect) {
    this.sessions = sessions;
    this.dialect = dialect;
    sessions.spec().models().forEach(m -> models.put(m.name(), m));
  }

  Set<String> names() {
    return models.keySet();
  }

  /** Asks the database what a model gives. */
  Table describe(String name) {
    Model model = models.get(name);
    if (model == null) {
      throw new ConnectorException(
          ConnectorException.Kind.MISSING,
          sessions.spec().name()
              + ": there is no model \""
              + name
              + "\""
              + Nearest.hint(name, names())
              + ". Of this connection models are read, and nothing else.",
          null);
    }
    Table table = describe(new Query(model, dialect.query(sessions.spec(), model)));
    described.put(name, table);
    return table;
  }

  private Table describe(Query query) {
    try {
      return query.table(sessions, sessions.ask(c -> dialect.columns(c, query)));
    } catch (SQLException e) {
      throw query.failed(sessions, dialect, e, dialect.placeIn(e));
    }
  }

  /** A file that was written since is described anew. */
  @Override
  public Table table(String name) {
    Table known = described.get(name);
    Query query = known == null ? null : known.query();
    boolean same =
        query != null
            && (!(query.model().origin() instanceof Model.DataFile)
                || query.text().equals(dialect.query(sessions.spec(), query.model())));
    return known != null && same ? known : describe(name);
  }

  @Override
  public void forget() {
    described.clear();
  }
}
