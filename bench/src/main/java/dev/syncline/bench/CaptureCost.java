package dev.syncline.bench;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Connector;
import dev.syncline.connect.open.Connections;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.postgresql.PGConnection;

/**
 * What tracking costs those who write: the same work on a table as it is, and on one that is
 * tracked by triggers.
 */
@SuppressWarnings("NullAway.Init") // a scenario is prepared before it is measured
final class CaptureCost implements Scenario {
  private static final String PLAIN = "plain";
  private static final String TRACKED = "tracked";

  private final Servers servers;
  private final Path folder;
  private final String brand;
  private final boolean bulk;
  private final long rows;
  private Database database;
  private byte[] content;

  /**
   * @param brand postgresql, mariadb or sqlite
   * @param bulk one load of all rows; else one transaction for each row that is made, changed and
   *     deleted
   */
  CaptureCost(Servers servers, Path folder, String brand, boolean bulk, long rows) {
    this.servers = servers;
    this.folder = folder;
    this.brand = brand;
    this.bulk = bulk;
    this.rows = rows;
  }

  @Override
  public String title() {
    return brand
        + (bulk ? ": bulk load" : ": single rows made, changed and deleted")
        + ", tracked / not tracked";
  }

  @Override
  public String goal() {
    return bulk ? "≤ 2.2" : "≤ 1.3";
  }

  @Override
  public long rows() {
    return rows;
  }

  @Override
  public void prepare() throws Exception {
    database =
        switch (brand) {
          case "postgresql" -> servers.postgres("capture");
          case "mariadb" -> servers.maria("capture");
          default -> sqlite();
        };
    StringBuilder text = new StringBuilder();
    for (long i = 1; i <= (bulk ? rows : 0); i++) {
      text.append(i).append('\t').append(email(i)).append('\t').append(i % 1000);
      text.append('\t').append(i % 100).append(".25\tProduct number ").append(i).append('\n');
    }
    content = text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private Database sqlite() throws IOException {
    Files.createDirectories(folder);
    Path file = Files.createFile(folder.resolve("capture.db"));
    return new Database("sqlite", "jdbc:sqlite:" + file, "");
  }

  private static String email(long i) {
    return "user" + i * 7_919_777 % 15_485_863 + "@example.org";
  }

  @Override
  public void reset() throws Exception {
    try (Connector connector =
        Connections.open(
            ConnectionSpec.of("capture", brand, database.url(), database.user(), ""))) {
      for (String table : List.of(PLAIN, TRACKED)) {
        database.run(
            "DROP TABLE IF EXISTS " + table,
            "CREATE TABLE "
                + table
                + " (id integer PRIMARY KEY, email varchar(100) NOT NULL UNIQUE, quantity integer,"
                + " price decimal(12, 2), title varchar(200))");
      }
      connector.tracking().orElseThrow().untrack("bench", List.of(TRACKED));
      connector.tracking().orElseThrow().track("bench", List.of(TRACKED));
    }
    if (database.isPostgres()) {
      database.run("CHECKPOINT");
    }
  }

  @Override
  public void raw() throws Exception {
    write(PLAIN);
  }

  @Override
  public void syncline() throws Exception {
    write(TRACKED);
  }

  private void write(String table) throws SQLException, IOException {
    try (Connection connection = database.connect()) {
      if (!bulk) {
        oneByOne(connection, table);
      } else if (database.isPostgres()) {
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("COPY " + table + " FROM STDIN", new ByteArrayInputStream(content));
      } else if (brand.equals("mariadb")) {
        loadData(connection, table);
      } else {
        connection.setAutoCommit(false);
        insert(connection, table);
        connection.commit();
      }
    }
  }

  private void loadData(Connection connection, String table) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement
          .unwrap(org.mariadb.jdbc.Statement.class)
          .setLocalInfileInputStream(new ByteArrayInputStream(content));
      statement.execute("LOAD DATA LOCAL INFILE 'memory' INTO TABLE " + table);
    }
  }

  private void insert(Connection connection, String table) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO " + table + " VALUES (?, ?, ?, 1.25, 'title')")) {
      for (long i = 1; i <= rows; i++) {
        insert.setLong(1, i);
        insert.setString(2, email(i));
        insert.setLong(3, i % 1000);
        insert.executeUpdate();
      }
    }
  }

  /** Without waiting for the disk, which would hide what triggers cost. */
  private void oneByOne(Connection connection, String table) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          switch (brand) {
            case "postgresql" -> "SET synchronous_commit = off";
            case "mariadb" -> "SET GLOBAL innodb_flush_log_at_trx_commit = 0";
            default -> "PRAGMA synchronous = off";
          });
    }
    insert(connection, table);
    for (String sql :
        List.of(
            "UPDATE " + table + " SET quantity = quantity + 1 WHERE id = ?",
            "DELETE FROM " + table + " WHERE id = ?")) {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        for (long i = 1; i <= rows; i++) {
          statement.setLong(1, i);
          statement.executeUpdate();
        }
      }
    }
  }

  @Override
  public void close() throws SQLException {
    if (database.isPostgres()) {
      servers.dropPostgres("capture");
    }
  }
}
