package dev.syncline.connect.jdbc;

import dev.syncline.connect.ChangeTracking;
import dev.syncline.connect.Connector.RowStream;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.value.Flaw;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@link ChangeTracking} in a relational database, by what its {@link Capture} is made of. */
final class Tracking implements ChangeTracking {
  private static final int ATTEMPTS = 3;

  private final Sessions sessions;
  private final Dialect dialect;
  private final Catalog catalog;
  private final Reads reads;
  private final Capture capture;

  /** By which columns marks name rows; none: by the key. */
  private final List<String> named;

  private final Map<List<String>, MarkTable> known = new ConcurrentHashMap<>();
  private final Map<List<String>, ChangeTracking> others = new ConcurrentHashMap<>();

  Tracking(Sessions sessions, Dialect dialect, Catalog catalog, Reads reads) {
    this(sessions, dialect, catalog, reads, List.of());
  }

  private Tracking(
      Sessions sessions, Dialect dialect, Catalog catalog, Reads reads, List<String> named) {
    this.sessions = sessions;
    this.dialect = dialect;
    this.catalog = catalog;
    this.reads = reads;
    this.capture = dialect.capture();
    this.named = named;
  }

  @Override
  public Optional<ChangeTracking> naming(List<String> columns) {
    return Optional.of(
        others.computeIfAbsent(
            List.copyOf(columns), c -> new Tracking(sessions, dialect, catalog, reads, c)));
  }

  @Override
  public List<String> statements(String store, String object) {
    MarkTable marks = markTableNow(store, object);
    return ask("looking at the triggers of", marks.object(), c -> statements(missing(c, marks)));
  }

  private static List<String> statements(List<Capture.Part> parts) {
    return parts.stream().flatMap(p -> p.make().stream()).toList();
  }

  @Override
  public List<String> privileges(String store, String object) {
    MarkTable marks = markTableNow(store, object);
    return ask("looking at the rights to", marks.object(), c -> capture.privileges(c, marks));
  }

  @Override
  public List<String> handOver(String store, String object) {
    MarkTable marks = markTableNow(store, object);
    return ask("looking at the rights to", marks.object(), c -> capture.handOver(c, marks));
  }

  @Override
  public Optional<String> obstacle(String object) {
    return obstacle(catalog.describe(object));
  }

  private Optional<String> obstacle(Table table) {
    if (table.readOnly() != null) {
      return Optional.of(table.untold());
    }
    if (table.schema().identity().isEmpty()) {
      return Optional.of(
          table.shown()
              + " has no primary or unique key by which a mark could name a row. Add one, or"
              + " capture it by scan.");
    }
    return ask("looking at", table.name(), c -> capture.obstacle(c, table));
  }

  @Override
  public List<String> blindSpots(String object) {
    Table table = catalog.describe(object);
    return ask("looking at", table.name(), c -> capture.blindSpots(c, table));
  }

  @Override
  public Optional<Burden> burden(String store) {
    return ask("looking at what holds back", null, capture::heldBack)
        .map(text -> new Burden(text, 0, ""));
  }

  @Override
  public void track(String store, Collection<String> objects) {
    for (String object : objects) {
      track(markTableNow(store, object));
    }
  }

  /** Once more when another node does the same at the same time. */
  private void track(MarkTable marks) {
    List<Capture.Found> before =
        ask("looking at the triggers of", marks.object(), c -> found(c, marks));
    List<Capture.Part> made = new ArrayList<>();
    for (int attempt = 1; ; attempt++) {
      List<Capture.Part> parts =
          ask("looking at the triggers of", marks.object(), c -> missing(c, marks));
      made.addAll(parts);
      try {
        change(parts.stream().map(Capture.Part::make).toList());
        return;
      } catch (SQLException e) {
        Failure.Kind kind = dialect.failure(Failure.root(e)).kind();
        boolean again = kind != Failure.Kind.LOST && kind != Failure.Kind.BUSY;
        if (kind == Failure.Kind.DENIED || !again || attempt == ATTEMPTS) {
          leaveNothing(marks, before, made, e);
          throw kind == Failure.Kind.DENIED
              ? denied(marks, e)
              : sessions.error("tracking", marks.object(), e);
        }
      }
    }
  }

