package dev.syncline.expression;

import dev.syncline.core.value.Notation;
import dev.syncline.core.value.Type;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.Objects;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlUnknownLiteral;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.BitString;

/** Values that are written out. */
final class Literals {
  private Literals() {}

  static Step of(SqlLiteral literal) throws Fault {
    Place place = Place.of(literal.getParserPosition());
    if (literal instanceof SqlUnknownLiteral tagged) {
      return tagged(tagged, place);
    }
    return switch (literal.getTypeName()) {
      case NULL -> Step.literal(place, null, null);
      case BOOLEAN -> Step.literal(place, new Type.Bool(), literal.booleanValue());
      case CHAR -> Step.literal(place, Type.Text.UNBOUNDED, literal.getValueAs(String.class));
      case BINARY -> {
        BitString bits = literal.getValueAs(BitString.class);
        if (bits == null || bits.getBitCount() % 8 != 0) {
          throw new Fault(place, "bytes are written with two hexadecimal digits each");
        }
        yield Step.literal(place, new Type.Binary(0, false), bits.getAsByteArray());
      }
      case DECIMAL, BIGINT, INTEGER -> number(place, literal);
      case DOUBLE, FLOAT, REAL -> {
        double number = Objects.requireNonNull(literal.bigDecimalValue()).doubleValue();
        if (Double.isInfinite(number)) {
          throw new Fault(place, "the number is beyond every floating-point number");
        }
        yield Step.literal(place, Numbers.REAL, number);
      }
      default -> throw new Fault(place, "this has no meaning here");
    };
  }

  private static Step number(Place place, SqlLiteral literal) throws Fault {
    BigDecimal number = Objects.requireNonNull(literal.bigDecimalValue());
    if (literal.getTypeName() != SqlTypeName.DECIMAL || number.scale() <= 0) {
      if (number.toBigInteger().bitLength() < 64) {
        long whole = number.longValueExact();
        return Step.literal(place, new Type.Int(whole == (int) whole ? 32 : 64, false), whole);
      }
    }
    if (number.precision() > Limits.DIGITS || number.scale() > Limits.DIGITS) {
      throw new Fault(place, "the number has more than %,d digits".formatted(Limits.DIGITS));
    }
    int before = Math.max(0, number.precision() - number.scale());
    return Step.literal(place, Numbers.decimal(before, Math.max(0, number.scale())), number);
  }

  private static Step tagged(SqlUnknownLiteral literal, Place place) throws Fault {
    Type type =
        switch (literal.tag) {
          case "DATE" -> new Type.Date();
          case "TIME" -> new Type.Time(9);
          case "TIMESTAMP" -> new Type.Timestamp(9, false);
          case "TIMESTAMP WITH LOCAL TIME ZONE", "TIMESTAMP WITH TIME ZONE" ->
              new Type.Timestamp(9, true);
          case "UUID" -> new Type.Uuid();
          default -> throw new Fault(place, literal.tag + " is not understood before a text");
        };
    String text = Objects.requireNonNull(literal.getValueAs(String.class));
    Step cast =
        Casts.cast(
            Step.literal(place, Type.Text.UNBOUNDED, text),
            type,
            false,
            place,
            ZoneOffset.UTC,
            Notation.INVARIANT);
    if (!cast.constant()) {
      throw new Fault(place, "'" + text + "' is not " + Kind.of(type).words);
    }
    return cast;
  }
}
