package dev.syncline.cli;

import static dev.syncline.cli.Shops.ask;
import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Chinook in PostgreSQL as a test store and as the live one, whose keys go apart: new artists with
 * their albums and tracks are promoted, in part, while customers go on buying. What came of it is
 * asked in SQL.
 */
class ChinookEnvironmentsTest {
  private static final String SYNC =
      """
      environments: { test: { connection: test_db }, prod: { connection: prod_db } }
      syncs:
        promotion:
          id: 1
          between: [test, prod]
          modules:
            catalogue: { tasks: [artists, albums, tracks], requires: kinds }
            kinds: { tasks: [genres, media], choose: { genres: name } }
          never: { Sales: [invoice, invoice_line], People: [customer, employee] }
          tasks:
            - { name: artists, id: 1, source: artist, target: artist, match: name }
            - { name: albums, id: 2, source: album, target: album, match: [title, artist_id <-> artist_id] }
            - { name: genres, id: 3, source: genre, target: genre, match: name }
            - { name: media, id: 4, source: media_type, target: media_type, match: name }
            - { name: tracks, id: 5, source: track, target: track, match: [name, album_id <-> album_id, milliseconds] }
      """;

  /** Tracks by all that tells them apart but the keys, which differ. */
  private static final String TRACKS =
      """
      SELECT concat_ws('|', a.name, l.title, t.name, g.name, m.name, t.composer, t.milliseconds,
        t.unit_price) FROM track t LEFT JOIN album l ON l.album_id = t.album_id
        LEFT JOIN artist a ON a.artist_id = l.artist_id LEFT JOIN genre g ON g.genre_id = t.genre_id
        JOIN media_type m ON m.media_type_id = t.media_type_id""";

  private static final String SALES =
      "SELECT concat_ws('|', invoice_line_id, invoice_id, track_id, unit_price, quantity)"
          + " FROM invoice_line";

  @TempDir Path folder;
  private TwoStores stores;
  private TestDatabase test;
  private TestDatabase prod;

  @BeforeEach
  void open() throws Exception {
    stores = TwoStores.chinook(folder, SYNC);
    test = stores.test;
    prod = stores.prod;
  }

  @AfterEach
  void close() throws SQLException {
    if (stores != null) {
      stores.close();
    }
  }

  private Shell.Said call(int exit, String... args) {
    return stores.call(exit, args);
  }

  @Test
  void aCatalogueIsPreparedInOneAndPromotedToTheOther() throws SQLException {
    assertThat(ask(prod, "SELECT count(*) FROM track")).containsExactly("3503");
    // Live, artists were added meanwhile: from here on the same key means another record.
    prod.run("INSERT INTO artist (name) VALUES ('Only Live'), ('Also Live')");
    test.run(
        "INSERT INTO artist (name) VALUES ('New Band'), ('Later Band')",
        "INSERT INTO genre (name) VALUES ('Synthwave')",
        "INSERT INTO album (title, artist_id) SELECT 'First', artist_id FROM artist"
            + " WHERE name LIKE '% Band' AND artist_id > 275",
        "INSERT INTO track (name, album_id, media_type_id, genre_id, milliseconds, unit_price)"
            + " SELECT 'Song ' || n, album_id, 1, (SELECT genre_id FROM genre WHERE name ="
            + " 'Synthwave'), 1000 * n, 0.99 FROM album, generate_series(1, 20) n WHERE title ="
            + " 'First'",
        "UPDATE track SET unit_price = 1.29 WHERE genre_id = 1 AND milliseconds > 500000");
    List<String> sales = ask(prod, SALES);
    List<String> untouched =
        ask(prod, TRACKS + " WHERE t.genre_id = 1 AND t.milliseconds > 500000");

    JsonNode compared = call(4, "plan", "promotion", "--from", "test", "--output", "json").sync();
    assertThat(compared.get("groups").get("new").get("all").intValue()).isEqualTo(2 + 1 + 2 + 40);
    assertThat(compared.get("groups").get("modified").get("all").intValue())
        .isEqualTo(untouched.size());
    assertThat(compared.get("groups").get("deleted").get("all").intValue()).isEqualTo(2);

    // One band goes live today, prices and the other band stay for another day.
    call(3, "review", "promotion.plan", "--leave", "--group", "modified");
    call(
        3,
        "review",
        "promotion.plan",
        "--leave",
        "--task",
        "artists",
        "--where",
        "name = 'Later Band'");
    call(
        3,
        "review",
        "promotion.plan",
        "--leave",
        "--task",
        "albums",
        "--where",
        "artist_id > 276 AND title = 'First'");
    call(3, "review", "promotion.plan", "--leave", "--task", "tracks", "--where", "album_id > 348");
    call(0, "run", "--plan", "promotion.plan");
    assertThat(ask(prod, "SELECT name FROM artist WHERE artist_id > 275 ORDER BY 1"))
        .containsExactly("Also Live", "New Band", "Only Live");
    assertThat(ask(prod, TRACKS + " WHERE t.genre_id = 1 AND t.milliseconds > 500000"))
        .containsExactlyInAnyOrderElementsOf(untouched);
    assertThat(ask(prod, "SELECT count(*) FROM track")).containsExactly("3523");
    assertThat(ask(prod, SALES)).containsExactlyInAnyOrderElementsOf(sales);

    // The rest, with a price that was changed in both meanwhile.
    prod.run(
        "UPDATE track SET unit_price = 2.00 WHERE track_id = (SELECT min(track_id) FROM track"
            + " WHERE genre_id = 1 AND milliseconds > 500000)");
    JsonNode again = call(4, "plan", "promotion", "--from", "test", "--output", "json").sync();
    assertThat(again.get("groups").get("new").get("all").intValue()).isEqualTo(1 + 1 + 20);
    call(3, "review", "promotion.plan", "--take", "--all");
    call(3, "review", "promotion.plan", "--leave", "--group", "deleted");
    call(0, "run", "--plan", "promotion.plan");
    assertThat(ask(prod, TRACKS)).containsExactlyInAnyOrderElementsOf(ask(test, TRACKS));
    assertThat(ask(prod, SALES)).containsExactlyInAnyOrderElementsOf(sales);
    assertThat(call(4, "plan", "promotion", "--from", "test").out()).contains("0 of 2");
  }
}
