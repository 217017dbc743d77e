package dev.syncline.connect.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Connector;
import dev.syncline.connect.Model;
import dev.syncline.connect.Provisional;
import dev.syncline.connect.Transcript;
import dev.syncline.connect.Write;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.connect.WriteOutcome.Cause;
import dev.syncline.connect.open.Connections;
import dev.syncline.core.model.ColumnLimits;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Type;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every database's connector promises beside {@link TransactionContract}. */
public abstract class DatabaseContract extends TransactionContract {
  @TempDir protected Path directory;
  protected TestDatabase database;

  /** A new database. */
  protected abstract TestDatabase newDatabase() throws SQLException;

  /** postgresql, mariadb or sqlite. */
  protected abstract String type();

  /** The definition of a generated integer key. */
  protected abstract String generated();

  @Override
  protected Connector connect() throws SQLException {
    database = newDatabase();
    database.run(
        "CREATE TABLE person (id "
            + generated()
            + ", name varchar(40) NOT NULL, email varchar(80) UNIQUE, age "
            + (type().equals("sqlite") ? "int" : "integer")
            + ")");
    return open();
  }

  @Override
  protected void cleanUp() throws SQLException {
    if (database != null) {
      TestDatabases.drop(database);
    }
  }

  protected final Connector open() {
    return Connections.open(spec());
  }

  protected ConnectionSpec spec() {
    return ConnectionSpec.of("crm", type(), database.url(), database.user(), database.password());
  }

  /** Every type of the database, with extremes. */
  protected abstract List<Sample> samples();

  @Override
  protected String personObject() {
    return "person";
  }

  // Writing that does not last, and what is said

  @Test
  void takesBackAllThatIsWrittenProvisionally() {
    Key ann = key(write(insert("1", "Ann", "a", 1L)).getFirst());
    Write bob = insert("2", "Bob", "b", 2L);
    Key added;
    try (Provisional test = connector.provisional().orElseThrow()) {
      test.begin();
      token = connector.claim(SYNC, STORE, false);
      added = key(write(bob).getFirst());
      applied(write(update("3", ann, "email", "c")).getFirst());
      List<WriteOutcome> some =
          write(insert("4", "Cyd", "b", null), insert("5", "Dan", "a", null), delete("6", added));
      assertThat(rejected(some.get(0)).cause()).isEqualTo(Cause.UNIQUE);
      assertThat(applied(some.get(1)).get("email")).as("Ann let it go before").isEqualTo("a");
      assertThat(some.get(2)).isInstanceOf(WriteOutcome.Applied.class);
      assertThat(connector.count(person.name())).isEqualTo(2);
      assertThat(connector.fetch(shape, List.of(ann)).getFirst().get("email")).isEqualTo("c");
      assertThat(names()).as("streamed as without it").containsExactly("Ann");
      assertThat(connector.applied(STORE, "2", List.of("2"))).containsKey("2");
    }
    assertThat(connector.fetch(shape, List.of(ann, added)))
        .singleElement()
        .satisfies(row -> assertThat(row.get("email")).isEqualTo("a"));
    assertThat(connector.applied(STORE, "2", List.of("2"))).isEmpty();
  }

  @Test
  void tellsWhatIsSaidInOrderToWrite() {
    List<Transcript.Exchange> heard = new CopyOnWriteArrayList<>();
    connector.transcribe(heard::add);
    write(insert("1", "Ann", "a", 1L), insert("2", "Bob", "a", 2L));
    connector.transcribe(null);
    write(insert("3", "Cyd", "c", 1L));
    List<Transcript.Statement> statements =
        heard.stream().map(Transcript.Statement.class::cast).toList();
    assertThat(statements)
        .anySatisfy(
            s -> {
              assertThat(s.sql()).containsIgnoringCase("INSERT INTO");
              assertThat(s.parameters().stream().map(String::valueOf)).contains("Ann", "a", "1");
              assertThat(s.error()).isNull();
            })
        .anySatisfy(s -> assertThat(s.error()).isNotNull())
        .noneSatisfy(s -> assertThat(s.parameters().stream().map(String::valueOf)).contains("Cyd"));
    assertThat(statements)
        .anySatisfy(
            s -> assertThat(s.rows().toString()).as("what was read back").contains("Ann, a, 1"));
  }

