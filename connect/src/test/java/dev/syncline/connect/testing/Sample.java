package dev.syncline.connect.testing;

import dev.syncline.core.value.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column's type with values for it.
 *
 * @param declaration the type as it is declared
 * @param type what it must be discovered as
 * @param values values that must come back as they went in
 * @param refused values that must be refused and not stored
 * @param onlyTheSystemKnows those of them that only a write shows to be refused
 */
public record Sample(
    String declaration,
    Type type,
    List<Object> values,
    List<Object> refused,
    List<Object> onlyTheSystemKnows) {

  public static Sample of(String declaration, Type type, Object... values) {
    return new Sample(declaration, type, List.of(values), List.of(), List.of());
  }

  public Sample refusing(Object... values) {
    return new Sample(declaration, type, this.values, List.of(values), onlyTheSystemKnows);
  }

  public Sample refusedByTheSystem(Object... values) {
    List<Object> all = new ArrayList<>(refused);
    all.addAll(List.of(values));
    return new Sample(declaration, type, this.values, all, List.of(values));
  }

  /** Whether two values are the same, numbers by value and bytes by content. */
  public static boolean same(@Nullable Object a, @Nullable Object b) {
    if (a instanceof byte[] x && b instanceof byte[] y) {
      return Arrays.equals(x, y);
    }
    if (a instanceof BigDecimal x && b instanceof BigDecimal y) {
      return x.compareTo(y) == 0;
    }
    return a == null ? b == null : a.equals(b);
  }
}
