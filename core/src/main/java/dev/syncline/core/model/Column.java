package dev.syncline.core.model;

import dev.syncline.core.value.Type;
import org.jspecify.annotations.Nullable;

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
    /** The same in a row of a part, which need not be there: then it is null. */
    DEFAULT_OF_PART,
    /** A sequence, identity or auto-increment: never mapped and never a match key by default. */
    GENERATED,
    /** Computed from other columns and not writable. */
    COMPUTED
  }

  /** True when an insert must give this column a value. */
  public boolean required() {
    return !nullable && origin == Origin.GIVEN;
  }

  /**
   * A value of the column for people to read: a number of 32 bits as a {@link Float}, whose text is
   * the shortest that stands for it (0.2, not 0.20000000298023224), and any other as it is. Not for
   * anything but screens and messages, for no {@link Type} has values of that class.
   */
  public @Nullable Object shown(@Nullable Object value) {
    return value instanceof Double number && type instanceof Type.Real real && real.bits() == 32
        ? (Object) number.floatValue()
        : value;
  }

  /** True when Syncline may write it. */
  public boolean writable() {
    return origin != Origin.COMPUTED;
  }
}
