package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees of files: kept in step, and promoted beside the rows of an environment. */
class FoldersTest {
  private static final String TWO_FOLDERS =
      """
      version: 1
      connections:
        left: { type: folder, path: test }
        right: { type: folder, path: prod }
      syncs:
        files:
          id: 1
          source: left
          target: right
          direction: two-way
          conflicts: hold
          tasks:
            - { name: gallery, id: 1, source: gallery, target: gallery }
      """;

  @TempDir Path folder;
  private Shell shell;

  @BeforeEach
  void open() throws IOException {
    shell = new Shell(folder);
    Files.createDirectories(folder.resolve("test/gallery"));
    Files.createDirectories(folder.resolve("prod/gallery"));
  }

  private void put(String path, String text) throws IOException {
    Files.createDirectories(folder.resolve(path).getParent());
    Files.writeString(folder.resolve(path), text);
  }

  private Map<String, String> files(String root) throws IOException {
    Map<String, String> files = new TreeMap<>();
    Path tree = folder.resolve(root);
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(tree.relativize(file).toString(), Files.readString(file));
      }
    }
    return files;
  }

  @Test
  void twoFoldersAreKeptInStep() throws IOException {
    shell.file("syncline.yaml", TWO_FOLDERS);
    put("test/gallery/summer/sea.jpg", "sea");
    put("test/gallery/same.jpg", "same");
    put("prod/gallery/same.jpg", "same");
    put("prod/gallery/été.jpg", "été");
    assertThat(shell.call("check").exit()).as("check").isZero();
    Shell.Said tried = shell.call("run", "--test");
    assertThat(tried.exit()).as(tried.toString()).isEqualTo(1);
    assertThat(tried.err().replaceAll("\\s+", " "))
        .contains("not available: left (Folder on ")
        .contains("Nothing was sent. What would be written is shown by: syncline plan files");
    Shell.Said first = shell.call("start");
    assertThat(first.exit()).as(first.toString()).isZero();
    assertThat(files("prod")).isEqualTo(files("test")).hasSize(3);
    put("test/gallery/same.jpg", "left");
    put("prod/gallery/summer/sea.jpg", "another sea");
    Files.delete(folder.resolve("prod/gallery/été.jpg"));
    Shell.Said second = shell.call("run");
    assertThat(second.exit()).as(second.toString()).isZero();
    assertThat(files("prod"))
        .isEqualTo(files("test"))
        .isEqualTo(Map.of("gallery/same.jpg", "left", "gallery/summer/sea.jpg", "another sea"));
    put("test/gallery/same.jpg", "mine");
    put("prod/gallery/same.jpg", "yours");
    assertThat(shell.call("run").exit()).isEqualTo(4);
    assertThat(files("test").get("gallery/same.jpg")).isEqualTo("mine");
    assertThat(files("prod").get("gallery/same.jpg")).isEqualTo("yours");
    Shell.Said undo = shell.call("undo", "2", "--yes");
    assertThat(undo.exit()).as(undo.toString()).isEqualTo(3);
    assertThat(files("test"))
        .containsEntry("gallery/summer/sea.jpg", "sea")
        .containsEntry("gallery/été.jpg", "été")
        .containsEntry("gallery/same.jpg", "mine");
    assertThat(shell.call("verify").exit()).isEqualTo(4);
  }

  @Test
  void aLargeFileIsFollowedWhileItIsCopied() throws IOException {
    shell.file("syncline.yaml", TWO_FOLDERS);
    Path film = folder.resolve("test/gallery/film.mp4");
    Files.write(film, new byte[20 << 20]);
    put("test/gallery/small.jpg", "small");
    Shell.Said said = shell.coloured().call("start", "--yes");
    assertThat(said.exit()).as(said.toString()).isZero();
    assertThat(said.err())
        .containsPattern("creating in right .*film.mp4 10 of 20 MB")
        .doesNotContain("small.jpg");
    assertThat(Files.mismatch(film, folder.resolve("prod/gallery/film.mp4"))).isEqualTo(-1);
  }

  @Test
  void aDeathInTheMiddleNeitherLosesNorDoubles() throws Exception {
    shell.file("syncline.yaml", TWO_FOLDERS);
    for (int i = 0; i < 300; i++) {
      put("test/gallery/" + i % 7 + "/" + i + ".jpg", "picture " + i);
    }
    Process child = Child.start(shell, "said.txt", "start", "--yes");
    while (child.isAlive() && !Files.exists(folder.resolve("prod/gallery/1"))) {
      Thread.sleep(5);
    }
    child.destroyForcibly().waitFor();
    assertThat(files("prod")).as(Child.said(shell, "said.txt")).isNotEmpty();
    Shell.Said again = shell.call("start", "--yes");
    assertThat(again.exit()).as(again.toString()).isZero();
    assertThat(files("prod")).isEqualTo(files("test")).hasSize(300);
    Shell.Said verified = shell.call("verify");
    assertThat(verified.exit()).as(verified.toString()).isZero();
  }

  @Test
  void aFolderThatIsGoneLosesNoFiles() throws IOException {
    twoFoldersAreKeptInStep();
    Map<String, String> before = files("test");
    Files.move(folder.resolve("prod"), folder.resolve("elsewhere"));
    assertThat(shell.call("run").exit()).isEqualTo(1);
    Files.createDirectory(folder.resolve("prod"));
    Shell.Said unmounted = shell.call("run");
    assertThat(unmounted.exit()).isEqualTo(1);
    assertThat(unmounted.err()).contains("seems not to be mounted");
    Files.createDirectory(folder.resolve("prod/gallery"));
    assertThat(shell.call("run").exit()).isEqualTo(4);
    assertThat(files("test")).isEqualTo(before);
  }

  @Test
  void filesArePromotedBesideTheRowsThatNameThem() throws IOException, SQLException {
    shell.file(
        "syncline.yaml",
        """
        version: 1
        connections:
          test_db: { type: sqlite, url: "jdbc:sqlite:test.db" }
          prod_db: { type: sqlite, url: "jdbc:sqlite:prod.db" }
          test_files: { type: folder, path: test }
          prod_files: { type: folder, path: prod }
        environments:
          test: { connection: test_db, files: test_files }
          prod: { connection: prod_db, files: prod_files }
        syncs:
          promotion:
            id: 1
            between: [test, prod]
            modules:
              content: { tasks: pages, requires: gallery }
              gallery: { tasks: images, choose: { images: folder } }
            tasks:
              - { name: pages, id: 1, source: page, target: page, match: id, same-ids: true }
              - { name: images, id: 2, source: "files:gallery", target: "files:gallery" }
        """);
    for (String database : new String[] {"test", "prod"}) {
      sql(database, "CREATE TABLE page (id TEXT PRIMARY KEY, title TEXT, image TEXT)");
      sql(database, "INSERT INTO page VALUES ('home', 'Home', 'summer/sea.jpg')");
      put(database + "/gallery/summer/sea.jpg", "sea");
      put(database + "/gallery/winter/snow.jpg", "snow");
      put(database + "/gallery/old.jpg", "old");
      put(database + "/gallery/both.jpg", "both");
    }
    promote();
    sql("test", "INSERT INTO page VALUES ('beach', 'Beach', 'summer/beach.jpg')");
    put("test/gallery/summer/beach.jpg", "beach");
    put("test/gallery/winter/snow.jpg", "more snow");
    put("test/gallery/both.jpg", "test");
    put("prod/gallery/both.jpg", "prod");
    Files.delete(folder.resolve("test/gallery/old.jpg"));

    Shell.Said part =
        shell.call(
            "plan",
            "--from",
            "test",
            "--module",
            "gallery",
            "--only",
            "gallery=summer",
            "--save",
            "part.plan");
    assertThat(part.exit()).as(part.toString()).isEqualTo(4);
    String offered = shell.call("review", "part.plan").out();
    assertThat(offered).contains("summer/beach.jpg").doesNotContain("snow.jpg");
    assertThat(shell.call("run", "--plan", "part.plan").exit()).isZero();
    assertThat(files("prod"))
        .containsEntry("gallery/summer/beach.jpg", "beach")
        .containsEntry("gallery/winter/snow.jpg", "snow");
    Path link = folder.resolve("test/gallery/link.jpg");
    Files.createSymbolicLink(link, Path.of("both.jpg"));
    assertThat(
            shell
                .call("plan", "--from", "test", "--module", "gallery", "--save", "link.plan")
                .out()
                .replaceAll("\\s+", " "))
        .contains("1 record is not offered, for it cannot be written as it is: images link.jpg: ");
    Files.delete(link);
    put("test/gallery/late.jpg", "late");

    Shell.Said compared =
        shell.call("plan", "--from", "test", "--module", "content", "--save", "all.plan");
    assertThat(compared.exit()).as(compared.toString()).isEqualTo(4);
    String all = shell.call("review", "all.plan").out();
    assertThat(all).contains("both.jpg", "beach.jpg", "snow.jpg", "old.jpg");
    shell.call("review", "all.plan", "--take", "--group", "new,modified,deleted");
    put("test/gallery/late.jpg", "changed since");
    Shell.Said tried = shell.call("run", "--plan", "all.plan", "--test");
    assertThat(tried.exit()).as(tried.toString()).isEqualTo(3);
    assertThat(tried.out().replaceAll("\\s+", " "))
        .contains("1 written in prod, as a run would. Not tried: 2 writes. Nothing was kept")
        .contains("images: not available: prod_files");
    Shell.Said run = shell.call("run", "--plan", "all.plan");
    assertThat(run.exit()).as(all + run).isEqualTo(3);
    assertThat(run.out()).contains("late.jpg");
    assertThat(files("prod"))
        .isEqualTo(
            Map.of(
                "gallery/summer/sea.jpg", "sea",
                "gallery/summer/beach.jpg", "beach",
                "gallery/winter/snow.jpg", "more snow",
                "gallery/both.jpg", "prod"));
    assertThat(count("SELECT count(*) FROM page WHERE id = 'beach'")).isEqualTo(1);

    Shell.Said undone = shell.call("undo", "3", "--yes");
    assertThat(undone.exit()).as(undone.toString()).isZero();
    assertThat(files("prod"))
        .isEqualTo(
            Map.of(
                "gallery/summer/sea.jpg", "sea",
                "gallery/summer/beach.jpg", "beach",
                "gallery/winter/snow.jpg", "snow",
                "gallery/old.jpg", "old",
                "gallery/both.jpg", "prod"));
    assertThat(count("SELECT count(*) FROM page WHERE id = 'beach'")).isZero();
  }

  @Test
  void whatLiesBehindALinkIsNotWrittenAndTheLinkIsNamed() throws IOException {
    shell.file("syncline.yaml", TWO_FOLDERS);
    put("test/gallery/summer/sea.jpg", "sea");
    Files.createDirectories(folder.resolve("elsewhere"));
    Path link =
        Files.createSymbolicLink(
            folder.resolve("prod/gallery/summer"), folder.resolve("elsewhere"));
    for (String command : new String[] {"start", "run"}) {
      Shell.Said said = shell.call(command);
      assertThat(said.exit()).as(said.toString()).isEqualTo(5);
      assertThat(said.out().replaceAll("\\s+", " "))
          .contains("lies behind a symbolic link (\"summer\"), which is neither followed nor")
          .doesNotContain("unique key");
    }
    Files.delete(link);
    Shell.Said run = shell.call("run");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(files("prod")).isEqualTo(files("test"));
  }

  @Test
  void aFileBehindALinkIsNotOffered() throws IOException, SQLException {
    shell.file(
        "syncline.yaml",
        """
        version: 1
        connections:
          test_db: { type: sqlite, url: "jdbc:sqlite:test.db" }
          prod_db: { type: sqlite, url: "jdbc:sqlite:prod.db" }
          test_files: { type: folder, path: test }
          prod_files: { type: folder, path: prod }
        environments:
          test: { connection: test_db, files: test_files }
          prod: { connection: prod_db, files: prod_files }
        syncs:
          promotion:
            id: 1
            between: [test, prod]
            tasks: [{ name: images, id: 1, source: "files:gallery", target: "files:gallery" }]
        """);
    for (String database : new String[] {"test", "prod"}) {
      sql(database, "CREATE TABLE page (id TEXT PRIMARY KEY)");
      put(database + "/gallery/same.jpg", "same");
    }
    promote();
    put("test/gallery/summer/sea.jpg", "sea");
    Files.createDirectories(folder.resolve("elsewhere"));
    Files.createSymbolicLink(folder.resolve("prod/gallery/summer"), folder.resolve("elsewhere"));
    assertThat(shell.call("plan", "--from", "test").out().replaceAll("\\s+", " "))
        .contains("not offered, for")
        .contains("images summer/sea.jpg: ")
        .contains("lies behind a symbolic link (\"summer\")")
        .contains("Put a folder in its place");
  }

  @Test
  void rowsThatReferToNewFilesAreTriedAndTheFilesAreNot() throws IOException, SQLException {
    shell.file(
        "syncline.yaml",
        """
        version: 1
        connections:
          test_db: { type: sqlite, url: "jdbc:sqlite:test.db" }
          prod_db: { type: sqlite, url: "jdbc:sqlite:prod.db" }
          test_files: { type: folder, path: test }
          prod_files: { type: folder, path: prod }
        environments:
          test: { connection: test_db, files: test_files }
          prod: { connection: prod_db, files: prod_files }
        syncs:
          promotion:
            id: 1
            between: [test, prod]
            tasks:
              - name: pages
                id: 1
                source: page
                target: page
                match: id
                same-ids: true
                fields: [ id, title, { relation: image <-> image, through: images } ]
              - { name: images, id: 2, source: "files:gallery", target: "files:gallery" }
        """);
    for (String database : new String[] {"test", "prod"}) {
      sql(database, "CREATE TABLE page (id TEXT PRIMARY KEY, title TEXT, image TEXT NOT NULL)");
      put(database + "/gallery/sea.jpg", "sea");
    }
    promote();
    put("test/gallery/beach.jpg", "beach");
    put("test/gallery/sea.jpg", "another sea");
    sql("test", "INSERT INTO page VALUES ('beach', 'Beach', 'beach.jpg')");
    Map<String, String> before = files("prod");
    shell.call("plan", "--from", "test");
    shell.call("review", "promotion.plan", "--leave", "--task", "images", "--record", "beach.jpg");
    assertThat(shell.read("promotion.plan.review"))
        .contains(
            "would be blocked: image refers to images beach.jpg, which is left; take it, too");
    shell.call("review", "promotion.plan", "--take", "--all");

    Shell.Said tried = shell.call("run", "--plan", "promotion.plan", "--test", "--output", "json");
    assertThat(tried.exit()).as(tried.toString()).isEqualTo(3);
    assertThat(tried.sync().get("due")).isEmpty();
    assertThat(tried.sync().at("/tasks/0/applied/target/create").asInt()).isEqualTo(1);
    assertThat(tried.sync().at("/notTried/0/notSent").asInt()).isEqualTo(2);
    assertThat(files("prod")).isEqualTo(before);
    assertThat(count("SELECT count(*) FROM page")).isZero();

    shell.call("review", "promotion.plan", "--leave", "--task", "pages");
    Shell.Said nothing = shell.call("run", "--plan", "promotion.plan", "--test");
    assertThat(nothing.exit()).as(nothing.toString()).isEqualTo(1);
    assertThat(nothing.out()).contains("Nothing could be tried.");
    assertThat(files("prod")).isEqualTo(before);

    shell.call("review", "promotion.plan", "--take", "--all");
    Shell.Said run = shell.call("run", "--plan", "promotion.plan");
    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(files("prod")).isEqualTo(files("test"));
    assertThat(count("SELECT count(*) FROM page WHERE image = 'beach.jpg'")).isEqualTo(1);
  }

  private void promote() {
    for (String[] command :
        new String[][] {
          {"plan", "--from", "test"},
          {"review", "promotion.plan"},
          {"run", "--plan", "promotion.plan"}
        }) {
      Shell.Said said = shell.call(command);
      assertThat(said.exit()).as(said.toString()).isZero();
    }
  }

  private void sql(String database, String statement) throws SQLException {
    try (Connection connection = connect(database);
        Statement s = connection.createStatement()) {
      s.execute(statement);
    }
  }

  private int count(String query) throws SQLException {
    try (Connection connection = connect("prod");
        Statement s = connection.createStatement();
        ResultSet rows = s.executeQuery(query)) {
      return rows.getInt(1);
    }
  }

  private Connection connect(String database) throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(database + ".db"));
  }
}
