package dev.syncline.connect.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.connect.Connector;
import dev.syncline.connect.Connector.Applied;
import dev.syncline.connect.Connector.Order;
import dev.syncline.connect.Connector.RowStream;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.Intent;
import dev.syncline.connect.Write;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.connect.WriteOutcome.Cause;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every connector promises, whatever is behind it; {@link TransactionContract} has what only
 * those promise that have transactions. An implementation extends this and provides an empty object
 * for persons:
 *
 * <pre>
 *   id     whole number, generated, the key
 *   name   text, at most 40 characters, not null
 *   email  text, unique
 *   age    whole number of 32 bits
 * </pre>
 */
public abstract class ConnectorContract {
  protected static final String STORE = "store-1";
  protected static final int SYNC = 7;

  protected Connector connector;
  protected ObjectSchema person;
  protected Shape shape;
  protected long token;
  protected int batches;

  /** A connector to a system that holds an empty object for persons and nothing of Syncline's. */
  protected abstract Connector connect() throws Exception;

  /** The name of the object for persons. */
  protected abstract String personObject();

  @BeforeEach
  void openAndClaim() throws Exception {
    connector = connect();
    person = connector.describe(personObject());
    shape = person.shape(List.of("id", "name", "email", "age"));
    token = connector.claim(SYNC, STORE, false);
  }

  /** Removes what {@link #connect} made; the connector is closed already. */
  protected void cleanUp() throws Exception {}

  @AfterEach
  void closeConnector() throws Exception {
    if (connector != null) {
      connector.close();
    }
    cleanUp();
  }

  // Helpers

  protected final WriteBatch batch(List<Write> writes) {
    return new WriteBatch(Integer.toString(++batches), STORE, SYNC, 3, token, false, false, writes);
  }

  protected final List<WriteOutcome> write(Write... writes) {
    return connector.write(batch(List.of(writes)));
  }

  protected final Write insert(String operation, @Nullable Object... nameEmailAge) {
    return insert(shape, operation, List.of("name", "email", "age"), nameEmailAge);
  }

  protected static Write insert(
      Shape shape, String operation, List<String> columns, @Nullable Object... values) {
    return new Write.Insert(operation, shape, columns, values, ConnectorContract::note);
  }

  protected final Write update(String operation, Key key, String column, @Nullable Object value) {
    return update(shape, operation, key, column, value, row -> true);
  }

  protected static Write update(
      Shape shape,
      String operation,
      Key key,
      String column,
      @Nullable Object value,
      Predicate<Row> asSeen) {
    return new Write.Update(
        operation,
        shape,
        key,
        List.of(column),
        new @Nullable Object[] {value},
        asSeen,
        ConnectorContract::note);
  }

  protected final Write delete(String operation, Key key) {
    return new Write.Delete(operation, shape, key, row -> true, ConnectorContract::note);
  }

  protected static byte[] note(Row row) {
    return ("note of " + row.values().length).getBytes(StandardCharsets.UTF_8);
  }

  protected static Row applied(WriteOutcome outcome) {
    assertThat(outcome).isInstanceOf(WriteOutcome.Applied.class);
    Row after = ((WriteOutcome.Applied) outcome).after();
    assertThat(after).isNotNull();
    return after;
  }

  protected static Key key(WriteOutcome outcome) {
    Key key = applied(outcome).key();
    assertThat(key).isNotNull();
    return key;
  }

  protected static WriteOutcome.Rejected rejected(WriteOutcome outcome) {
    assertThat(outcome).isInstanceOf(WriteOutcome.Rejected.class);
    return (WriteOutcome.Rejected) outcome;
  }

  protected final List<Row> all(Order order) {
    return all(connector, shape, order);
  }

  protected static List<Row> all(Connector connector, Shape shape, Order order) {
    List<Row> rows = new ArrayList<>();
    try (RowStream stream = connector.read(shape, order)) {
      for (Row row = stream.next(); row != null; row = stream.next()) {
        rows.add(row);
      }
    }
    return rows;
  }

  protected final List<Object> names() {
    return all(Order.ANY).stream().map(r -> r.get("name")).toList();
  }

  /** What the system says it applied of a batch whose answer, so to speak, was lost. */
  protected final Map<String, Applied> found(String batch, Write... writes) {
    return connector.applied(
        STORE, batch, Stream.of(writes).map(ConnectorContract::intent).toList());
  }

  private static Intent intent(Write write) {
    return switch (write) {
      case Write.Insert i -> new Intent(i.operation(), i.shape(), null, i.columns(), i.values());
      case Write.Update u -> new Intent(u.operation(), u.shape(), u.key(), u.columns(), u.values());
      case Write.Delete d ->
          new Intent(d.operation(), d.shape(), d.key(), List.of(), new Object[0]);
    };
  }

