package dev.syncline.log;

import dev.syncline.connect.LogReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.Configuration;

/**
 * The binary log of MariaDB and MySQL. A position is Debezium's own offset. Beside it stands a file
 * with the shapes that the tables had, for the log does not tell them.
 */
final class BinlogSource implements Source {
  /** Ids that replicas of a server tell themselves apart by; low ones are given by people. */
  private static final long FIRST_ID = 1_000_000;

  /** It writes to the terminal what nobody there can use; held, or it would be forgotten. */
  private static final Logger CLIENT = Logger.getLogger("com.github.shyiko.mysql.binlog");

  static {
    CLIENT.setLevel(Level.OFF);
  }

  private final LogReader.Log log;

  BinlogSource(LogReader.Log log) {
    this.log = log;
  }

  @Override
  public Properties settings() {
    List<LogReader.Table> tables = new ArrayList<>(log.tables());
    LogReader.Table marker = log.marker();
    if (marker != null) {
      tables.add(marker);
    }
    Properties settings =
        Settings.of(log, "io.debezium.connector.mariadb.MariaDbConnector", tables);
    Configuration url;
    try {
      url = Configuration.parse(log.spec().url().replaceFirst("^jdbc:mysql:", "jdbc:mariadb:"));
    } catch (SQLException e) {
      // Without the cause, which quotes the URL.
      throw new IllegalArgumentException(log.spec().shownUrl() + " is no URL of MariaDB");
    }
    if (url == null) {
      throw new IllegalArgumentException(log.spec().shownUrl() + " is no URL of MariaDB");
    }
    settings.setProperty("database.hostname", url.addresses().getFirst().host);
    settings.setProperty("database.port", "" + url.addresses().getFirst().port);
    settings.setProperty("database.include.list", String.valueOf(url.database()));
    settings.setProperty("database.ssl.mode", tls(url));
    settings.setProperty("database.server.id", "" + id());
    settings.setProperty("include.schema.changes", "false");
    settings.setProperty("snapshot.locking.mode", "none");
    settings.setProperty("bigint.unsigned.handling.mode", "precise");
    // A connection that was cut is found by this, and by nothing else.
    settings.setProperty("connect.keep.alive", "true");
    settings.setProperty("connect.keep.alive.interval.ms", "4000");
    settings.setProperty(
        "schema.history.internal", "io.debezium.storage.file.history.FileSchemaHistory");
    settings.setProperty("schema.history.internal.file.filename", shapes().toString());
    settings.setProperty("schema.history.internal.store.only.captured.databases.ddl", "true");
    return settings;
  }

  /** Without a position there is nothing that earlier shapes belong to. */
  private Path shapes() {
    Path file = log.folder().resolve("shapes.json");
    if (log.position().isEmpty()) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return file;
  }

  private static String tls(Configuration url) {
    return switch (url.sslMode()) {
      case DISABLE -> "disable";
      case TRUST -> "trust";
      case VERIFY_CA -> "verify-ca";
      case VERIFY_FULL -> "verify-full";
    };
  }

  private long id() {
    CRC32 hash = new CRC32();
    hash.update(log.name().getBytes(StandardCharsets.UTF_8));
    return FIRST_ID + hash.getValue() / 2;
  }

  @Override
  public @Nullable String begin() {
    return log.position().isEmpty() ? null : log.position();
  }

  @Override
  public String position(String offset) {
    return offset;
  }
}
