package dev.syncline.connect.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.AuditColumns;
import dev.syncline.connect.Connector;
import dev.syncline.connect.Connector.RowStream;
import dev.syncline.connect.Stamps;
import dev.syncline.connect.Stamps.Clock;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What capture by timestamps promises on every database. */
public abstract class StampsContract {
  protected static final AuditColumns BOTH = new AuditColumns("created", "updated", null);
  protected static final AuditColumns UPDATED = new AuditColumns(null, "updated", null);

  @RegisterExtension protected final Databases databases = new Databases();
  protected final Brand brand;
  protected TestDatabase database;
  protected Connector connector;
  protected Stamps stamps;

  protected StampsContract(Brand brand) {
    this.brand = brand;
  }

  /** The types of columns without and with a zone. */
  protected abstract Map<Boolean, String> types();

  @BeforeEach
  void open() throws SQLException {
    database = databases.create(brand);
    database.run("SELECT 1");
    connector = brand.open(database);
    stamps = connector.stamps().orElseThrow();
  }

  @AfterEach
  void close() {
    connector.close();
  }

  protected final void table(String created, String updated) throws SQLException {
    database.run(
        "CREATE TABLE person (id integer PRIMARY KEY, created "
            + created
            + " NULL, updated "
            + updated
            + " NULL)");
  }

  /** A row with stamps, each a moment in UTC, or null. */
  protected final void row(int id, String created, String updated) throws SQLException {
    database.run(
        "INSERT INTO person VALUES (" + id + ", " + value(created) + ", " + value(updated) + ")");
  }

  /** A moment as the database writes it. */
  protected String value(String moment) {
    return moment == null ? "NULL" : "'" + moment + "'";
  }

  /** The ids of what was written since, in order. */
  protected final List<Object> since(AuditColumns columns, String from) {
    Shape shape = connector.describe("person").shape(List.of("id"));
    List<Object> ids = new ArrayList<>();
    try (RowStream rows = stamps.since(shape, columns, from == null ? null : Instant.parse(from))) {
      for (Row row = rows.next(); row != null; row = rows.next()) {
        ids.add(row.get("id"));
      }
    }
    return ids.stream().sorted().toList();
  }

  @Test
  void aMomentIsIncluded() throws SQLException {
    String type = types().get(true);
    table(type, type);
    row(1, "2024-05-01 10:00:00", "2024-05-03 10:00:00");
    row(2, "2024-05-01 10:00:00", "2024-05-05 10:00:00");
    row(3, "2024-05-05 10:00:00", null);
    row(4, "2024-05-01 10:00:00", null);
    row(5, null, null);
    assertThat(since(BOTH, "2024-05-05T10:00:00Z")).containsExactly(2L, 3L, 5L);
    assertThat(since(BOTH, "2024-05-03T10:00:00Z")).containsExactly(1L, 2L, 3L, 5L);
    assertThat(since(UPDATED, "2024-05-05T10:00:00Z")).containsExactly(2L, 3L, 4L, 5L);
    assertThat(since(BOTH, "2024-05-08T10:00:01Z")).containsExactly(5L);
    assertThat(since(BOTH, null)).containsExactly(1L, 2L, 3L, 4L, 5L);
  }

  @Test
  void anHourIsAddedWhereThereIsNoZone() throws SQLException {
    String type = types().get(false);
    table(type, type);
    row(1, "2024-10-27 02:05:00", "2024-10-27 02:05:00");
    row(2, "2024-10-24 02:05:00", "2024-10-24 02:05:00");
    // Somebody wrote at 02:55, then clocks went back, then the first was written.
    assertThat(since(BOTH, "2024-10-27T02:55:00Z")).containsExactly(1L);
  }

  @Test
  void itIsAsLateAsTheDatabaseSays() throws SQLException {
    table(types().get(true), types().get(true));
    Clock clock = stamps.clock("person", BOTH);
    assertThat(clock.now())
        .isBetween(
            Instant.now().minus(Duration.ofMinutes(2)), Instant.now().plus(Duration.ofMinutes(2)));
    assertThat(clock.oldest()).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void saysWhatAnIndexWouldSaveAndWhoKeepsTheStamps() throws SQLException {
    table(types().get(true), types().get(true));
    assertThat(stamps.blindSpots("person", UPDATED))
        .anyMatch(s -> s.contains("no index begins with updated"))
        .anyMatch(s -> s.contains("nothing in the database sets updated"));
    database.run(
        stamps.blindSpots("person", UPDATED).stream()
            .filter(s -> s.contains("CREATE INDEX"))
            .map(s -> s.substring(s.indexOf("CREATE INDEX")))
            .findFirst()
            .orElseThrow());
    maintain();
    assertThat(stamps.blindSpots("person", UPDATED))
        .noneMatch(s -> s.contains("index") || s.contains("nothing in the database"));
    assertThat(stamps.blindSpots("person", new AuditColumns("created", null, null)))
        .anyMatch(s -> s.contains("shows new rows only"));
  }

  /** Lets the database keep {@code updated} of {@code person}. */
  protected abstract void maintain() throws SQLException;
}