  /**
   * Half of the triggers would fill a table that nobody reads. What was there before is left, since
   * somebody else may have made it.
   */
  private void leaveNothing(
      MarkTable marks, List<Capture.Found> before, List<Capture.Part> made, SQLException failure) {
    Set<String> kept = before.stream().map(Capture.Found::name).collect(Collectors.toSet());
    try {
      List<String> drops =
          sessions.ask(c -> found(c, marks)).stream()
              .filter(f -> !kept.contains(f.name()))
              .map(Capture.Found::drop)
              .collect(Collectors.toCollection(ArrayList::new));
      made.reversed().stream()
          .map(Capture.Part::unmake)
          .filter(Objects::nonNull)
          .forEach(drops::add);
      change(drops.stream().map(List::of).toList());
    } catch (SQLException | ConnectorException e) {
      failure.addSuppressed(e);
    }
  }

  private ConnectorException denied(MarkTable marks, SQLException e) {
    List<String> todo =
        ask(
            "looking at the triggers of",
            marks.object(),
            c -> {
              List<String> all = new ArrayList<>(statements(missing(c, marks)));
              all.addAll(capture.handOver(c, marks));
              return all;
            });
    List<String> grants =
        ask("looking at the rights to", marks.object(), c -> capture.privileges(c, marks));
    return new ConnectorException(
        Kind.DENIED,
        sessions.spec().name()
            + ": user \""
            + sessions.spec().user()
            + "\" may not make the triggers that track "
            + marks.object().shown(sessions.server().defaultSchema())
            + " ("
            + sessions.spec().withoutPassword(dialect.failure(Failure.root(e)).detail())
            + ").\nLet an administrator run:\n"
            + lines(todo)
            + (grants.isEmpty() ? "" : "or give the user the rights to:\n" + lines(grants)),
        e);
  }

  private static String lines(List<String> statements) {
    return statements.stream().map(s -> s.strip() + ";\n").collect(Collectors.joining());
  }

  @Override
  public boolean namesUsers() {
    return capture.namesUsers();
  }

  @Override
  public void untrack(String store, Collection<String> objects) {
    for (String object : objects) {
      TableName name = catalog.nameOf(object);
      try {
        drop(MarkTable.family(store, name, named), name);
      } catch (SQLException e) {
        throw sessions.error("removing the triggers of", name, e);
      }
    }
    known.clear();
  }

  private void drop(String family, TableName object) throws SQLException {
    change(
        sessions.ask(c -> capture.found(c, family, object)).stream()
            .map(f -> List.of(f.drop()))
            .toList());
  }

  // What is wanted, less what is there

  private List<Capture.Part> missing(Connection connection, MarkTable marks) throws SQLException {
    List<Capture.Part> wanted = capture.wanted(connection, marks);
    List<Capture.Found> found = found(connection, marks);
    Map<String, Capture.Found> byName =
        found.stream().collect(Collectors.toMap(Capture.Found::name, Function.identity()));
    List<Capture.Part> parts = new ArrayList<>();
    for (Capture.Part part : wanted) {
      Capture.Found there = byName.remove(part.name());
      if (there == null) {
        parts.add(part);
      } else if (there.mend() != null) {
        parts.add(new Capture.Part(part.name(), List.of(there.mend())));
      }
    }
    // Afterwards, so that there is no moment without a trigger.
    found.stream()
        .filter(f -> byName.containsKey(f.name()))
        .map(f -> new Capture.Part(f.name(), List.of(f.drop())))
        .forEach(parts::add);
    return parts;
  }

  private List<Capture.Found> found(Connection connection, MarkTable marks) throws SQLException {
    return capture.found(connection, marks.family(), marks.object());
  }

  /** Each in a transaction of its own, which holds locks on one table only. */
  private void change(List<List<String>> changes) throws SQLException {
    Connection connection = sessions.open();
    boolean done = false;
    try {
      for (List<String> statements : changes) {
        capture.change(connection, statements, sessions.spec().bounds().lockTimeout());
      }
      done = true;
    } finally {
      sessions.release(connection, !done);
    }
  }

  // Marks

  @Override
  public Set<String> marked(String store, Collection<String> objects, int beyond) {
    List<String> names = List.copyOf(objects);
    if (names.isEmpty()) {
      return Set.of();
    }
    String sql =
        names.stream()
            .map(
                o ->
                    "(SELECT id FROM "
                        + markTable(store, o)
                        + " ORDER BY id LIMIT 1 OFFSET "
                        + beyond
                        + ")")
            .collect(Collectors.joining(", ", "SELECT ", ""));
    return marksOf(
        names,
        connection -> {
          Set<String> marked = new LinkedHashSet<>();
          try (PreparedStatement statement = connection.prepareStatement(sql);
              ResultSet row = statement.executeQuery()) {
            row.next();
            for (int i = 0; i < names.size(); i++) {
              if (row.getObject(i + 1) != null) {
                marked.add(names.get(i));
              }
            }
          }
          return marked;
        });
  }