  // Refusals

  /** Stretches without a bad row, with one in three, with nothing else, and a single one. */
  private static boolean isBad(int row) {
    return row < 500 ? row % 3 == 1 : row < 700 || row == 1_800;
  }

  @Test
  void manyRowsThatAreRefusedStandAloneEach() throws SQLException {
    database.run(
        "CREATE TABLE team (id integer PRIMARY KEY, title varchar(40))",
        "CREATE TABLE member (id integer PRIMARY KEY, team integer, age integer,"
            + " CONSTRAINT of_team FOREIGN KEY (team) REFERENCES team (id))",
        "INSERT INTO team VALUES (1, 'a'), (2, 'b'), (3, 'c')");
    Shape members = connector.describe("member").shape(List.of("id", "team", "age"));
    int rows = 2_000;
    List<Write> writes = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      writes.add(
          new Write.Insert(
              "in" + i,
              members,
              List.of("id", "team", "age"),
              new Object[] {(long) i, isBad(i) ? 99L : 1L, 5L},
              row -> new byte[] {1}));
    }
    expect(writes, connector.write(batch(writes)), 5L);
    long bad = IntStream.range(0, rows).filter(DatabaseContract::isBad).count();
    assertThat(connector.count("member")).isEqualTo(rows - bad);
    assertThat(found("1", writes.toArray(Write[]::new))).hasSize((int) (rows - bad));

