package dev.syncline.connect.jdbc;

import dev.syncline.connect.ChangeTracking.Burden;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Logical replication in PostgreSQL: a publication that names the tables, and a slot that makes the
 * server keep its log until it was read. Positions are places in the log (LSN) as whole numbers.
 *
 * <p>The slot never moves past what was remembered, so that a slot further on than the position
 * tells that somebody else has read: another copy of the state folder, or a slot made anew under
 * the same name.
 */
final class PostgresLog implements LogCapture {
  private static final String RELATIONS =
      """
      WITH RECURSIVE tree AS (
        SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = ? AND c.relname = ?
        UNION
        SELECT i.inhrelid FROM pg_inherits i JOIN tree ON tree.oid = i.inhparent)
      SELECT n.nspname, c.relname, c.relkind, c.relpersistence, c.relreplident,
             EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary
                     AND (c.relreplident = 'd' OR i.indisreplident)),
             c.relkind = 'r' AND EXISTS (SELECT FROM pg_inherits h WHERE h.inhparent = c.oid)
      FROM tree JOIN pg_class c ON c.oid = tree.oid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      ORDER BY n.nspname, c.relname
      """;

  private static final String PUBLISHED =
      """
      SELECT EXISTS (SELECT FROM pg_publication WHERE pubname = ?),
             EXISTS (SELECT FROM pg_publication p
                     JOIN pg_publication_rel r ON r.prpubid = p.oid
                     JOIN pg_class c ON c.oid = r.prrelid
                     JOIN pg_namespace n ON n.oid = c.relnamespace
                     WHERE p.pubname = ? AND n.nspname = ? AND c.relname = ?)
      """;

  /** A slot's place as a number, whether the server gave its log up, and what it keeps back. */
  private static final String SLOT =
      """
      SELECT confirmed_flush_lsn - '0/0', coalesce(wal_status, '') = 'lost',
             coalesce(pg_current_wal_lsn() - restart_lsn, 0), pg_current_wal_lsn() - '0/0'
      FROM pg_replication_slots
      WHERE slot_name = ? AND database = current_database()
      """;

  private static final String SENT =
      """
      SELECT least(r.sent_lsn, ?::pg_lsn)::text
      FROM pg_stat_replication r JOIN pg_replication_slots s ON s.active_pid = r.pid
      WHERE s.slot_name = ?
      """;

  /** Whether any of some transactions, by the lower half of their numbers, is still under way. */
  private static final String UNSEEN =
      """
      SELECT EXISTS (
        SELECT FROM unnest(?::bigint[]) t, pg_current_snapshot() s
        WHERE (t - pg_snapshot_xmax(s)::text::numeric % 4294967296 + 4294967296) % 4294967296
                < 2147483648
           OR t IN (SELECT x::text::numeric % 4294967296 FROM pg_snapshot_xip(s) x))
      """;

  private static final String SETTLE =
      """
      SELECT CASE WHEN active THEN false
                  ELSE (pg_replication_slot_advance(slot_name, place)).end_lsn IS NOT NULL END
      FROM pg_replication_slots, (SELECT '0/0'::pg_lsn + ?::numeric AS place) p
      WHERE slot_name = ? AND confirmed_flush_lsn < place AND place <= pg_current_wal_flush_lsn()
      """;

  private static final String BOUND =
      "ALTER SYSTEM SET max_slot_wal_keep_size = '4GB'; SELECT pg_reload_conf();";

  private static final String RIGHTS =
      """
      SELECT current_user, current_database(),
             (SELECT rolreplication OR rolsuper FROM pg_roles WHERE rolname = current_user),
             has_database_privilege(current_database(), 'CREATE'),
             pg_get_userbyid(c.relowner), pg_has_role(c.relowner, 'USAGE'),
             EXISTS (SELECT FROM pg_roles a
                     WHERE a.rolsuper AND pg_has_role(c.relowner, a.oid, 'MEMBER'))
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relname = ?
      """;

  private final PostgresDialect dialect;

  PostgresLog(PostgresDialect dialect) {
    this.dialect = dialect;
  }

