package dev.syncline.engine.config;

import java.util.Comparator;

/**
 * A place in a configuration file.
 *
 * @param file the file's name as the user knows it
 * @param line from 1
 * @param column from 1
 */
public record Position(String file, int line, int column) implements Comparable<Position> {
  private static final Comparator<Position> IN_TEXT =
      Comparator.comparing(Position::file)
          .thenComparingInt(Position::line)
          .thenComparingInt(Position::column);

  @Override
  public int compareTo(Position other) {
    return IN_TEXT.compare(this, other);
  }

  /** {@code file:line:column}, which editors and terminals turn into a link. */
  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
