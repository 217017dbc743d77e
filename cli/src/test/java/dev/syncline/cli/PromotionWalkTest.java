package dev.syncline.cli;

import static dev.syncline.cli.Shops.ask;
import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Chinook as a test store and as the live one, each with a tree of pictures beside its database. A
 * part of what was prepared is promoted: compared, selected, put off and cancelled, tried in vain,
 * applied, and taken back. What came of it is asked in SQL, and told from the hashes of all files.
 */
class PromotionWalkTest {
  private static final String SYNC =
      """
        test_files: { type: folder, path: test-files }
        prod_files: { type: folder, path: prod-files }
      environments:
        test: { connection: test_db, files: test_files }
        prod: { connection: prod_db, files: prod_files }
      syncs:
        promotion:
          id: 1
          between: [test, prod]
          start-from: prod
          modules:
            catalogue: { tasks: [artists, albums, tracks], requires: [kinds, pictures] }
            kinds: { tasks: [genres, media], choose: { genres: name } }
            pictures: { tasks: images, choose: { images: folder } }
            lists: { tasks: playlists }
          never: { Sales: [invoice, invoice_line], People: [customer, employee] }
          tasks:
            - { name: artists, id: 1, source: artist, target: artist, match: name }
            - { name: albums, id: 2, source: album, target: album, match: [title, artist_id <-> artist_id] }
            - { name: genres, id: 3, source: genre, target: genre, match: name }
            - { name: media, id: 4, source: media_type, target: media_type, match: name }
            - { name: tracks, id: 5, source: track, target: track, match: [name, album_id <-> album_id, milliseconds] }
            - { name: images, id: 6, source: "files:pictures", target: "files:pictures" }
            - { name: playlists, id: 7, source: playlist, target: playlist, match: playlist_id, same-ids: true }
      """;

  private static final String PLAN = "promotion.plan";

  @TempDir Path folder;
  private TwoStores stores;
  private TestDatabase test;
  private TestDatabase prod;

  @BeforeEach
  void open() throws Exception {
    stores = TwoStores.chinook(folder, SYNC);
    stores.shell.environment.put("SYNCLINE_ENVIRONMENT", "prod");
    test = stores.test;
    prod = stores.prod;
    for (String root : List.of("test-files", "prod-files")) {
      for (int i = 1; i <= 20; i++) {
        picture(root, "artists/" + i + ".jpg", i);
        picture(root, "albums/" + i + ".jpg", 100 + i);
      }
    }
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

  private void review(int exit, String... what) {
    call(exit, Stream.concat(Stream.of("review", PLAN), Stream.of(what)).toArray(String[]::new));
  }

  private static String flat(String text) {
    return text.replaceAll("\\s+", " ");
  }

  /** Some bytes, the same for the same seed. */
  private void picture(String root, String path, int seed) throws IOException {
    byte[] bytes = new byte[2_000 + seed * 150];
    new Random(seed).nextBytes(bytes);
    Path file = folder.resolve(root).resolve("pictures").resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  private void remove(String root, String path) throws IOException {
    Files.delete(folder.resolve(root).resolve("pictures").resolve(path));
  }

  /** The hash of each file of a tree, whatever its name. */
  private Map<String, String> hashes(String root) throws Exception {
    Path tree = folder.resolve(root);
    Map<String, String> hashes = new TreeMap<>();
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        hashes.put(tree.relativize(file).toString(), HexFormat.of().formatHex(hash));
      }
    }
    return hashes;
  }

  /** Both are remembered to be the same. */
  private void agree() {
    call(0, "plan", "promotion", "--from", "test");
    review(0);
    call(0, "run", "--plan", PLAN);
  }

