package dev.syncline.server.observe;

import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** A line of the log with named values beside its words. */
final class LogLine extends LogRecord {
  private static final long serialVersionUID = 1;

  private final transient Map<String, Object> values;

  private LogLine(Level level, String words, Map<String, Object> values) {
    super(level, words);
    this.values = values;
  }

  static void write(Logger logger, Level level, String words, Map<String, Object> values) {
    LogLine line = new LogLine(level, words, new TreeMap<>(values));
    line.setLoggerName(logger.getName());
    logger.log(line);
  }

  /** What stands beside the words, by name; nothing for a line of somebody else. */
  static Map<String, Object> values(LogRecord line) {
    return line instanceof LogLine own && own.values != null ? own.values : Map.of();
  }
}
