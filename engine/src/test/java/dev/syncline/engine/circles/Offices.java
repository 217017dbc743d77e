package dev.syncline.engine.circles;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Connector;
import dev.syncline.connect.open.Connections;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A database in which nothing can be created by itself: every department has a head, everybody on
 * the staff a department, and every place is in a place, the outermost in itself. Their keys are
 * generated. And two trees, in one of which a parent takes with it what is below.
 */
final class Offices {
  /** The systems, by how foreign keys are got past. */
  enum Kind {
    WAITING,
    POSTGRES,
    MARIADB,
    SQLITE
  }

  private static final List<String> TABLES = List.of("dept", "staff", "place", "tree", "branch");

  final Kind kind;
  private final TestDatabase database;
  private final String url;
  private long id;

  /**
   * A new one, without rows.
   *
   * @param firstId the first key that a person gives; the system's begin 500 later
   */
  Offices(Kind kind, Path folder, String name, long firstId) throws SQLException {
    this.kind = kind;
    this.id = firstId;
    database =
        switch (kind) {
          case WAITING, POSTGRES -> TestDatabases.postgres();
          case MARIADB -> TestDatabases.mariadb();
          case SQLITE -> TestDatabases.sqlite(folder.resolve(name + ".db"));
        };
    url = database.url();
    String key =
        switch (kind) {
          case WAITING, POSTGRES ->
              "id integer GENERATED ALWAYS AS IDENTITY (START WITH "
                  + (firstId + 500)
                  + ") PRIMARY KEY";
          case MARIADB -> "id integer AUTO_INCREMENT PRIMARY KEY";
          case SQLITE -> "id INTEGER PRIMARY KEY";
        };
    String start = kind == Kind.MARIADB ? " AUTO_INCREMENT = " + (firstId + 500) : "";
    String waits = kind == Kind.WAITING ? " DEFERRABLE" : "";
    String code = ", code varchar(20) NOT NULL UNIQUE, ";
    String head = "FOREIGN KEY (head) REFERENCES staff (id)" + waits;
    boolean inline = kind == Kind.SQLITE;
    database.run(
        "CREATE TABLE dept ("
            + key
            + code
            + "head integer NOT NULL"
            + (inline ? ", " + head : "")
            + ")"
            + start,
        "CREATE TABLE staff ("
            + key
            + code
            + "dept integer NOT NULL, FOREIGN KEY (dept) REFERENCES dept (id)"
            + waits
            + ")"
            + start,
        "CREATE TABLE place ("
            + key
            + code
            + "inside integer NOT NULL, FOREIGN KEY (inside) REFERENCES place (id)"
            + waits
            + ")"
            + start);
    for (String table : List.of("tree", "branch")) {
      database.run(
          "CREATE TABLE "
              + table
              + " (code varchar(20) PRIMARY KEY, parent varchar(20), FOREIGN KEY (parent) REFERENCES "
              + table
              + " (code)"
              + (table.equals("branch") ? " ON DELETE CASCADE" : "")
              + waits
              + ")");
    }
    if (!inline) {
      database.run("ALTER TABLE dept ADD CONSTRAINT dept_head " + head);
    }
  }

  Connector connect(String name) {
    String type =
        switch (kind) {
          case WAITING, POSTGRES -> "postgresql";
          case MARIADB -> "mariadb";
          case SQLITE -> "sqlite";
        };
    return Connections.open(
        ConnectionSpec.of(name, type, url, database.user(), database.password()));
  }

  /** What a configuration says of it. */
  String configuration() {
    String type =
        switch (kind) {
          case WAITING, POSTGRES -> "postgresql";
          case MARIADB -> "mariadb";
          case SQLITE -> "sqlite";
        };
    return "{ type: " + type + ", url: \"" + url + "\" }";
  }

  /**
   * Departments and their heads: {@code d s} leads {@code d}; each of the staff is in the next one.
   */
  void ring(String... departments) throws SQLException {
    long first = id;
    List<String> rows = new ArrayList<>();
    int size = departments.length;
    for (int i = 0; i < size; i++) {
      rows.add(insert("dept", "head", first + i, departments[i], first + i));
      rows.add(insert("staff", "dept", first + i, departments[i] + " s", first + (i + 1) % size));
    }
    id += size;
    together(rows);
  }

