package dev.syncline.log;

import dev.syncline.connect.LogReader;

/** Reads the logs of PostgreSQL and of MariaDB and MySQL through Debezium. */
public final class DebeziumReader implements LogReader {
  /** Found by {@link java.util.ServiceLoader}. */
  public DebeziumReader() {}

  @Override
  public boolean reads(String type) {
    return switch (type) {
      case "postgresql", "mariadb", "mysql" -> true;
      default -> false;
    };
  }

  @Override
  public Reading read(Log log, Listener listener) {
    Source source =
        log.spec().type().equals("postgresql") ? new PostgresSource(log) : new BinlogSource(log);
    EngineReading reading = new EngineReading(source, log, listener);
    reading.start();
    return reading;
  }
}
