package dev.syncline.connect.jdbc;

import dev.syncline.connect.ConnectorException;
import dev.syncline.core.Nearest;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.ObjectSchema.ForeignKey;
import dev.syncline.core.model.ObjectSchema.UniqueKey;
import dev.syncline.core.value.MatchForm;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is there: tables, views and models by name, and each with its columns and keys. Descriptions
 * are kept until somebody asks for them anew.
 */
final class Catalog implements Tables {
  private final Sessions sessions;
  private final Dialect dialect;
  private final String defaultSchema;
  private final Models models;
  private final Map<String, Table> tables = new ConcurrentHashMap<>();

  Catalog(Sessions sessions, Dialect dialect, String defaultSchema) {
    this.sessions = sessions;
    this.dialect = dialect;
    this.defaultSchema = defaultSchema;
    this.models = new Models(sessions, dialect);
  }

  /** A table or view, and why it cannot be written. */
  private record Entry(TableName name, @Nullable String readOnly) {}

  /** Names of tables, views and models, ordered. */
  List<String> objects() {
    SortedSet<String> names = new TreeSet<>(models.names());
    names.addAll(tables());
    return List.copyOf(names);
  }

  /** Names of tables and views, ordered. */
  List<String> tables() {
    return List.copyOf(entries().keySet());
  }

  private SortedMap<String, Entry> entries() {
    try {
      return sessions.ask(this::entries);
    } catch (SQLException e) {
      throw sessions.error("listing tables", null, e);
    }
  }

