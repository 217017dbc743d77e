package dev.syncline.expression;

import dev.syncline.core.value.Type;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The type that holds the values of several parts, as the branches of a CASE need one. */
final class Common {
  private Common() {}

  /**
   * The common type; null where all parts are the literal NULL.
   *
   * @param what the construct that needs one, for the message
   */
  static @Nullable Type of(String what, List<Step> parts) throws Fault {
    Step first = null;
    Type common = null;
    for (Step part : parts) {
      if (part.isNull()) {
        continue;
      }
      if (first == null || common == null) {
        first = part;
        common = part.knownType();
        continue;
      }
      Optional<Type> both = of(common, part.knownType());
      if (both.isEmpty()) {
        throw new Fault(
            part.place(),
            what
                + " mixes "
                + Kind.of(common).words
                + " with "
                + part.kind().words
                + "; cast one of them to the other's type");
      }
      common = both.get();
    }
    return common;
  }

  private static Optional<Type> of(Type one, Type other) {
    Kind a = Kind.of(one);
    Kind b = Kind.of(other);
    if (one.equals(other)) {
      return Optional.of(one);
    }
    if (a.isNumber() && b.isNumber()) {
      return Optional.of(
          switch (Numbers.common(a, b)) {
            case WHOLE -> Numbers.WHOLE;
            case DECIMAL -> Numbers.union(Numbers.decimal(one), Numbers.decimal(other));
            default -> Numbers.REAL;
          });
    }
    if (a != b) {
      return Optional.empty();
    }
    return Optional.of(
        switch (one) {
          case Type.Time t -> new Type.Time(Math.max(t.fraction(), ((Type.Time) other).fraction()));
          case Type.Timestamp t ->
              new Type.Timestamp(
                  Math.max(t.fraction(), ((Type.Timestamp) other).fraction()), t.zoned());
          case Type.Binary t -> new Type.Binary(0, false);
          case Type.Text t -> Type.Text.UNBOUNDED;
          case Type.Enumeration t -> Type.Text.UNBOUNDED;
          case Type.Array t -> new Type.Json();
          case Type.Json t -> new Type.Json();
          default -> one;
        });
  }
}
