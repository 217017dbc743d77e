package dev.syncline.core.model;

import dev.syncline.core.value.Type;

/**
 * A column of an object as its system describes it.
 *
 * @param name its exact name
 * @param type what it holds
 * @param nativeType the type as the system writes it, such as {@code varchar(40)}
 * @param nullable whether it may be null
 * @param origin where its value comes from when an insert leaves it out
 */
public record Column(String name, Type type, String nativeType, boolean nullable, Origin origin) {

  /** Where a column's value comes from when an insert leaves it out. */
  public enum Origin {
    /** Nothing: null, or an error when the column is not nullable. */
    GIVEN,
    /** A plain default. */
    DEFAULT,
    /** A sequence, identity or auto-increment: never mapped and never a match key by default. */
    GENERATED,
    /** Computed from other columns and not writable. */
    COMPUTED
  }

  /** True when an insert must give this column a value. */
  public boolean required() {
    return !nullable && origin == Origin.GIVEN;
  }

  /** True when Syncline may write it. */
  public boolean writable() {
    return origin != Origin.COMPUTED;
  }
}
