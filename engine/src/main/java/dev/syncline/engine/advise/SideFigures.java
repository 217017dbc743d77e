package dev.syncline.engine.advise;

import java.util.List;

/**
 * What one side holds under a candidate for the unique key, counted over all of its rows.
 *
 * @param rows the object's rows
 * @param nulls rows in which a part of the key is null
 * @param distinct different values among the others
 * @param repeated how many of those values stand in more than one row
 * @param firstRepeated some of the repeated values, shortened, five at most
 */
public record SideFigures(
    long rows, long nulls, long distinct, long repeated, List<String> firstRepeated) {
  public SideFigures {
    firstRepeated = List.copyOf(firstRepeated);
  }

  /** Whether no value stands in more than one row. */
  public boolean unique() {
    return repeated == 0;
  }
}
