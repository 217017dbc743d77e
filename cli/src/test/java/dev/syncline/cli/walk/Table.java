package dev.syncline.cli.walk;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table as a test reads it, with names that both sides share in front of the side's own.
 *
 * @param name what both sides call it here
 * @param table its name in the database, quoted as the database wants it
 * @param id its key column when others refer to it; empty when none do
 * @param columns what is compared
 * @param key the columns that people know a record by, by their shared names
 */
record Table(String name, String table, String id, List<Column> columns, List<String> key) {

  /**
   * A column.
   *
   * @param name what both sides call it here
   * @param column its name in the database
   * @param kind how its value is read
   * @param refersTo the shared name of the table it refers to; null for a value
   */
  record Column(String name, String column, Kind kind, @Nullable String refersTo) {}

  /** How a value is brought into one form for all databases. */
  enum Kind {
    TEXT,
    /** Text that people take for the same without regard to case and spaces around it. */
    LOOSE_TEXT,
    NUMBER,
    FLAG,
    DATE,
    /** A point in time, to the second. */
    INSTANT,
    /** A time on the shop's wall, to the second. */
    SHOP_TIME,
    /** A time without a zone, to the second. */
    TIME,
    JSON,
    REFERENCE
  }
}
