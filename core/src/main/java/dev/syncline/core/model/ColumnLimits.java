package dev.syncline.core.model;

import org.jspecify.annotations.Nullable;

/**
 * What the columns of a shape can hold, as only their system knows: the years of its calendar, the
 * characters of its character sets, whether its numbers may be infinite. The planner asks before it
 * promises a write.
 */
@FunctionalInterface
public interface ColumnLimits {
  /** Columns that hold whatever their types hold. */
  ColumnLimits NONE = (column, value) -> null;

  /**
   * Why a column cannot hold a value, with the column, the limit and the remedy, and without the
   * value; null where it can.
   *
   * @param column its position in the shape
   */
  @Nullable String misfit(int column, Object value);
}