  /** Somebody of a department that is there. */
  void member(String code, String department) throws SQLException {
    together(
        List.of(
            insert(
                "staff",
                "dept",
                id++,
                code,
                Long.parseLong(
                    ask("SELECT id FROM dept WHERE code = '" + department + "'").getFirst()))));
  }

  /** Places, each in the next one and the last in the first or in a place that is there. */
  void places(String last, String... codes) throws SQLException {
    long first = id;
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < codes.length; i++) {
      long inside =
          i + 1 < codes.length
              ? first + i + 1
              : last == null
                  ? first
                  : Long.parseLong(
                      ask("SELECT id FROM place WHERE code = '" + last + "'").getFirst());
      rows.add(insert("place", "inside", first + i, codes[i], inside));
    }
    id += codes.length;
    together(rows);
  }

  /** Rows of a tree, each the parent of the next one and the last of the first. */
  void tree(String table, String... codes) throws SQLException {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < codes.length; i++) {
      String parent = codes[(i + codes.length - 1) % codes.length];
      rows.add("INSERT INTO " + table + " VALUES ('" + codes[i] + "', '" + parent + "')");
    }
    together(rows);
  }

  /** Deletes what has these codes, all at once. */
  void delete(String... codes) throws SQLException {
    String in = " WHERE code IN ('" + String.join("', '", codes) + "')";
    List<String> deletes = new ArrayList<>();
    for (String table : TABLES) {
      deletes.add("DELETE FROM " + table + in);
    }
    together(deletes);
  }

  private String insert(String table, String reference, long key, String code, long refersTo) {
    boolean postgres = kind == Kind.POSTGRES || kind == Kind.WAITING;
    return "INSERT INTO "
        + table
        + " (id, code, "
        + reference
        + ")"
        + (postgres ? " OVERRIDING SYSTEM VALUE" : "")
        + " VALUES ("
        + key
        + ", '"
        + code
        + "', "
        + refersTo
        + ")";
  }

  private void together(List<String> statements) throws SQLException {
    switch (kind) {
      case WAITING, POSTGRES -> {
        List<String> parts = new ArrayList<>();
        statements.forEach(s -> parts.add("p" + parts.size() + " AS (" + s + ")"));
        database.run("WITH " + String.join(", ", parts) + " SELECT 1");
      }
      case MARIADB -> {
        List<String> all = new ArrayList<>(List.of("SET foreign_key_checks = 0"));
        all.addAll(statements);
        database.run(all.toArray(String[]::new));
      }
      case SQLITE -> database.run(statements.toArray(String[]::new));
    }
  }

  void run(String sql) throws SQLException {
    database.run(sql);
  }

  /** All that it holds, without keys. */
  List<String> everything() throws SQLException {
    List<String> all = new ArrayList<>();
    all.addAll(
        ask(
            "SELECT concat('dept ', d.code, ' led by ', s.code) FROM dept d JOIN staff s ON s.id = d.head ORDER BY d.code"));
    all.addAll(
        ask(
            "SELECT concat('staff ', s.code, ' of ', d.code) FROM staff s JOIN dept d ON d.id = s.dept ORDER BY s.code"));
    all.addAll(
        ask(
            "SELECT concat('place ', p.code, ' in ', q.code) FROM place p JOIN place q ON q.id = p.inside ORDER BY p.code"));
    for (String table : List.of("tree", "branch")) {
      all.addAll(
          ask(
              "SELECT concat('"
                  + table
                  + " ', t.code, ' below ', coalesce(p.code, '')) FROM "
                  + table
                  + " t LEFT JOIN "
                  + table
                  + " p ON p.code = t.parent ORDER BY t.code"));
    }
    return all;
  }

  /** How many rows there are, whether or not what they refer to is there. */
  long rows() throws SQLException {
    long rows = 0;
    for (String table : TABLES) {
      rows += Long.parseLong(ask("SELECT count(*) FROM " + table).getFirst());
    }
    return rows;
  }

  List<String> ask(String sql) throws SQLException {
    List<String> answer = new ArrayList<>();
    try (Connection connection = database.open();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        answer.add(rows.getString(1));
      }
    }
    return answer;
  }
}
