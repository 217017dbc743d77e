package dev.syncline.connect;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is read like a table of a connection, and never written.
 *
 * @param name the object's name, which no table of the connection has
 * @param origin where its rows come from
 * @param key the columns of its result that identify a row, in key order
 */
public record Model(String name, Origin origin, List<String> key) {
  public Model {
    key = List.copyOf(key);
  }

  /** What a query gives. */
  public Model(String name, String sql, List<String> key) {
    this(name, new Sql(sql), key);
  }

  /** Where a model's rows come from. */
  public sealed interface Origin {}

  /** A query, in the database's own language. */
  public record Sql(String text) implements Origin {}

  /** A table or view, under the name that {@link Connector#describe} would take. */
  public record Table(String name) implements Origin {}

  /** A file, which a connection of type duckdb reads. */
  public sealed interface DataFile extends Origin {
    /** Where it is. */
    Path path();
  }

  /**
   * Text in columns.
   *
   * @param delimiter what stands between two values
   * @param header whether the first line names the columns; else {@code types} does, in order
   * @param encoding how its characters are written
   * @param nullText what stands for null where it is not between quotes
   * @param types the types of columns, by name, in words of {@code file.CsvType}; others are text
   */
  public record Csv(
      Path path,
      char delimiter,
      boolean header,
      Charset encoding,
      String nullText,
      Map<String, String> types)
      implements DataFile {
    public Csv {
      types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
    }
  }

  /** A Parquet file, which knows its columns and their types itself. */
  public record Parquet(Path path) implements DataFile {}
}
