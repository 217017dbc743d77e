package dev.syncline.connect.app;

import static dev.syncline.connect.testing.Directus.field;
import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.AuditColumns;
import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Connector;
import dev.syncline.connect.Connector.RowStream;
import dev.syncline.connect.Stamps;
import dev.syncline.connect.open.Connections;
import dev.syncline.connect.testing.Directus;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Capture by the timestamps that Directus itself keeps. */
class DirectusStampsTest {
  private static final AuditColumns COLUMNS =
      new AuditColumns("date_created", "date_updated", null);

  @Test
  void asksForWhatWasWrittenSince() throws Exception {
    Directus directus = Directus.shared();
    directus.makeCollection(
        "note",
        field("id", "integer", "\"is_primary_key\":true,\"has_auto_increment\":true"),
        field("text", "string", ""),
        field("date_created", "timestamp", "", "\"special\":[\"date-created\"]"),
        field("date_updated", "timestamp", "", "\"special\":[\"date-updated\"]"));
    directus.ask(
        "POST", "/items/note", "[{\"text\":\"one\"},{\"text\":\"two\"},{\"text\":\"three\"}]");
    try (Connector connector =
        Connections.open(
            ConnectionSpec.application(
                "cms", "directus", directus.url(), "", "", Directus.TOKEN))) {
      Stamps stamps = connector.stamps().orElseThrow();
      assertThat(stamps.obstacle("note")).isEmpty();
      Instant now = stamps.clock("note", COLUMNS).now();
      assertThat(now)
          .isBetween(
              Instant.now().minus(Duration.ofMinutes(2)),
              Instant.now().plus(Duration.ofMinutes(2)));
      assertThat(since(connector, now.minusSeconds(60))).containsExactly(1L, 2L, 3L);
      assertThat(since(connector, null)).containsExactly(1L, 2L, 3L);

      Instant created = lastStamp(connector);
      Thread.sleep(20);
      directus.ask("PATCH", "/items/note/2", "{\"text\":\"changed\"}");
      assertThat(since(connector, created.plusMillis(1))).containsExactly(2L);
      assertThat(since(connector, lastStamp(connector))).as("inclusive").containsExactly(2L);
      assertThat(since(connector, now.plusSeconds(3600))).isEmpty();
    }
  }

  /** More than a page of records that were all written at the same moment. */
  @Test
  void aMomentMayFillMoreThanAPage() throws Exception {
    Directus directus = Directus.shared();
    directus.makeCollection(
        "crowd",
        field("id", "integer", "\"is_primary_key\":true,\"has_auto_increment\":true"),
        field("at", "timestamp", ""));
    List<String> items = new ArrayList<>();
    for (int i = 0; i < 1_001; i++) {
      items.add("{\"at\":\"2024-05-05T10:00:00Z\"}");
    }
    directus.ask("POST", "/items/crowd", "[" + String.join(",", items) + "]");
    try (Connector connector =
        Connections.open(
            ConnectionSpec.application(
                "cms", "directus", directus.url(), "", "", Directus.TOKEN))) {
      Shape shape = connector.describe("crowd").shape(List.of("id"));
      AuditColumns at = new AuditColumns(null, "at", null);
      Set<Object> ids = new HashSet<>();
      try (RowStream rows =
          connector
              .stamps()
              .orElseThrow()
              .since(shape, at, Instant.parse("2024-05-05T10:00:00Z"))) {
        for (Row row = rows.next(); row != null; row = rows.next()) {
          assertThat(ids.add(row.get("id"))).isTrue();
        }
      }
      assertThat(ids).hasSize(1_001);
    }
  }

  private static Instant lastStamp(Connector connector) {
    Instant last = Instant.EPOCH;
    for (Row row : rows(connector, null)) {
      for (String column : COLUMNS.stamps()) {
        Instant stamp = (Instant) row.get(column);
        last = stamp != null && stamp.isAfter(last) ? stamp : last;
      }
    }
    return last;
  }

  private static List<Object> since(Connector connector, Instant from) {
    return rows(connector, from).stream().map(row -> row.get("id")).sorted().toList();
  }

  private static List<Row> rows(Connector connector, Instant from) {
    Shape shape = connector.describe("note").shape(List.of("id", "date_created", "date_updated"));
    List<Row> rows = new ArrayList<>();
    try (RowStream stream = connector.stamps().orElseThrow().since(shape, COLUMNS, from)) {
      for (Row row = stream.next(); row != null; row = stream.next()) {
        rows.add(row);
      }
    }
    return rows;
  }
}
