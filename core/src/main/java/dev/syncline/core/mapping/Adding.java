package dev.syncline.core.mapping;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stands in an operation for a value that was looked up and is not there: a row that leads to it is
 * added to the other object before the operation is applied.
 *
 * @param object to which the row is added
 * @param sought what the value is called in the rows for which it was looked up
 * @param by what it was looked up by, which the row will hold
 */
public record Adding(String object, String sought, List<@Nullable Object> by) {
  @Override
  public String toString() {
    return "(new in " + object + ")";
  }
}
