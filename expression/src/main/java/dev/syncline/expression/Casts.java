package dev.syncline.expression;

import dev.syncline.core.Side;
import dev.syncline.core.value.Notation;
import dev.syncline.core.value.Special;
import dev.syncline.core.value.Type;
import dev.syncline.core.value.TypePair;
import dev.syncline.core.value.Unrepresentable;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Casts: the conversions by which a field carries values from one column to another. Nothing is
 * lost in silence but digits of a fraction; what the type cannot hold is refused, never cut.
 */
final class Casts {
  private Casts() {}

  /** A cast; {@code orNull} gives null where a value cannot be cast. */
  static Step cast(Step from, Type to, boolean orNull, Place place, ZoneId zone, Notation notation)
      throws Fault {
    if (from.isNull()) {
      return Step.literal(place, to, null);
    }
    Function.Body body = body(from.knownType(), to, place, zone, notation);
    String name = "CAST to " + SqlType.text(to);
    Function.Body used =
        !orNull
            ? body
            : arguments -> {
              try {
                return body.of(arguments);
              } catch (Refusal e) {
                return null;
              }
            };
    return Call.strict(name, place, to, orNull || from.nullable(), List.of(from), used)
        .folded(from.constant());
  }

  private static Function.Body body(Type from, Type to, Place place, ZoneId zone, Notation notation)
      throws Fault {
    if (to instanceof Type.Time && from instanceof Type.Timestamp) {
      return arguments ->
          (arguments[0] instanceof Instant i
                  ? LocalDateTime.ofInstant(i, zone)
                  : (LocalDateTime) arguments[0])
              .toLocalTime();
    }
    Optional<TypePair> pair = TypePair.of(from, to, zone, notation);
    if (pair.isEmpty()) {
      throw new Fault(place, Kind.of(from).words + " cannot be cast to " + SqlType.text(to));
    }
    return arguments -> {
      try {
        return ordinary(pair.get().carry(Side.SOURCE, arguments[0]));
      } catch (Unrepresentable e) {
        throw new Refusal(reason(e));
      }
    };
  }

  /** A value that can be computed with, which infinities and durations cannot. */
  private static @Nullable Object ordinary(@Nullable Object value) throws Refusal {
    if (value instanceof Special || value instanceof Double n && !Double.isFinite(n)) {
      throw new Refusal(value + " cannot be computed with");
    }
    if (value instanceof Duration) {
      throw new Refusal("the text is a duration, and no time of day");
    }
    return value instanceof BigDecimal number ? Numbers.checked(number) : value;
  }

  /** Without the remedy, which is for columns. */
  private static String reason(Unrepresentable e) {
    int remedy = e.getMessage().indexOf(';');
    return remedy < 0 ? e.getMessage() : e.getMessage().substring(0, remedy);
  }

  /** How to make what is asked for of what is there; empty where nothing helps. */
  static String advice(Step given, Set<Kind> wanted) {
    if (given.isNull() || wanted.contains(given.kind())) {
      return "";
    }
    boolean text = given.kind() == Kind.TEXT;
    if (wanted.contains(Kind.TEXT) && given.kind() != Kind.BYTES) {
      return "; write CAST(… AS VARCHAR) or FORMAT(…, '…')";
    }
    if (text && wanted.contains(Kind.DATE)) {
      return "; write CAST(… AS DATE), or DATE '2024-02-29' for a certain one";
    }
    if (text && wanted.contains(Kind.TIMESTAMP)) {
      return "; write CAST(… AS TIMESTAMP)";
    }
    if (text && wanted.contains(Kind.WHOLE)) {
      return wanted.contains(Kind.DECIMAL)
          ? "; write CAST(… AS DECIMAL)"
          : "; write CAST(… AS BIGINT)";
    }
    return "";
  }
}