  /** Whether the system keeps what {@link Write#note} gives. */
  protected boolean keepsNotes() {
    return true;
  }

  // Describing

  @Test
  void describesThePersons() {
    assertThat(connector.objects()).contains(person.name()).isSorted();
    assertThat(person.primaryKey()).containsExactly("id");
    assertThat(person.column("id").orElseThrow().origin()).isEqualTo(Origin.GENERATED);
    assertThat(person.column("name").orElseThrow().required()).isTrue();
    assertThat(person.column("email").orElseThrow().nullable()).isTrue();
    assertThat(person.uniqueKeys()).anyMatch(k -> k.columns().equals(List.of("email")));
    assertThat(connector.name()).isNotEmpty();
    assertThat(connector.product()).isNotEmpty();
  }

  @Test
  void namesTheNearestObjectWhenOneIsMissing() {
    String mistyped = person.name().replace("person", "persn");
    assertThatThrownBy(() -> connector.describe(mistyped))
        .isInstanceOfSatisfying(
            ConnectorException.class,
            e -> assertThat(e.kind()).isEqualTo(ConnectorException.Kind.MISSING))
        .hasMessageContaining(person.name());
  }

  // Observing

  @Test
  void countsAndStreams() {
    write(insert("1", "Ann", "ann@x", 30L), insert("2", "Bob", null, null));
    assertThat(connector.count(person.name())).isEqualTo(2);
    List<Row> rows = all(Order.KEY);
    assertThat(rows).extracting(r -> r.get("name")).containsExactly("Ann", "Bob");
    assertThat(rows.get(0).get("age")).isEqualTo(30L);
    assertThat(rows.get(1).get("email")).isNull();
  }

  @Test
  void aStreamMayBeClosedEarlyAndTwice() {
    write(insert("1", "Ann", null, null), insert("2", "Bob", null, null));
    for (int i = 0; i < 20; i++) {
      RowStream stream = connector.read(shape, Order.ANY);
      assertThat(stream.next()).isNotNull();
      stream.close();
      stream.close();
    }
    assertThat(connector.count(person.name())).isEqualTo(2);
  }

  @Test
  void fetchesWhatIsThere() {
    List<WriteOutcome> done = write(insert("1", "Ann", null, null), insert("2", "Bob", null, null));
    List<Row> rows =
        connector.fetch(shape, List.of(key(done.get(0)), Key.of(999_999L), key(done.get(1))));
    assertThat(rows).extracting(r -> r.get("name")).containsExactlyInAnyOrder("Ann", "Bob");
    assertThat(connector.fetch(shape, List.of())).isEmpty();
  }

  @Test
  void findsByValue() {
    write(
        insert("1", "Ann", "Ann@X.org", null),
        insert("2", "  ÉLODIE ", "b@x", null),
        insert("3", "Cyd", "c@x", null));
    List<Object[]> tuples = List.of(new Object[] {"ann@x.org"}, new Object[] {"c@x"});
    assertThat(connector.find(shape, List.of("email"), tuples, true))
        .extracting(r -> r.get("name"))
        .contains("Ann", "Cyd");
    assertThat(
            connector.find(
                shape, List.of("name"), List.<Object[]>of(new Object[] {"élodie"}), true))
        .extracting(r -> r.get("email"))
        .containsExactly("b@x");
    assertThat(
            connector.find(
                shape,
                List.of("name", "email"),
                List.of(new Object[] {"Cyd", "c@x"}, new Object[] {"Cyd", "other"}),
                false))
        .hasSize(1);
  }

  // Writing

  @Test
  void insertsAndSaysWhatIsStored() {
    Row row = applied(write(insert("1", "Ann 😀", "ann@x", 30L)).getFirst());
    assertThat(row.get("name")).isEqualTo("Ann 😀");
    assertThat(row.get("age")).isEqualTo(30L);
    assertThat(row.get("id")).isInstanceOf(Long.class);
    assertThat(all(Order.ANY))
        .singleElement()
        .satisfies(r -> assertThat(r.values()).isEqualTo(row.values()));
  }

  @Test
  void insertsWithAGivenKey() {
    Write write = insert(shape, "1", List.of("id", "name"), 4711L, "Ann");
    assertThat(key(write(write).getFirst())).isEqualTo(Key.of(4711L));
    assertThat(all(Order.ANY))
        .singleElement()
        .satisfies(r -> assertThat(r.get("id")).isEqualTo(4711L));
  }