  @Override
  public Optional<String> obstacle(Connection connection, Table table) throws SQLException {
    String level = setting(connection, "wal_level");
    if (!level.equals("logical")) {
      return Optional.of(
          "the server's wal_level is "
              + level
              + ". Let an administrator run ALTER SYSTEM SET wal_level = 'logical' and restart the"
              + " server, or capture "
              + table.shown()
              + " by triggers.");
    }
    try (PreparedStatement statement = connection.prepareStatement(RELATIONS)) {
      statement.setString(1, table.name().schema());
      statement.setString(2, table.name().table());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          String name = new TableName(row.getString(1), row.getString(2)).shown("");
          String why = obstacle(row, name);
          if (!why.isEmpty()) {
            return Optional.of(why + " Or capture " + table.shown() + " by triggers.");
          }
        }
      }
    }
    return Optional.empty();
  }

  /** A table in a publication whose rows cannot be told apart there refuses its users' updates. */
  private String obstacle(ResultSet row, String name) throws SQLException {
    String kind = row.getString(3);
    if (kind.equals("f")) {
      return name + " is in another server, whose log this one does not hold.";
    }
    if (!row.getString(4).equals("p")) {
      return name + " is unlogged: let its owner run ALTER TABLE " + name + " SET LOGGED.";
    }
    if (row.getBoolean(7)) {
      return name + " is inherited from, and the log tells of its children by their own names.";
    }
    boolean told = kind.equals("p") || row.getString(5).equals("f") || row.getBoolean(6);
    return told
        ? ""
        : name
            + " does not write its primary key to the log: let its owner run ALTER TABLE "
            + name
            + " REPLICA IDENTITY DEFAULT.";
  }

  @Override
  public List<String> blindSpots(Connection connection, Table table) throws SQLException {
    List<String> spots = new ArrayList<>();
    spots.add("values that ALTER TABLE changes, such as a new column's default");
    try (PreparedStatement statement = connection.prepareStatement(RELATIONS)) {
      statement.setString(1, table.name().schema());
      statement.setString(2, table.name().table());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          if (row.getString(3).equals("p")) {
            spots.add("rows that come and go with a partition: ATTACH, DETACH and DROP");
            spots.add("TRUNCATE of a single partition");
            break;
          }
        }
      }
    }
    return spots;
  }

  /**
   * While the table is locked nobody has written to it and not committed: such a change would not
   * be told, since it was made before the table was published.
   */
  @Override
  public List<String> missing(Connection connection, String name, TableName table, boolean begun)
      throws SQLException {
    List<String> statements = new ArrayList<>();
    String publication = dialect.quote(name);
    try (PreparedStatement statement = connection.prepareStatement(PUBLISHED)) {
      statement.setString(1, name);
      statement.setString(2, name);
      statement.setString(3, table.schema());
      statement.setString(4, table.table());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        if (!row.getBoolean(1)) {
          statements.add(
              "CREATE PUBLICATION " + publication + " WITH (publish_via_partition_root = true)");
        }
        if (!row.getBoolean(2)) {
          String published = dialect.table(table);
          statements.add(
              "BEGIN;\nLOCK TABLE "
                  + published
                  + " IN SHARE MODE;\nALTER PUBLICATION "
                  + publication
                  + " ADD TABLE "
                  + published
                  + ";\nCOMMIT");
        }
      }
    }
    if (!begun && slot(connection, name) == null) {
      statements.add(create(name));
    }
    return statements;
  }

  private static String create(String name) {
    return "SELECT pg_create_logical_replication_slot('" + name + "', 'pgoutput')";
  }

  private static String drop(String name) {
    return "SELECT pg_drop_replication_slot('" + name + "')";
  }

  @Override
  public List<String> privileges(Connection connection, TableName table) throws SQLException {
    List<String> grants = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(RIGHTS)) {
      statement.setString(1, table.schema());
      statement.setString(2, table.table());
      try (ResultSet row = statement.executeQuery()) {
        // Nobody is made a superuser for this.
        if (!row.next() || !row.getBoolean(6) && row.getBoolean(7)) {
          return grants;
        }
        String user = dialect.quote(row.getString(1));
        if (!row.getBoolean(3)) {
          grants.add("ALTER ROLE " + user + " REPLICATION");
        }
        if (!row.getBoolean(4)) {
          grants.add("GRANT CREATE ON DATABASE " + dialect.quote(row.getString(2)) + " TO " + user);
        }
        if (!row.getBoolean(6)) {
          grants.add("GRANT " + dialect.quote(row.getString(5)) + " TO " + user);
        }
      }
    }
    return grants;
  }

  @Override
  public List<String> remove(Connection connection, String name, TableName table, boolean last)
      throws SQLException {
    List<String> statements = new ArrayList<>();
    // The slot first: as long as somebody reads from it nothing is taken away.
    if (last && slot(connection, name) != null) {
      statements.add(drop(name));
    }
    try (PreparedStatement statement = connection.prepareStatement(PUBLISHED)) {
      statement.setString(1, name);
      statement.setString(2, name);
      statement.setString(3, table.schema());
      statement.setString(4, table.table());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        if (last && row.getBoolean(1)) {
          statements.add("DROP PUBLICATION " + dialect.quote(name));
        } else if (row.getBoolean(2)) {
          statements.add(
              "ALTER PUBLICATION " + dialect.quote(name) + " DROP TABLE " + dialect.table(table));
        }
      }
    }
    return statements;
  }

  @Override
  public String mark(Connection connection, String name, String text) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT pg_logical_emit_message(true, ?, ?::text)::text")) {
      statement.setString(1, name);
      statement.setString(2, text);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  @Override
  public String sent(Connection connection, String name, String place) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SENT)) {
      statement.setString(1, place);
      statement.setString(2, name);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? String.valueOf(row.getString(1)) : "";
      }
    }
  }

  @Override
  public boolean visible(Connection connection, String name, Collection<Long> transactions)
      throws SQLException {
    Array numbers = connection.createArrayOf("bigint", transactions.toArray());
    try (PreparedStatement statement = connection.prepareStatement(UNSEEN)) {
      statement.setArray(1, numbers);
      return !isTrue(statement);
    } finally {
      numbers.free();
    }
  }

  private static boolean isTrue(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      return row.next() && row.getBoolean(1);
    }
  }

  /**
   * A slot.
   *
   * @param confirmed up to where its log was read
   * @param lost whether the server gave its log up
   * @param kept how many bytes of log the server keeps for it
   * @param end where the log ends now
   */
  private record Slot(BigDecimal confirmed, boolean lost, long kept, BigDecimal end) {}

  private static @Nullable Slot slot(Connection connection, String name) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SLOT)) {
      statement.setString(1, name);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return null;
        }
        BigDecimal confirmed = row.getBigDecimal(1);
        return new Slot(
            confirmed == null ? BigDecimal.ZERO : confirmed,
            row.getBoolean(2),
            row.getLong(3),
            row.getBigDecimal(4));
      }
    }
  }

  @Override
  public String gap(Connection connection, String name, String position, long keep)
      throws SQLException {
    Slot slot = slot(connection, name);
    if (slot == null) {
      return "the replication slot "
          + name
          + " is gone: somebody dropped it, or the server is another one than before";
    }
    if (slot.lost) {
      return "the server gave up the log that the replication slot "
          + name
          + " still needed (max_slot_wal_keep_size is "
          + setting(connection, "max_slot_wal_keep_size")
          + ")";
    }
    if (slot.kept > keep) {
      return "the server kept back "
          + Bytes.text(slot.kept)
          + " of log for Syncline, more than log-keep allows ("
          + Bytes.text(keep)
          + "), and it was let go";
    }
    if (position.isEmpty()) {
      return ""; // the slot was made to begin with
    }
    BigDecimal known = new BigDecimal(position);
    if (slot.confirmed.compareTo(known) > 0) {
      return "somebody else has read from the replication slot "
          + name
          + ", or it was made anew: the state folder was put back from a copy, or is in use twice";
    }
    return slot.end.compareTo(known) < 0
        ? "the server's log ends before the place where it was read to: it is another server, or"
            + " was put back from a copy"
        : "";
  }

  @Override
  public String restart(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (slot(connection, name) != null) {
        statement.execute(drop(name));
      }
      statement.execute(create(name));
    }
    Slot made = slot(connection, name);
    if (made == null) {
      throw new SQLException("the replication slot " + name + " was dropped while it was made");
    }
    return made.confirmed.toPlainString();
  }

  /** The server reads on from its slot in any case, and never skips what it was not told of. */
  @Override
  public String start(Connection connection, String name, String position) throws SQLException {
    Slot slot = slot(connection, name);
    return slot == null ? position : slot.confirmed.toPlainString();
  }

  /**
   * The reader confirms only while it reads, and not always the last of it. Any place that it was
   * told of will do: what is committed after it is told again.
   */
  @Override
  public boolean settle(Connection connection, String name, String position) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SETTLE)) {
      statement.setBigDecimal(1, new BigDecimal(position));
      statement.setString(2, name);
      try (ResultSet row = statement.executeQuery()) {
        return !row.next() || row.getBoolean(1);
      }
    }
  }

  @Override
  public Optional<Burden> burden(Connection connection, String name) throws SQLException {
    Slot slot = slot(connection, name);
    String text =
        slot == null
            ? "There is no replication slot "
                + name
                + ". The next run makes it, and compares everything."
            : "The server keeps "
                + Bytes.text(slot.kept)
                + " of its log for the replication slot "
                + name
                + (slot.lost ? ", and has given up what was to be read of it." : ".");
    boolean bounded = !setting(connection, "max_slot_wal_keep_size").equals("-1");
    return Optional.of(new Burden(text, slot == null ? 0 : slot.kept, bounded ? "" : BOUND));
  }

  private static String setting(Connection connection, String name) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT current_setting(?, true)")) {
      statement.setString(1, name);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        String value = row.getString(1);
        return value == null ? "" : value;
      }
    }
  }
}
