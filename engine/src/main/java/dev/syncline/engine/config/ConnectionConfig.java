package dev.syncline.engine.config;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Model;
import dev.syncline.connect.Privacy;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A system to connect to.
 *
 * @param at where it is configured
 * @param name its name in the configuration
 * @param type what kind of system
 * @param url its JDBC URL, with variables replaced and a path of SQLite or DuckDB made absolute; an
 *     application's address; the absolute path of a folder, also of one of CSV files
 * @param user the account's name
 * @param password the account's password
 * @param maxConnections how many connections may be open at a time
 * @param lockTimeout how long a write waits for a row that somebody else holds
 * @param statementTimeout how long one statement may take; zero: as long as it likes
 * @param timeZone the zone of its timestamps without a zone, where given
 * @param rowsPerSecond how many rows may be read and written in a second; 0: as many as there are
 * @param maxValueSize bytes above which a value is not read but reported
 * @param timestamps the columns that tell when and by whom a record was written, of those of its
 *     objects that have them
 * @param dedicatedAccounts users whose changes give no work
 * @param properties further properties for the driver
 * @param token what an application takes instead of a user and a password
 * @param description of an application: the name of one that Syncline describes, or the absolute
 *     path of a description; of an endpoint also the description itself, as JSON; of type jdbc: the
 *     absolute path of the folder where its driver lies; else empty
 * @param files of type csv: the files that are written
 * @param privacy how what is said to it is kept from others
 */
public record ConnectionConfig(
    Position at,
    String name,
    Type type,
    String url,
    Optional<String> user,
    Optional<Secret> password,
    int maxConnections,
    Duration lockTimeout,
    Duration statementTimeout,
    Optional<ZoneId> timeZone,
    int rowsPerSecond,
    long maxValueSize,
    AuditNames timestamps,
    Set<String> dedicatedAccounts,
    Map<String, String> properties,
    Optional<Secret> token,
    String description,
    List<Model> files,
    Privacy privacy) {

  /** The connection of models that are files, which is there without being configured. */
  public static final String FILES = "files";

  /** Where drivers lie, beside the configuration. */
  static final String DRIVERS = "drivers";

  /** Connections open at a time where nothing is configured. */
  public static final int DEFAULT_MAX_CONNECTIONS = 4;

  /** Wait for a locked row where nothing is configured. */
  public static final Duration DEFAULT_LOCK_TIMEOUT = Duration.ofSeconds(5);

  /** Time for a statement where nothing is configured: no bound. */
  public static final Duration DEFAULT_STATEMENT_TIMEOUT = Duration.ZERO;

  /** Largest value read where nothing is configured. */
  public static final long DEFAULT_MAX_VALUE_SIZE = 16L << 20;

  public ConnectionConfig {
    dedicatedAccounts = Set.copyOf(dedicatedAccounts);
    files = List.copyOf(files);
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
  }

  /** Kinds of systems. */
  public enum Type {
    POSTGRESQL,
    MYSQL,
    MARIADB,
    SQLITE,
    /** DuckDB, in a file; where only files of rows are read, without one. */
    DUCKDB,
    /** A database whose driver lies in a folder of its own. */
    JDBC,
    /** An application behind HTTP, as a description tells. */
    APP,
    /** An endpoint, which takes requests and of which nothing can be read. */
    HTTP,
    /** A tree of files. */
    FOLDER,
    /** CSV files that are written. */
    CSV;

    /** Whether it is spoken to over HTTP. */
    public boolean isApplication() {
      return this == APP || this == HTTP;
    }

    /** Whether it is spoken to by JDBC. */
    public boolean isDatabase() {
      return !isApplication() && !isFolder();
    }

    /** Whether it is a folder, of files that are records or hold them. */
    public boolean isFolder() {
      return this == FOLDER || this == CSV;
    }

    /** Whether models are read from it, and nothing is written to it. */
    public boolean isSourceOfModels() {
      return this == DUCKDB || this == JDBC;
    }

    /** The word for it in a configuration. */
    public String word() {
      return Words.of(this);
    }
  }

  /** Whether it is a database, which knows SQL. */
  boolean isDatabase() {
    return type.isDatabase();
  }

  /** The connection that reads files. */
  static ConnectionConfig files(Position at) {
    return new ConnectionConfig(
        at,
        FILES,
        Type.DUCKDB,
        "jdbc:duckdb:",
        Optional.empty(),
        Optional.empty(),
        DEFAULT_MAX_CONNECTIONS,
        DEFAULT_LOCK_TIMEOUT,
        DEFAULT_STATEMENT_TIMEOUT,
        Optional.empty(),
        0,
        DEFAULT_MAX_VALUE_SIZE,
        AuditNames.NONE,
        Set.of(),
        Map.of(),
        Optional.empty(),
        "",
        List.of(),
        Privacy.UNSAID);
  }

  /** The zone of timestamps without a zone; UTC where none is configured. */
  public ZoneId zone() {
    return timeZone.orElse(ZoneOffset.UTC);
  }

  /** The URL without anything that could be a password. */
  public String shownUrl() {
    return ConnectionSpec.shown(url);
  }

  @Override
  public String toString() {
    return name + " (" + type.word() + " at " + shownUrl() + ")";
  }
}