  @Test
  void insertsManyInOrder() {
    List<Write> writes = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      writes.add(insert("op" + i, "Name " + i, i % 7 == 0 ? null : "e" + i, (long) i));
    }
    WriteBatch batch = batch(writes);
    List<WriteOutcome> outcomes = connector.write(batch);
    for (int i = 0; i < 3000; i++) {
      assertThat(applied(outcomes.get(i)).get("name")).isEqualTo("Name " + i);
    }
    List<Row> rows = all(Order.ANY);
    assertThat(rows).hasSize(3000);
    for (Row row : rows) { // the key that was said is the key that the row has
      int i = ((Long) row.get("age")).intValue();
      assertThat(applied(outcomes.get(i)).values()).isEqualTo(row.values());
    }
    Map<String, Applied> noted =
        found(batch.id(), writes.get(0), writes.get(2999), insert("never", "Nobody", null, null));
    assertThat(noted).containsOnlyKeys("op0", "op2999");
    assertThat(noted.get("op2999").written()).isEqualTo(key(outcomes.get(2999)));
    assertThat(keepsNotes()).isEqualTo(noted.get("op2999").noted());
    if (keepsNotes()) {
      assertThat(noted.get("op2999").note()).isEqualTo(note(applied(outcomes.get(2999))));
    }
  }

  @Test
  void updatesAndDeletesWithBothImages() {
    List<WriteOutcome> made =
        write(insert("1", "Ann", "ann@x", 30L), insert("2", "Bob", null, 40L));
    Write[] writes = {update("3", key(made.get(0)), "age", 31L), delete("4", key(made.get(1)))};
    List<WriteOutcome> done = write(writes);
    WriteOutcome.Applied updated = (WriteOutcome.Applied) done.get(0);
    assertThat(updated.before().get("age")).isEqualTo(30L);
    assertThat(updated.after().get("age")).isEqualTo(31L);
    assertThat(updated.after().get("name")).isEqualTo("Ann");
    WriteOutcome.Applied deleted = (WriteOutcome.Applied) done.get(1);
    assertThat(deleted.before().get("name")).isEqualTo("Bob");
    assertThat(deleted.after()).isNull();
    assertThat(names()).containsExactly("Ann");
    assertThat(found("2", writes)).containsOnlyKeys("3", "4");
  }

  @Test
  void writesNothingOverWhatChanged() {
    Key ann = key(write(insert("1", "Ann", null, 30L)).getFirst());
    Key bob = key(write(insert("2", "Bob", null, 40L)).getFirst());
    Write[] writes = {
      update(shape, "3", ann, "age", 99L, row -> row.get("age").equals(29L)),
      update(shape, "4", bob, "age", 41L, row -> row.get("age").equals(40L)),
      update("5", Key.of(123_456L), "age", 1L)
    };
    List<WriteOutcome> outcomes = write(writes);
    assertThat(((WriteOutcome.Stale) outcomes.get(0)).current().get("age")).isEqualTo(30L);
    assertThat(applied(outcomes.get(1)).get("age")).isEqualTo(41L);
    assertThat(((WriteOutcome.Stale) outcomes.get(2)).current()).isNull();
    assertThat(connector.fetch(shape, List.of(ann)).getFirst().get("age")).isEqualTo(30L);
    assertThat(found("3", writes)).containsOnlyKeys("4");
  }

  @Test
  void oneBadWriteDoesNotFailItsNeighbours() {
    List<Write> writes = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String email = i == 17 || i == 150 ? "e3" : "e" + i;
      writes.add(insert("op" + i, i == 99 ? null : "Name " + i, email, (long) i));
    }
    writes.add(insert("long", "x".repeat(41), null, null));
    List<WriteOutcome> outcomes = connector.write(batch(writes));
    for (int i = 0; i < 200; i++) {
      WriteOutcome outcome = outcomes.get(i);
      if (i == 17 || i == 150) {
        assertThat(rejected(outcome).cause()).isEqualTo(Cause.UNIQUE);
        assertThat(rejected(outcome).message()).contains("email").contains(person.name());
      } else if (i == 99) {
        assertThat(rejected(outcome).cause()).isEqualTo(Cause.NOT_NULL);
        assertThat(rejected(outcome).message()).contains("name");
      } else {
        assertThat(applied(outcome).get("age")).isEqualTo((long) i);
      }
    }
    assertThat(rejected(outcomes.get(200)).cause()).isEqualTo(Cause.TOO_LONG);
    assertThat(rejected(outcomes.get(200)).message()).contains("name", "40", "41");
    assertThat(connector.count(person.name())).isEqualTo(197);
    assertThat(found("1", writes.toArray(Write[]::new)))
        .hasSize(197)
        .doesNotContainKeys("op17", "op150", "op99", "long");
  }

  @Test
  void refusedUpdatesLeaveTheRow() {
    Key ann = key(write(insert("1", "Ann", "a", null)).getFirst());
    Key bob = key(write(insert("2", "Bob", "b", null)).getFirst());
    List<WriteOutcome> outcomes =
        write(update("3", ann, "age", 5L), update("4", bob, "email", "a"));
    assertThat(applied(outcomes.get(0)).get("age")).isEqualTo(5L);
    assertThat(rejected(outcomes.get(1)).cause()).isEqualTo(Cause.UNIQUE);
    assertThat(rejected(outcomes.get(1)).message()).contains(bob.toString());
    assertThat(connector.fetch(shape, List.of(bob)).getFirst().get("email")).isEqualTo("b");
  }

  @Test
  void valuesThatDoNotFitAreRefusedBeforeAnythingIsSent() {
    List<WriteOutcome> outcomes =
        write(
            insert("1", "Ann", null, BigInteger.TWO.pow(70)),
            insert("2", "lone \uD800 surrogate", null, null),
            insert("3", "Bob", null, "forty"),
            insert("4", "Cyd", null, 5L));
    for (int i = 0; i < 3; i++) {
      assertThat(rejected(outcomes.get(i)).cause()).isEqualTo(Cause.TYPE);
    }
    applied(outcomes.get(3));
  }

  @Test
  void aRepeatedBatchInsertsOnce() {
    for (int size : new int[] {3, 500}) {
      List<Write> writes = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        writes.add(insert(size + "-" + i, "Name " + i, null, null));
      }
      WriteBatch batch = batch(writes);
      List<WriteOutcome> first = connector.write(batch);
      List<WriteOutcome> second = connector.write(batch);
      for (int i = 0; i < size; i++) {
        assertThat(applied(second.get(i)).values()).isEqualTo(applied(first.get(i)).values());
      }
    }
    assertThat(connector.count(person.name())).isEqualTo(503);
  }

  @Test
  void anOperationInAnotherBatchInsertsOnce() {
    Key first = key(write(insert("same", "Ann", null, null)).getFirst());
    List<WriteOutcome> again =
        write(insert("new", "Bob", null, null), insert("same", "Ann", null, null));
    assertThat(key(again.get(1))).isEqualTo(first);
    assertThat(names()).containsExactlyInAnyOrder("Ann", "Bob");
  }

  @Test
  void anInsertIsRepeatedWhenItsRowIsGone() {
    Key first = key(write(insert("same", "Ann", null, null)).getFirst());
    write(delete("d", first));
    Write again = insert("same", "Ann", null, null);
    Key second = key(write(again).getFirst());
    assertThat(found("3", again).get("same").written()).isEqualTo(second);
  }

  @Test
  void twoWritesOfOneRowFollowEachOther() {
    Key ann = key(write(insert("1", "Ann", null, 1L)).getFirst());
    List<WriteOutcome> outcomes =
        write(
            update("2", ann, "age", 2L),
            update(shape, "3", ann, "age", 3L, row -> row.get("age").equals(2L)));
    assertThat(applied(outcomes.get(1)).get("age")).isEqualTo(3L);
  }

  @Test
  void anEmptyBatchIsNothing() {
    assertThat(connector.write(batch(List.of()))).isEmpty();
  }

  // Owning

  @Test
  void anOlderTokenIsFenced() {
    long newer = connector.claim(SYNC, STORE, false);
    assertThat(newer).isGreaterThan(token);
    assertThatThrownBy(() -> write(insert("1", "Ann", null, null)))
        .isInstanceOfSatisfying(
            ConnectorException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(ConnectorException.Kind.FENCED);
              assertThat(e).hasMessageContaining("taken over");
            });
    token = newer;
    applied(write(insert("1", "Ann", null, null)).getFirst());
  }

  @Test
  void whoOwnsASyncIsToldToAnyoneAndClaimsNothing() {
    assertThat(connector.owner(SYNC)).contains(STORE);
    assertThat(connector.owner(SYNC + 1)).isEmpty();
    applied(write(insert("1", "Ann", null, null)).getFirst());
    connector.uninstall();
    assertThat(connector.owner(SYNC)).isEmpty();
    assertThat(connector.footprint()).isEmpty();
  }

  @Test
  void anotherStoreHasToAdopt() {
    assertThatThrownBy(() -> connector.claim(SYNC, "store-2", false))
        .isInstanceOfSatisfying(
            ConnectorException.class,
            e -> assertThat(e.kind()).isEqualTo(ConnectorException.Kind.FOREIGN_OWNER))
        .hasMessageContaining(STORE)
        .hasMessageContaining("--adopt");
    assertThat(connector.claim(SYNC, "store-2", true)).isGreaterThan(token);
    assertThat(connector.claim(SYNC + 1, STORE, false)).isPositive();
  }

  @Test
  void uninstallingLeavesNothing() {
    connector.install();
    assertThat(connector.footprint()).isNotEmpty();
    connector.uninstall();
    assertThat(connector.footprint()).isEmpty();
    connector.uninstall();
    connector.install();
    connector.install();
    assertThat(connector.footprint()).isNotEmpty();
    assertThat(connector.objects()).containsExactly(person.name());
  }
}
