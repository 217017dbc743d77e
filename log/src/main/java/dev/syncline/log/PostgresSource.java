package dev.syncline.log;

import dev.syncline.connect.LogReader;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * PostgreSQL's logical replication. A position is a place in the log (LSN) as a whole number; the
 * server reads on from where the slot stands, in whole transactions.
 */
final class PostgresSource implements Source {
  private static final Pattern PLACE = Pattern.compile("\"(?:lsn|lsn_proc|lsn_commit)\":(\\d+)");

  private final LogReader.Log log;

  PostgresSource(LogReader.Log log) {
    this.log = log;
  }

  @Override
  public Properties settings() {
    Properties settings =
        Settings.of(log, "io.debezium.connector.postgresql.PostgresConnector", log.tables());
    Properties url = Driver.parseURL(log.spec().url(), new Properties());
    if (url == null) {
      throw new IllegalArgumentException(log.spec().shownUrl() + " is no URL of PostgreSQL");
    }
    url.forEach((name, value) -> driver(settings, name.toString(), value.toString()));
    log.spec().properties().forEach((name, value) -> driver(settings, name, value));
    settings.setProperty("plugin.name", "pgoutput");
    settings.setProperty("slot.name", log.name());
    settings.setProperty("slot.max.retries", "0");
    settings.setProperty("slot.drop.on.stop", "false");
    settings.setProperty("publication.name", log.name());
    settings.setProperty("publication.autocreate.mode", "disabled");
    settings.setProperty("message.prefix.include.list", log.name());
    settings.setProperty("status.update.interval.ms", "1000");
    settings.setProperty("lsn.flush.mode", "connector");
    // Else the place would stand still while only tables are written that are not read.
    settings.setProperty(
        "heartbeat.action.query", "SELECT pg_logical_emit_message(true, '" + log.name() + "', '')");
    settings.setProperty("heartbeat.interval.ms", "10000");
    return settings;
  }

  private static void driver(Properties settings, String name, String value) {
    switch (name) {
      case "PGHOST" -> settings.setProperty("database.hostname", value);
      case "PGPORT" -> settings.setProperty("database.port", value);
      case "PGDBNAME" -> settings.setProperty("database.dbname", value);
      case "user", "password" -> {}
      case "sslmode", "sslcert", "sslkey", "sslpassword", "sslrootcert", "sslfactory" ->
          settings.setProperty("database." + name, value);
      default -> settings.setProperty("driver." + name, value);
    }
  }

  /**
   * Only the place, without what else Debezium keeps in an offset: it would look for the very event
   * after which it stopped, and leave out what comes before. Told twice does no harm.
   */
  @Override
  public @Nullable String begin() {
    return log.position().isEmpty()
        ? null
        : "{\"lsn\":" + log.position() + ",\"lsn_commit\":" + log.position() + "}";
  }

  /** The furthest place in it: what is confirmed to the server is never more. */
  @Override
  public String position(String offset) {
    Matcher place = PLACE.matcher(offset);
    long furthest = 0;
    while (place.find()) {
      furthest = Math.max(furthest, Long.parseLong(place.group(1)));
    }
    return Long.toString(furthest);
  }
}