  private SortedMap<String, Entry> entries(Connection connection) throws SQLException {
    SortedMap<String, Entry> entries = new TreeMap<>();
    try (PreparedStatement statement = connection.prepareStatement(dialect.catalog().objects());
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        TableName name = new TableName(row.getString(1), row.getString(2));
        entries.put(name.shown(defaultSchema), new Entry(name, row.getString(3)));
      }
    }
    return entries;
  }

  /** A table's name, also where it is gone by now: what was made for it may be there still. */
  TableName nameOf(String object) {
    try {
      return describe(object).name();
    } catch (ConnectorException e) {
      List<String> parts = TableName.parse(object);
      if (e.kind() != ConnectorException.Kind.MISSING || parts == null) {
        throw e;
      }
      return parts.size() == 2
          ? new TableName(parts.getFirst(), parts.getLast())
          : new TableName(defaultSchema, parts.getFirst());
    }
  }

  /** A table as it is now. */
  Table describe(String object) {
    Map<String, Entry> entries = entries();
    if (models.names().contains(object)) {
      requireFree(object, entries);
      return models.describe(object);
    }
    Entry entry = find(object, entries);
    if (entry == null) {
      throw new ConnectorException(
          ConnectorException.Kind.MISSING,
          sessions.spec().name()
              + ": there is no table or view \""
              + object
              + "\""
              + Nearest.hint(object, objects())
              + ". Check the name, and that user \""
              + sessions.spec().user()
              + "\" may see it.",
          null);
    }
    Table table = load(entry);
    tables.put(object, table);
    tables.put(table.shown(), table);
    return table;
  }

  @Override
  public Table table(String object) {
    if (models.names().contains(object)) {
      return models.table(object);
    }
    Table known = tables.get(object);
    return known != null ? known : describe(object);
  }

  @Override
  public void forget() {
    tables.clear();
    models.forget();
  }

  private @Nullable Entry find(String object, Map<String, Entry> entries) {
    Entry exact = entries.get(object);
    if (exact != null) {
      return exact;
    }
    List<String> parts = TableName.parse(object);
    if (parts == null) {
      return null;
    }
    if (parts.size() == 2) {
      return entries.get(new TableName(parts.get(0), parts.get(1)).shown(defaultSchema));
    }
    List<Entry> sameName =
        entries.values().stream().filter(e -> e.name.table().equals(parts.getFirst())).toList();
    if (sameName.size() > 1) {
      throw new ConnectorException(
          ConnectorException.Kind.MISSING,
          sessions.spec().name()
              + ": \""
              + object
              + "\" may be any of "
              + String.join(", ", sameName.stream().map(e -> e.name.shown(defaultSchema)).toList())
              + ". Write it with its schema.",
          null);
    }
    return sameName.isEmpty() ? null : sameName.getFirst();
  }

  private Table load(Entry entry) {
    try {
      return sessions.ask(connection -> load(connection, entry));
    } catch (SQLException e) {
      throw sessions.error("describing", entry.name, e);
    }
  }

  /** Nobody could tell which of two objects a name is. */
  private void requireFree(String model, Map<String, Entry> entries) {
    for (Entry entry : entries.values()) {
      if (entry.name.table().equals(model)) {
        throw Query.taken(sessions, model, entry.name.shown(defaultSchema));
      }
    }
  }

  private Table load(Connection connection, Entry entry) throws SQLException {
    TableName name = entry.name;
    List<TableColumn> columns =
        rows(connection, dialect.catalog().columns(), name, dialect::column).stream()
            .map(c -> entry.readOnly == null ? c : c.computed(c.column().nullable()))
            .toList();
    Keys keys = new Keys();
    rows(connection, dialect.catalog().keys(), name, keys::add);
    Map<String, Foreign> foreign = new LinkedHashMap<>();
    rows(connection, dialect.catalog().foreignKeys(), name, row -> addForeign(foreign, row));
    List<ForeignKey> foreignKeys = new ArrayList<>();
    for (Map.Entry<String, Foreign> f : foreign.entrySet()) {
      foreignKeys.add(f.getValue().key(f.getKey(), primaryKeyIfAsked(connection, f.getValue())));
    }
    ObjectSchema schema =
        new ObjectSchema(
            name.shown(defaultSchema),
            columns.stream().map(TableColumn::column).toList(),
            keys.primary,
            keys.uniqueKeys(),
            foreignKeys);
    return Table.of(name, schema, columns, entry.readOnly);
  }

  private interface RowMapping<T extends @Nullable Object> {
    T map(ResultSet row) throws SQLException;
  }

  private static <T extends @Nullable Object> List<T> rows(
      Connection connection, String sql, TableName name, RowMapping<T> mapping)
      throws SQLException {
    List<T> mapped = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, name.schema());
      statement.setString(2, name.table());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          mapped.add(mapping.map(row));
        }
      }
    }
    return mapped;
  }

  /** The keys of a table as the rows of {@link CatalogQueries#keys} tell them. */
  private static final class Keys {
    final List<String> primary = new ArrayList<>();
    private final Map<String, List<String>> unique = new LinkedHashMap<>();
    private final Map<String, MatchForm> forms = new LinkedHashMap<>();
    private MatchForm primaryForm = MatchForm.EXACT;
    private String primaryName = "";

    boolean add(ResultSet row) throws SQLException {
      String name = row.getString(1);
      String column = row.getString(4);
      MatchForm form = MatchForm.of(!row.getBoolean(3), row.getBoolean(5));
      if (row.getBoolean(2)) {
        primaryName = name;
        primaryForm = primaryForm.weaker(form);
        return primary.add(column);
      }
      forms.merge(name, form, MatchForm::weaker);
      return unique.computeIfAbsent(name, n -> new ArrayList<>()).add(column);
    }

    List<UniqueKey> uniqueKeys() {
      List<UniqueKey> keys = new ArrayList<>();
      if (primaryForm != MatchForm.EXACT) {
        keys.add(new UniqueKey(primaryName, List.copyOf(primary), primaryForm));
      }
      unique.forEach(
          (name, columns) ->
              keys.add(
                  new UniqueKey(
                      name, List.copyOf(columns), forms.getOrDefault(name, MatchForm.EXACT))));
      return keys;
    }
  }

  /** A foreign key while its rows are read. */
  private final class Foreign {
    final TableName references;
    final boolean cascades;
    final boolean deferrable;
    final List<String> columns = new ArrayList<>();
    final List<String> referenced = new ArrayList<>();

    Foreign(TableName references, boolean cascades, boolean deferrable) {
      this.references = references;
      this.cascades = cascades;
      this.deferrable = deferrable;
    }

    ForeignKey key(String name, List<String> primaryKey) {
      return new ForeignKey(
          name,
          List.copyOf(columns),
          references.shown(defaultSchema),
          referenced.isEmpty() ? primaryKey : List.copyOf(referenced),
          cascades,
          deferrable);
    }
  }

  private boolean addForeign(Map<String, Foreign> foreign, ResultSet row) throws SQLException {
    TableName references = new TableName(row.getString(3), row.getString(4));
    boolean cascades = row.getBoolean(6);
    boolean deferrable = row.getBoolean(7);
    Foreign key =
        foreign.computeIfAbsent(
            row.getString(1), n -> new Foreign(references, cascades, deferrable));
    key.columns.add(row.getString(2));
    String referenced = row.getString(5);
    return referenced != null && key.referenced.add(referenced);
  }

  private List<String> primaryKeyIfAsked(Connection connection, Foreign foreign)
      throws SQLException {
    if (!foreign.referenced.isEmpty()) {
      return List.of();
    }
    Keys keys = new Keys();
    rows(connection, dialect.catalog().keys(), foreign.references, keys::add);
    return List.copyOf(keys.primary);
  }
}
