package dev.syncline.log;

import dev.syncline.connect.LogReader;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

/** Settings that all of Debezium's connectors know. */
final class Settings {
  private Settings() {}

  static Properties of(LogReader.Log log, String connector, List<LogReader.Table> tables) {
    Properties settings = new Properties();
    settings.setProperty("name", log.name());
    settings.setProperty("connector.class", connector);
    settings.setProperty("topic.prefix", log.name());
    settings.setProperty("database.user", log.spec().user());
    settings.setProperty("database.password", log.spec().password());
    settings.setProperty("table.include.list", tables(tables));
    settings.setProperty("column.include.list", columns(tables));
    // What was deleted or emptied counts as much as anything else.
    settings.setProperty("skipped.operations", "none");
    settings.setProperty("tombstones.on.delete", "false");
    settings.setProperty("decimal.handling.mode", "precise");
    settings.setProperty("time.precision.mode", "adaptive_time_microseconds");
    // How soon a change is seen, and how often the position moves while nothing changes.
    settings.setProperty("poll.interval.ms", "3");
    settings.setProperty("heartbeat.interval.ms", "1000");
    settings.setProperty("snapshot.mode", "no_data");
    settings.setProperty("max.batch.size", "4096");
    settings.setProperty("max.queue.size", "16384");
    // Who asked for the reading looks for the reason itself, and whether there is a gap.
    settings.setProperty("errors.max.retries", "0");
    return settings;
  }

  private static String tables(List<LogReader.Table> tables) {
    return tables.stream()
        .map(t -> exactly(t.schema()) + "\\." + exactly(t.name()))
        .collect(Collectors.joining(","));
  }

  private static String columns(List<LogReader.Table> tables) {
    return tables.stream()
        .flatMap(
            t ->
                t.key().stream()
                    .map(c -> exactly(t.schema()) + "\\." + exactly(t.name()) + "\\." + exactly(c)))
        .collect(Collectors.joining(","));
  }

  /** A name as a pattern that only it matches, without commas, at which lists are taken apart. */
  private static String exactly(String name) {
    StringBuilder pattern = new StringBuilder();
    name.codePoints()
        .forEach(
            c -> {
              if (Character.isLetterOrDigit(c) || c == '_') {
                pattern.appendCodePoint(c);
              } else {
                pattern.append(String.format("\\x{%x}", c));
              }
            });
    return pattern.toString();
  }
}
