package dev.syncline.core.value;

import org.jspecify.annotations.Nullable;

/**
 * The common type of two columns as an algorithm: reads either side's values into it, encodes them,
 * and writes them out for a column of either side. Null never reaches a form.
 *
 * <p>What holds for every form, and what its tests are made of: a value that {@link #write} gave
 * for a column reads back, from that column's type, as the common value it was written from.
 */
sealed interface Form
    permits BinaryForm,
        BoolForm,
        DateForm,
        JsonForm,
        LocalForm,
        NumberForm,
        RealForm,
        TextForm,
        TimeForm,
        TimestampForm,
        UuidForm {

  /** The common type. */
  Type common();

  /**
   * What decides the encoding, in words that never change: a base is valid while it is the same.
   */
  String name();

  /** What a value must be to have an equal in the common type, for messages: {@code a date}. */
  String expected();

  /**
   * The value in the common type; null where it has no equal there. Total: whatever stands in the
   * row, as a system may hold what its column's type does not promise.
   *
   * @param own the type of the value's column
   */
  @Nullable Object read(Type own, Object value);

  /**
   * A common value for a column of type {@code to}.
   *
   * @throws Unrepresentable naming the limit and a remedy
   */
  Object write(Object common, Type to) throws Unrepresentable;

  /** Appends the common value's encoding, or the value's own where it has no equal there. */
  default void put(Type own, Object value, CanonicalBytes out) {
    Object common = read(own, value);
    Encoding.put(common == null ? value : common, out);
  }

  /** Why a value that cannot be read has no equal in the common type. */
  default String reason(Object value) {
    return Words.kind(value)
        + " is not "
        + expected()
        + "; correct it at its origin, or leave the field out of \"fields\"";
  }

  /** A common value that is not one of the {@link Special} ones, which only their own kind has. */
  static <T> T ordinary(Object common, Class<T> type) throws Unrepresentable {
    if (common instanceof Special special) {
      throw new Unrepresentable(
          special
              + " has no equal in the other column's type; correct it at its origin, or leave the"
              + " field out of \"fields\"");
    }
    return type.cast(common);
  }

  /** For the end of a {@link #write} that has covered the types its form is made for. */
  static IllegalStateException notPaired(Form form, Type to) {
    return new IllegalStateException(form.name() + " is not written to " + to);
  }
}
