package dev.syncline.connect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Connector;
import dev.syncline.connect.KeyOf;
import dev.syncline.connect.Write;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.connect.open.Connections;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * New rows that refer to themselves or each other, where PostgreSQL's keys come from no sequence.
 */
class PostgresCirclesTest {
  private TestDatabase database;
  private Connector connector;
  private long token;

  @BeforeEach
  void open() {
    database = TestDatabases.postgres();
    connector =
        Connections.open(
            ConnectionSpec.of(
                "crm", "postgresql", database.url(), database.user(), database.password()));
    token = connector.claim(1, "store", false);
  }

  @AfterEach
  void close() {
    connector.close();
  }

  private void table(String key, String deferrable) throws SQLException {
    database.run(
        "CREATE TABLE node (id "
            + key
            + " PRIMARY KEY, name text, parent "
            + (key.startsWith("uuid") ? "uuid" : "bigint")
            + " NOT NULL CONSTRAINT node_parent REFERENCES node (id) "
            + deferrable
            + ")");
  }

  private List<WriteOutcome> write(Write... writes) {
    return connector.write(new WriteBatch("1", "store", 1, 1, token, false, true, List.of(writes)));
  }

  private Write node(String operation, Object parent) {
    Shape shape = connector.describe("node").shape(List.of("id", "name", "parent"));
    return new Write.Insert(
        operation,
        shape,
        List.of("name", "parent"),
        new Object[] {operation, parent},
        r -> new byte[1]);
  }

  private static Row applied(WriteOutcome outcome) {
    assertThat(outcome).isInstanceOf(WriteOutcome.Applied.class);
    return ((WriteOutcome.Applied) outcome).after();
  }

  @Test
  void aKeyThatOnlyTheInsertTellsIsFilledInWhereTheConstraintWaits() throws SQLException {
    table("uuid DEFAULT gen_random_uuid()", "DEFERRABLE");
    List<WriteOutcome> done = write(node("a", new KeyOf("b", 0)), node("b", new KeyOf("a", 0)));
    Row a = applied(done.get(0));
    Row b = applied(done.get(1));
    assertThat(a.get("parent")).isEqualTo(b.get("id"));
    assertThat(b.get("parent")).isEqualTo(a.get("id"));
    List<WriteOutcome> again = write(node("a", new KeyOf("b", 0)), node("b", new KeyOf("a", 0)));
    assertThat(applied(again.get(0)).values()).isEqualTo(a.values());
    assertThat(connector.count("node")).isEqualTo(2);
  }

  @Test
  void whereItDoesNotTheConstraintAndTheRemedyAreNamed() throws SQLException {
    table("uuid DEFAULT gen_random_uuid()", "");
    assertThat(write(node("a", new KeyOf("a", 0))).getFirst())
        .isInstanceOfSatisfying(
            WriteOutcome.Rejected.class,
            r ->
                assertThat(r.message())
                    .contains("foreign key \"node_parent\"")
                    .contains(
                        "ALTER TABLE \"public\".\"node\" ALTER CONSTRAINT \"node_parent\" DEFERRABLE"));
    assertThat(connector.count("node")).isZero();
  }

  @Test
  void theRightToTheSequenceIsNotNeeded() throws SQLException {
    table("bigint GENERATED ALWAYS AS IDENTITY", "DEFERRABLE");
    database
        .asAdmin()
        .run(
            "ALTER TABLE node OWNER TO postgres",
            "GRANT SELECT, INSERT, UPDATE ON node TO " + database.user());
    Row node = applied(write(node("a", new KeyOf("a", 0))).getFirst());
    assertThat(node.get("parent")).isEqualTo(node.get("id")).isEqualTo(1L);
  }

  @Test
  void allOrNone() throws SQLException {
    table("bigint GENERATED ALWAYS AS IDENTITY", "");
    assertThat(write(node("a", new KeyOf("a", 0)), node("b", 77L)))
        .allMatch(WriteOutcome.Rejected.class::isInstance)
        .first()
        .asString()
        .contains("that \"parent\" refers to is not there (foreign key \"node_parent\")");
    assertThat(connector.count("node")).isZero();
  }

  private Write leaf(String operation) {
    Shape shape = connector.describe("leaf").shape(List.of("id", "name"));
    return new Write.Insert(operation, shape, List.of("name"), new Object[] {operation}, r -> null);
  }

  private Write twig(String operation, long id, Object leaf) {
    Shape shape = connector.describe("twig").shape(List.of("id", "leaf"));
    return new Write.Insert(
        operation, shape, List.of("id", "leaf"), new Object[] {id, leaf}, r -> new byte[1]);
  }

  /** What goes with another write has no note of its own. */
  @Test
  void whatIsReferredToIsAddedOnceAndBeforeWhatRefersToIt() throws SQLException {
    database.run(
        "CREATE TABLE leaf (id uuid DEFAULT gen_random_uuid() PRIMARY KEY, name text)",
        "CREATE TABLE twig (id bigint PRIMARY KEY, leaf uuid REFERENCES leaf (id))");
    Write first = twig("a", 1, new KeyOf("a/leaf", 0));
    Row twig = applied(write(first, leaf("a/leaf")).getFirst());
    Row again = applied(write(first, leaf("a/leaf")).getFirst());
    assertThat(again.values()).isEqualTo(twig.values());
    assertThat(connector.count("leaf")).isEqualTo(1);

    Shape shape = twig.shape();
    List<WriteOutcome> other =
        write(
            new Write.Update(
                "b",
                shape,
                Key.of(1L),
                List.of("leaf"),
                new Object[] {new KeyOf("b/leaf", 0)},
                r -> true,
                r -> new byte[1]),
            new Write.Delete(
                "b/gone",
                connector.describe("leaf").shape(List.of("id", "name")),
                Key.of(twig.get("leaf")),
                r -> true,
                r -> null),
            leaf("b/leaf"));
    assertThat(applied(other.getFirst()).get("leaf"))
        .isEqualTo(applied(other.getLast()).get("id"))
        .isNotEqualTo(twig.get("leaf"));
    assertThat(connector.count("leaf")).isEqualTo(1);

    List<WriteOutcome> refused =
        write(
            twig("c", 2, new KeyOf("c/leaf", 0)), leaf("c/leaf"), twig("d", 3, UUID.randomUUID()));
    assertThat(refused.getLast()).isInstanceOf(WriteOutcome.Rejected.class);
    assertThat(refused.get(1)).isInstanceOf(WriteOutcome.Retry.class);
    assertThat(connector.count("leaf")).isEqualTo(1);
  }
}