  /** Two bands come with pictures, prices and a list change, and live an album is renamed, too. */
  private void prepare() throws SQLException, IOException {
    test.run(
        "INSERT INTO artist (name) VALUES ('New Band'), ('Later Band')",
        "INSERT INTO genre (name) VALUES ('Synthwave')",
        "INSERT INTO album (title, artist_id) SELECT 'First', artist_id FROM artist"
            + " WHERE artist_id > 275 ORDER BY artist_id",
        "INSERT INTO track (name, album_id, media_type_id, genre_id, milliseconds, unit_price)"
            + " SELECT 'Song ' || n, album_id, 1, (SELECT genre_id FROM genre WHERE name ="
            + " 'Synthwave'), 1000 * n, 0.99 FROM album, generate_series(1, 5) n WHERE title ="
            + " 'First'",
        "UPDATE album SET title = 'Restless and Wild, remastered' WHERE album_id = 3",
        "UPDATE track SET unit_price = 1.29 WHERE track_id <= 10",
        "UPDATE playlist SET name = 'Nobody asked for it' WHERE playlist_id = 1");
    prod.run(
        "UPDATE album SET title = 'Restless & Wild' WHERE album_id = 3",
        "UPDATE album SET title = 'Let There Be Rock, live' WHERE album_id = 4");
    picture("test-files", "artists/276.jpg", 276);
    picture("test-files", "albums/348.jpg", 348);
    picture("test-files", "albums/1.jpg", 401);
    picture("test-files", "albums/2.jpg", 402);
    picture("prod-files", "albums/2.jpg", 403);
    picture("prod-files", "artists/only-live.jpg", 404);
    remove("test-files", "albums/5.jpg");
  }

  private void compare() {
    Shell.Said said =
        call(4, "plan", "promotion", "--from", "test", "--module", "catalogue", "--output", "json");
    JsonNode compared = said.sync();
    assertThat(compared.get("notes").toString())
        .contains("kinds (for catalogue)", "pictures (for catalogue)")
        .contains("Never synchronized: Sales, People");
    JsonNode groups = compared.get("groups");
    assertThat(groups.get("new").get("all").intValue()).isEqualTo(2 + 1 + 2 + 10 + 2);
    assertThat(groups.get("conflicts").get("all").intValue()).isEqualTo(2);
    assertThat(groups.get("modified").get("all").intValue()).isEqualTo(10 + 1 + 1);
    assertThat(groups.get("deleted").get("all").intValue()).isEqualTo(2);
  }

  /** One band goes live today; the other, and the prices, stay for another day. */
  private void select() {
    review(4, "--leave", "--task", "artists", "--where", "name = 'Later Band'");
    Shell.Said foreseen = call(4, "review", PLAN, "--show", "100");
    assertThat(flat(foreseen.out()))
        .contains(
            "would be blocked: artist_id refers to artists 277, which is left; take it, too",
            "would be written without album_id, which refers to albums 349, which would be blocked",
            "Of these 1 would be blocked and 5 written without a reference",
            "syncline review promotion.plan --take --task artists --record 277");
    assertThat(stores.shell.read(PLAN + ".review"))
        .containsPattern("\\[x] .*albums 349 .*would be blocked: artist_id refers to artists 277");
    review(4, "--leave", "--task", "albums", "--record", "349");
    review(4, "--leave", "--task", "tracks", "--where", "album_id = 349");
    review(4, "--leave", "--task", "tracks", "--group", "modified");
    review(4, "--take", "--task", "albums", "--record", "3", "--field", "title");
    review(3, "--take", "--task", "images", "--record", "albums/2.jpg");
    review(3, "--take", "--task", "images", "--record", "albums/5.jpg");
    JsonNode left = call(3, "review", PLAN, "--output", "json").json();
    assertThat(left.get("foreseen").toString()).isEqualTo("{\"blocked\":0,\"partly\":0}");
  }

  @Test
  void aPartOfWhatWasPreparedGoesLive() throws Exception {
    agree();
    prepare();
    Map<String, List<String>> rows = stores.everything();
    Map<String, String> files = hashes("prod-files");
    compare();
    select();

    long tomorrow = stores.shell.now + TimeUnit.DAYS.toMillis(1);
    call(0, "run", "--plan", PLAN, "--at", Instant.ofEpochMilli(tomorrow).toString(), "--no-wait");
    JsonNode waiting = call(0, "messages", "--output", "json").json().get("messages").get(0);
    assertThat(waiting.get("state").asString()).isEqualTo("waiting");
    call(0, "cancel", waiting.get("message").asString());
    stores.shell.now = tomorrow + 1;
    assertThat(call(0, "run", "--waiting").out()).contains("Nothing waits.");
    assertThat(stores.everything()).isEqualTo(rows);
    assertThat(hashes("prod-files")).isEqualTo(files);

    tryInVain(files);
    assertThat(ask(prod, "SELECT count(*) FROM track")).containsExactly("3503");
    assertThat(stores.everything()).isEqualTo(rows);
    apply(files);
    takeBack(rows, files);
  }

