package dev.syncline.connect.jdbc;

import dev.syncline.connect.Misfit;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.value.Type;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All that differs from database to database: SQL texts, types and limits. It decides nothing about
 * the order of things; a new database is one class of this beside a mapping of its types.
 */
interface Dialect extends SourceDialect {

  // What is there

  /** How it is asked for. */
  CatalogQueries catalog();

  /** A column of {@link CatalogQueries#columns}. */
  TableColumn column(ResultSet row) throws SQLException;

  // Writing

  /** Null if the column holds the value exactly, else why not. */
  @Nullable Misfit misfit(TableColumn column, Object value);

  /**
   * The value as it would be read back after it was stored; {@link Stored#UNKNOWN} if only the
   * system can tell.
   */
  default Object stored(TableColumn column, Object value) {
    return Stored.UNKNOWN;
  }

  /**
   * How many transactions may write different rows at a time without waiting for each other as a
   * rule.
   */
  default int writers() {
    return 2;
  }

  /**
   * How long a process may be silent within a transaction that writes: a paused one must not keep
   * everybody from the rows that it holds. Every connection is told when it is made, so that no
   * transaction costs a question more.
   */
  Duration SILENT_WRITER = Duration.ofSeconds(30);

  /** Lets whoever has the connection be silent within a transaction for as long as they like. */
  default void allowSilence(Connection connection) throws SQLException {}

  /** Begins a transaction that will write. */
  default void begin(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
  }

  /** Appended to a SELECT to lock its rows for writing; empty where the transaction holds all. */
  String lockClause(boolean skipLocked);

  /** Appended to a SELECT to keep others from changing its rows. */
  String shareClause();

  /**
   * Marks what the transaction writes next as Syncline's, for triggers that record changes.
   *
   * @param written the table that the next statements write directly; null if they are several.
   *     What the system itself changes elsewhere on account of them is not ours.
   */
  void markOrigin(Connection connection, String origin, @Nullable TableName written)
      throws SQLException;

  /** Takes the mark away when the transaction is over, where it would outlive it. */
  default void unmarkOrigin(Connection connection) throws SQLException {}

  /** Rows that one INSERT may have; 1: inserts go one by one. */
  int rowsPerInsert(int columns);

  /** Most bytes of one statement with its values. */
  default long bytesPerStatement() {
    return 64L << 20;
  }

  /** Whether INSERT … RETURNING gives the rows as stored. */
  default boolean returning() {
    return true;
  }

  /** What stands between the column list and VALUES. */
  default String overriding(Table table, List<String> columns) {
    return "";
  }

  /** INSERT of a row of defaults only. */
  default String insertDefaults(String table) {
    return "INSERT INTO " + table + " DEFAULT VALUES";
  }

  /** Whether triggers could change what a write stores after {@code RETURNING} has told it. */
  boolean triggersAlter(Connection connection, Table table) throws SQLException;

  /**
   * The fast road for many rows, where the system has one and nothing can alter the rows.
   *
   * @return the stored rows in order; null if this table or these columns must go the usual way
   */
  default @Nullable List<Row> bulkInsert(
      Connection connection,
      Table table,
      Selection back,
      List<TableColumn> columns,
      List<@Nullable Object[]> rows)
      throws SQLException {
    return null;
  }

  /**
   * A faster road for many updates of the same columns, where the system has one.
   *
   * @return the rows by key as the statement saw them; null if they must go the usual way
   */
  default @Nullable Map<Key, Row> bulkUpdate(Connection connection, List<Item> items)
      throws SQLException {
    return null;
  }

  /**
   * Draws the number that an insert would take for a column; null where only the insert can tell.
   */
  default @Nullable Object draw(Connection connection, TableColumn column) throws SQLException {
    return null;
  }

  /** Lets constraints wait for the end of the transaction, where the system can. */
  void deferConstraints(Connection connection) throws SQLException;

  /** Checks now what was deferred, where the system can; else it happens at commit. */
  default void checkDeferred(Connection connection) throws SQLException {}

  // Transactions that are never committed

  /**
   * Prepares a session for a transaction that is never committed.
   *
   * @param defaultSchema where Syncline's own tables are to be; where they are missing and could
   *     not be made within the transaction, they are made for this session alone
   */
  default void beforeUncommitted(Connection session, String defaultSchema) throws SQLException {}

  /** Checks within a transaction what a commit would check. */
  default void checkAsCommit(Connection connection) throws SQLException {
    checkDeferred(connection);
  }

  /** Sets back what the end of a transaction sets back. */
  default void asInNewTransaction(Connection connection) throws SQLException {}

  /**
   * How writes that refer to each other in a circle get past checks that will not wait.
   *
   * @see Circles
   */
  Circles circles();

  /** Ways past foreign keys that are checked at once. */
  enum Circles {
    /** Deferral suffices for every foreign key. */
    DEFER,
    /** All in one statement, at whose end the checks run. */
    ONE_STATEMENT,
    /** Checks are switched off, and Syncline checks by itself before the commit. */
    UNCHECKED
  }

  /** Switches the checks of foreign keys off or on again, for {@link Circles#UNCHECKED}. */
  default void checkForeignKeys(Connection connection, boolean check) throws SQLException {}

  /** What capture by triggers is made of here. */
  Capture capture();

  /** What reading the replication log takes here; null where there is none. */
  default @Nullable LogCapture log(String defaultSchema) {
    return null;
  }

  /** What capture by timestamps asks here. */
  StampQueries stamps();

  /** What checksums are made of here; null where rows have to be read. */
  default @Nullable ChecksumQueries checksums() {
    return null;
  }

  /** Asks what the connection's account may do. */
  Permissions permissions();

  // Syncline's own tables

  /** Where {@code applied} and {@code owner} are. */
  TableName own(String table, String defaultSchema);

  /**
   * The statement that would grant the rights to install, for messages; null where there is none.
   */
  default @Nullable String installGrant(String user, String defaultSchema) {
    return null;
  }

  /** Creates them where they are missing. */
  List<String> installStatements(String defaultSchema);

  /** Names of the things of Syncline's that exist, in words, each with the statement to drop it. */
  void footprint(Connection connection, String defaultSchema, Consumer<Made> each)
      throws SQLException;

  /** Something that Syncline made in a system. */
  record Made(String words, String drop) {}

  /** INSERT that replaces a row of the same primary key. */
  String upsert(String table, List<String> columns, List<String> key, int rows);

  // New tables

  /** The native type for a type; {@code key}: it is part of a key. Null if there is none. */
  @Nullable String nativeType(Type type, boolean key);

  /**
   * What of a type the {@link #nativeType} for it does not hold, with the remedy, for whoever reads
   * the statement; empty when it holds all.
   */
  default String narrowed(Type type) {
    return "";
  }

  /** A generated key's definition after its name. */
  String generatedKey(Type type, boolean onlyKey);

  /** Whether tables of other schemas can be named. */
  default boolean hasSchemas() {
    return false;
  }

  /** What makes a new column nullable. */
  default String nullable() {
    return "";
  }

  /** What makes a new foreign key deferrable. */
  default String deferrable() {
    return "";
  }

  /** What follows the parenthesis of CREATE TABLE. */
  default String tableOptions() {
    return "";
  }

  /** Whether foreign keys must stand in CREATE TABLE, there being no ALTER TABLE for them. */
  default boolean foreignKeysInline() {
    return false;
  }
}