    database.run("DELETE FROM member");
    database.run("INSERT INTO member VALUES " + members(0, rows));
    List<Write> updates = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      Object[] values = {isBad(i) ? 99L : 2L, 7L};
      updates.add(
          new Write.Update(
              "up" + i,
              members,
              Key.of((long) i),
              List.of("team", "age"),
              values,
              row -> row.get("age").equals(6L),
              row -> new byte[] {2}));
    }
    expect(updates, connector.write(batch(updates)), 7L);
    for (Row row : connector.fetch(members, List.of(Key.of(0L), Key.of(1L), Key.of(699L)))) {
      assertThat(row.get("age")).isEqualTo(row.get("id").equals(0L) ? 7L : 6L);
    }
  }

  private static String members(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> "(" + i + ", 1, 6)")
        .collect(Collectors.joining(", "));
  }

  private void expect(List<Write> writes, List<WriteOutcome> outcomes, long age) {
    for (int i = 0; i < writes.size(); i++) {
      if (isBad(i)) {
        assertThat(rejected(outcomes.get(i)).cause()).isEqualTo(Cause.FOREIGN_KEY);
        assertThat(rejected(outcomes.get(i)).message()).contains("member " + i + " rejected");
      } else {
        assertThat(applied(outcomes.get(i)).get("id")).isEqualTo((long) i);
        assertThat(applied(outcomes.get(i)).get("age")).isEqualTo(age);
      }
    }
  }

  // Types, value by value

  private ObjectSchema makeSamples() throws SQLException {
    StringBuilder columns = new StringBuilder();
    for (int i = 0; i < samples().size(); i++) {
      columns.append(", ").append(column(i)).append(' ').append(samples().get(i).declaration());
    }
    database.run("CREATE TABLE sample (id " + generated() + columns + ")");
    return connector.describe("sample");
  }

  private static String column(int sample) {
    return "c" + sample;
  }

  /** A query that gives a table as it is. */
  @Test
  void everyTypeIsDiscoveredInAModel() throws SQLException {
    makeSamples();
    Model model = new Model("all_of_them", "SELECT s.* FROM sample s", List.of("id"));
    try (Connector models = Connections.open(spec().with(List.of(model)))) {
      ObjectSchema schema = models.describe("all_of_them");
      for (int i = 0; i < samples().size(); i++) {
        Sample sample = samples().get(i);
        assertThat(schema.column(column(i)).orElseThrow().type())
            .as(sample.declaration())
            .isEqualTo(sample.type());
      }
    }
  }

  @Test
  void everyTypeIsDiscovered() throws SQLException {
    ObjectSchema schema = makeSamples();
    for (int i = 0; i < samples().size(); i++) {
      Sample sample = samples().get(i);
      assertThat(schema.column(column(i)).orElseThrow().type())
          .as(sample.declaration())
          .isEqualTo(sample.type());
    }
  }

  @Test
  void everyValueComesBackAsItWent() throws SQLException {
    ObjectSchema schema = makeSamples();
    for (int i = 0; i < samples().size(); i++) {
      Sample sample = samples().get(i);
      Shape shape = schema.shape(List.of("id", column(i)));
      roundTrip(shape, sample, i, 1);
      roundTrip(shape, sample, i, many(sample)); // the fast road
      setMany(shape, sample, i);
    }
  }

  private void roundTrip(Shape shape, Sample sample, int i, int times) {
    List<Write> writes = new ArrayList<>();
    List<Object> expected = new ArrayList<>();
    for (int n = 0; n < times; n++) {
      for (Object value : sample.values()) {
        expected.add(value);
        writes.add(
            insert(
                shape, column(i) + "-" + times + "-" + writes.size(), List.of(column(i)), value));
      }
    }
    if (writes.isEmpty()) {
      return;
    }
    ColumnLimits limits = connector.limits(shape);
    assertThat(expected.stream().map(value -> limits.misfit(1, value)))
        .as(sample.declaration())
        .containsOnlyNulls();
    List<WriteOutcome> outcomes = connector.write(batch(writes));
    Map<Key, Object> stored = new HashMap<>();
    for (int n = 0; n < outcomes.size(); n++) {
      assertThat(outcomes.get(n))
          .as(sample.declaration() + " " + shown(expected.get(n)))
          .isInstanceOf(WriteOutcome.Applied.class);
      assertSame(sample, "stored", expected.get(n), applied(outcomes.get(n)).get(1));
      stored.put(key(outcomes.get(n)), expected.get(n));
    }
    for (Row row : connector.fetch(shape, stored.keySet())) {
      assertSame(sample, "fetched", stored.get(row.key()), row.get(1));
    }
    int read = 0;
    for (Row row : all(connector, shape, Connector.Order.ANY)) {
      if (stored.containsKey(row.key())) {
        assertSame(sample, "read", stored.get(row.key()), row.get(1));
        read++;
      }
    }
    assertThat(read).isEqualTo(stored.size());
  }

  /** Enough rows for the fast road, unless they are large. */
  private static int many(Sample sample) {
    boolean large =
        sample.values().stream()
            .anyMatch(
                v ->
                    v instanceof String s && s.length() > 500
                        || v instanceof byte[] b && b.length > 500);
    return large ? 30 : 600 / Math.max(1, sample.values().size());
  }

  /** Each value into a row that held another. */
  private void setMany(Shape shape, Sample sample, int i) {
    if (sample.values().isEmpty()) {
      return;
    }
    List<Write> inserts = new ArrayList<>();
    for (int n = 0; n < 15; n++) {
      inserts.add(insert(shape, column(i) + "-set-" + n, List.of(column(i)), (Object) null));
    }
    List<WriteOutcome> rows = connector.write(batch(inserts));
    List<Write> updates = new ArrayList<>();
    for (int n = 0; n < 15; n++) {
      Object value = sample.values().get(n % sample.values().size());
      updates.add(
          update(shape, column(i) + "-set-to-" + n, key(rows.get(n)), column(i), value, r -> true));
    }
    List<WriteOutcome> outcomes = connector.write(batch(updates));
    for (int n = 0; n < 15; n++) {
      Object value = sample.values().get(n % sample.values().size());
      assertThat(outcomes.get(n))
          .as(sample.declaration() + " " + shown(value))
          .isInstanceOf(WriteOutcome.Applied.class);
      assertSame(sample, "set with others", value, applied(outcomes.get(n)).get(1));
      assertThat(applied(outcomes.get(n)).key()).isEqualTo(key(rows.get(n)));
    }
  }

  private static void assertSame(Sample sample, String how, Object expected, Object actual) {
    assertThat(Sample.same(expected, actual))
        .as("%s %s: %s as %s", sample.declaration(), how, shown(expected), shown(actual))
        .isTrue();
  }

  private static String shown(Object value) {
    String text = value instanceof byte[] b ? HexFormat.of().formatHex(b) : String.valueOf(value);
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }

  @Test
  void everyValueCanBeSetAndBeAKeyToFindBy() throws SQLException {
    ObjectSchema schema = makeSamples();
    for (int i = 0; i < samples().size(); i++) {
      Sample sample = samples().get(i);
      Shape shape = schema.shape(List.of("id", column(i)));
      if (sample.values().isEmpty()) {
        continue;
      }
      Key row = key(write(insert(shape, "new" + i, List.of(column(i)), (Object) null)).getFirst());
      for (Object value : sample.values()) {
        Row after =
            applied(
                write(update(shape, "set" + i + shown(value), row, column(i), value, r -> true))
                    .getFirst());
        assertSame(sample, "updated", value, after.get(1));
        if (comparable(sample)) {
          assertThat(
                  connector.find(
                      shape, List.of(column(i)), List.<Object[]>of(new Object[] {value}), false))
              .as("%s found by %s", sample.declaration(), shown(value))
              .anyMatch(r -> row.equals(r.key()));
        }
      }
    }
  }

  private static boolean comparable(Sample sample) {
    return !(sample.type() instanceof Type.Json
        || sample.type() instanceof Type.Array
        || sample.type() instanceof Type.Opaque);
  }

  @Test
  void whatATypeCannotHoldIsRefused() throws SQLException {
    ObjectSchema schema = makeSamples();
    for (int i = 0; i < samples().size(); i++) {
      Sample sample = samples().get(i);
      Shape shape = schema.shape(List.of("id", column(i)));
      List<Write> writes = new ArrayList<>();
      for (Object value : sample.refused()) {
        writes.add(insert(shape, column(i) + "r" + writes.size(), List.of(column(i)), value));
      }
      writes.add(insert(shape, column(i) + "good", List.of(column(i)), (Object) null));
      List<WriteOutcome> outcomes = connector.write(batch(writes));
      ColumnLimits limits = connector.limits(shape);
      for (int n = 0; n < sample.refused().size(); n++) {
        Object value = sample.refused().get(n);
        String what = sample.declaration() + " " + shown(value);
        assertThat(outcomes.get(n))
            .as(what)
            .isInstanceOfSatisfying(
                WriteOutcome.Rejected.class,
                r -> {
                  assertThat(r.cause()).isIn(Cause.TYPE, Cause.TOO_LONG, Cause.CHECK);
                  assertThat(r.message()).contains("sample");
                });
        String known = limits.misfit(1, value);
        if (sample.onlyTheSystemKnows().contains(value)) {
          assertThat(known).as(what).isNull();
        } else {
          assertThat(known).as(what + " is known beforehand").startsWith("crm cannot hold it: ");
          assertThat(rejected(outcomes.get(n)).message())
              .as("the write gives the same reason")
              .endsWith(known.substring("crm cannot hold it".length()));
        }
      }
      applied(outcomes.getLast());
    }
    assertThat(connector.count("sample")).isEqualTo(samples().size());
  }
}
