package dev.syncline.server.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a system holds.
 *
 * @param objects its tables
 * @param table the one that is looked at; null for none
 */
public record BrowsePage(
    Frame frame, String connection, List<Link> objects, @Nullable Table table) {
  public BrowsePage {
    objects = List.copyOf(objects);
  }

  /** A table and the address on which it is shown. */
  public record Link(String name, String path, boolean current) {}

  /**
   * A table.
   *
   * @param rows how many it has, in words
   * @param first some of them; null for null
   */
  public record Table(
      String name, String rows, List<Column> columns, List<List<@Nullable String>> first) {
    public Table {
      columns = List.copyOf(columns);
      first = List.copyOf(first);
    }
  }

  /**
   * A column.
   *
   * @param part what it is to its table, in a word or two; empty for nothing special
   */
  public record Column(String name, String type, boolean nullable, String part, boolean masked) {}
}