  @Override
  public void marks(String store, String object, Predicate<Mark> next) {
    Selection selection =
        known(store, object).selection(dialect, sessions.spec().bounds().valueBytes());
    int parts = (selection.columns().size() - MarkTable.FIRST_PART) / 2;
    try (RowStream rows = reads.stream(selection, " ORDER BY id")) {
      boolean more = true;
      for (Row row = rows.next(); more && row != null; row = more ? rows.next() : null) {
        more = next.test(mark(row.values(), parts));
      }
    } catch (ConnectorException e) {
      throw e.kind() == Kind.MISSING ? untracked(List.of(object), e) : e;
    }
  }

  /** A key that cannot be read may be any row's. */
  private static Mark mark(@Nullable Object[] values, int parts) {
    long number = (Long) Objects.requireNonNull(values[0]);
    for (Object value : values) {
      if (value instanceof Flaw) {
        return new Mark(number, null, null, null);
      }
    }
    return new Mark(
        number,
        key(values, MarkTable.FIRST_PART, parts),
        key(values, MarkTable.FIRST_PART + parts, parts),
        (String) values[1]);
  }

  private static @Nullable Key key(@Nullable Object[] values, int from, int count) {
    Object[] parts = new Object[count];
    for (int i = 0; i < count; i++) {
      Object part = values[from + i];
      if (part == null) {
        return null;
      }
      parts[i] = part;
    }
    return Key.of(parts);
  }

  @Override
  public void forget(String store, String object, Collection<Span> spans) {
    if (spans.isEmpty()) {
      return;
    }
    String table = markTable(store, object);
    marksOf(
        List.of(object),
        connection -> {
          boolean done = false;
          dialect.begin(connection);
          try {
            capture.forget(connection, table, spans);
            connection.commit();
            done = true;
            return true;
          } finally {
            if (!done) {
              connection.rollback();
            }
          }
        });
  }

  @Override
  public void tidy(String store, String object) {
    String table = markTable(store, object);
    marksOf(
        List.of(object),
        connection -> {
          capture.tidy(connection, table);
          return true;
        });
  }

  @Override
  public long waiting(String store, String object, long limit) {
    String table = markTable(store, object);
    return marksOf(
        List.of(object),
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "SELECT count(*) FROM (SELECT id FROM " + table + " LIMIT ?) m")) {
            statement.setLong(1, limit);
            try (ResultSet row = statement.executeQuery()) {
              row.next();
              return row.getLong(1);
            }
          }
        });
  }

  // Names and errors

  private String markTable(String store, String object) {
    return dialect.table(known(store, object).name());
  }

  /** As the object was when it was last looked at. */
  private MarkTable known(String store, String object) {
    return known.computeIfAbsent(
        List.of(store, object), k -> markTable(store, catalog.table(object)));
  }

  private MarkTable markTableNow(String store, String object) {
    Table table = catalog.describe(object);
    obstacle(table)
        .ifPresent(
            text -> {
              throw new ConnectorException(
                  Kind.UNSUPPORTED, sessions.spec().name() + ": " + text, null);
            });
    MarkTable marks = markTable(store, table);
    known.put(List.of(store, object), marks);
    return marks;
  }

  private MarkTable markTable(String store, Table table) {
    return MarkTable.of(dialect, sessions.server().defaultSchema(), store, table, named);
  }

  private <T> T ask(String doing, @Nullable TableName table, Sessions.Question<T> question) {
    try {
      return sessions.ask(question);
    } catch (SQLException e) {
      throw sessions.error(doing, table, e);
    }
  }

  private <T> T marksOf(List<String> objects, Sessions.Question<T> question) {
    try {
      return sessions.ask(question);
    } catch (SQLException e) {
      if (dialect.failure(Failure.root(e)).kind() != Failure.Kind.MISSING) {
        throw sessions.error("reading the marks of " + String.join(", ", objects), null, e);
      }
      throw untracked(objects, e);
    }
  }

  private ConnectorException untracked(List<String> objects, Exception e) {
    known.clear();
    return new ConnectorException(
        Kind.MISSING,
        sessions.spec().name()
            + ": the marks of "
            + String.join(", ", objects)
            + " are not there: somebody dropped them, or the table's key was changed. The next run"
            + " makes them again and compares everything.",
        e);
  }
}