  /** The live store refuses a song, and nothing of the whole try is anywhere. */
  private void tryInVain(Map<String, String> files) throws Exception {
    prod.run("ALTER TABLE track ADD CONSTRAINT no_third_song CHECK (name <> 'Song 3')");
    Map<String, List<String>> rows = stores.everything();
    Shell.Said tried = call(5, "run", "--plan", PLAN, "--test");
    assertThat(flat(tried.out()))
        .contains("no_third_song")
        .contains("images: not available: prod_files (Folder on ")
        .contains("5 writes were not sent")
        .contains("1 record would be rejected. Not tried: 5 writes. Nothing was kept");
    JsonNode json = call(5, "run", "--plan", PLAN, "--test", "--output", "json").sync();
    assertThat(json.get("due")).hasSize(1);
    assertThat(json.at("/due/0/task").asString()).isEqualTo("tracks");
    assertThat(json.at("/due/0/reason").asString()).isEqualTo("rejected");
    assertThat(json.at("/notTried/0/task").asString()).isEqualTo("images");
    assertThat(json.at("/notTried/0/notSent").intValue()).isEqualTo(5);
    assertThat(json.get("tasks").findValuesAsString("task")).doesNotContain("images");
    assertThat(stores.everything()).isEqualTo(rows);
    assertThat(hashes("prod-files")).isEqualTo(files);
    prod.run("ALTER TABLE track DROP CONSTRAINT no_third_song");
    assertThat(call(3, "run", "--plan", PLAN, "--test").out()).contains("syncline run --plan");
  }

  private void apply(Map<String, String> before) throws Exception {
    List<String> sales = ask(prod, "SELECT t::text FROM invoice_line t");
    call(0, "run", "--plan", PLAN);
    assertThat(ask(prod, "SELECT name FROM artist WHERE artist_id > 275"))
        .containsExactly("New Band");
    assertThat(
            ask(
                prod,
                "SELECT concat_ws('|', a.name, l.title, g.name, count(*), sum(t.milliseconds))"
                    + " FROM track t JOIN album l USING (album_id) JOIN artist a USING (artist_id)"
                    + " JOIN genre g USING (genre_id) WHERE track_id > 3503 GROUP BY a.name,"
                    + " l.title, g.name"))
        .containsExactly("New Band|First|Synthwave|5|15000");
    assertThat(ask(prod, "SELECT title FROM album WHERE album_id IN (3, 4) ORDER BY album_id"))
        .containsExactly("Restless and Wild, remastered", "Let There Be Rock, live");
    assertThat(ask(prod, "SELECT count(*) FROM track WHERE track_id <= 10 AND unit_price = 0.99"))
        .containsExactly("10");
    assertThat(ask(prod, "SELECT name FROM playlist WHERE playlist_id = 1"))
        .containsExactly("Music");
    assertThat(ask(prod, "SELECT t::text FROM invoice_line t")).isEqualTo(sales);

    Map<String, String> promoted = new TreeMap<>(before);
    Map<String, String> prepared = hashes("test-files");
    for (String path :
        List.of("artists/276.jpg", "albums/348.jpg", "albums/1.jpg", "albums/2.jpg")) {
      promoted.put("pictures/" + path, prepared.get("pictures/" + path));
    }
    promoted.remove("pictures/albums/5.jpg");
    assertThat(hashes("prod-files"))
        .isEqualTo(promoted)
        .containsKey("pictures/artists/only-live.jpg");
  }

  private void takeBack(Map<String, List<String>> rows, Map<String, String> files)
      throws Exception {
    call(0, "undo", "2", "--yes");
    Map<String, List<String>> now = stores.everything();
    rows.forEach(
        (table, before) -> {
          if (!table.contains("syncline")) {
            assertThat(now.get(table)).as(table).isEqualTo(before);
          }
        });
    assertThat(hashes("prod-files")).isEqualTo(files);
  }

  @Test
  void itIsStartedFromTheLiveStoreOnlyWhicheverWayItGoes() throws Exception {
    agree();
    Map<String, List<String>> rows = stores.everything();
    stores.shell.environment.put("SYNCLINE_ENVIRONMENT", "test");
    for (String command :
        List.of(
            "plan promotion --from test",
            "plan promotion --from prod",
            "review " + PLAN,
            "run --plan " + PLAN,
            "run --plan " + PLAN + " --test")) {
      assertThat(flat(call(1, command.split(" ")).err()))
          .contains("promotion may be started in prod only. This is test");
    }
    assertThat(stores.everything()).isEqualTo(rows);
  }
}
