package dev.syncline.connect.app;

import dev.syncline.connect.Fit;
import dev.syncline.connect.Misfit;
import dev.syncline.core.value.Flaw;
import dev.syncline.core.value.Special;
import dev.syncline.core.value.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Values on their way into JSON and out of it. What cannot be read becomes a {@link Flaw}, which
 * holds its record; what the application could not hold exactly is refused before it is sent.
 */
final class Values {
  /** Beyond it, floating-point numbers no longer tell neighbours apart. */
  private static final BigInteger EXACT = BigInteger.TWO.pow(53);

  /** Decimal digits that every floating-point number keeps. */
  private static final int DIGITS = 15;

  private static final Flaw ROUNDED =
      new Flaw(
          "is a number of more digits than the application's interface keeps; leave the field out"
              + " or hold it as text");

  private final boolean exact;
  private final ZoneId zone;
  private final long largest;

  /**
   * @param exact whether numbers travel with all their digits
   * @param zone the zone in which timestamps without a zone are meant
   * @param largest bytes above which a value is not taken
   */
  Values(boolean exact, ZoneId zone, long largest) {
    this.exact = exact;
    this.zone = zone;
    this.largest = largest;
  }

  /** Why a type, or the application's numbers, cannot hold a value; null where they can. */
  @Nullable Misfit misfit(Type type, Object value) {
    Misfit misfit =
        value instanceof Special
            ? Misfit.type("the application has no " + value)
            : Fit.misfit(type, value);
    if (misfit != null || exact) {
      return misfit;
    }
    boolean tooExact =
        switch (value) {
          case Long n -> type instanceof Type.Int && isRounded(BigInteger.valueOf(n));
          case BigInteger n -> isRounded(n);
          case BigDecimal n -> n.stripTrailingZeros().precision() > DIGITS;
          default -> false;
        };
    return tooExact
        ? Misfit.type(
            "number has more digits than the application's interface keeps; shorten it at its"
                + " origin, or hold it as text")
        : null;
  }

  private static boolean isRounded(BigInteger number) {
    return number.abs().compareTo(EXACT) > 0;
  }

  /** A value as it is sent. */
  JsonNode write(Type type, @Nullable Object value) {
    return switch (value) {
      case null -> Json.NODES.nullNode();
      case Boolean b -> Json.NODES.booleanNode(b);
      case Long n -> Json.NODES.numberNode(n);
      case BigInteger n -> Json.NODES.numberNode(n);
      case BigDecimal n -> Json.NODES.numberNode(n);
      case Double n -> Json.NODES.numberNode(n);
      case byte[] bytes -> Json.text(Base64.getEncoder().encodeToString(bytes));
      case String s when type instanceof Type.Json || type instanceof Type.Array -> {
        JsonNode document = Json.parse(s);
        yield document == null ? Json.text(s) : document;
      }
      case LocalTime t -> Json.text(DateTimeFormatter.ISO_LOCAL_TIME.format(t));
      case LocalDateTime t -> Json.text(DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(t));
      default -> Json.text(value.toString());
    };
  }

  /** A value as it came; null, of its type's class, or a flaw. */
  @Nullable Object read(Type type, JsonNode value) {
    if (value.isNull() || value.isMissingNode()) {
      return null;
    }
    try {
      Object read = typed(type, value);
      return read instanceof String s
              && s.length() > largest / 4
              && s.getBytes(StandardCharsets.UTF_8).length > largest
          ? new Flaw(
              "holds more than "
                  + largest
                  + " bytes; leave the field out or raise max-value-size of the connection")
          : read;
    } catch (DateTimeException | IllegalArgumentException | ArithmeticException e) {
      return new Flaw("is not what a field of its type holds");
    }
  }

  private Object typed(Type type, JsonNode value) {
    return switch (type) {
      case Type.Bool b -> bool(value);
      case Type.Int i -> {
        BigInteger number = decimal(value).toBigIntegerExact();
        if (!exact && value.isNumber() && isRounded(number)) {
          yield ROUNDED;
        }
        yield number.bitLength() < 64 ? (Object) number.longValue() : number;
      }
      case Type.Decimal d -> {
        BigDecimal number = decimal(value);
        if (!exact && value.isNumber() && number.stripTrailingZeros().precision() > DIGITS) {
          yield ROUNDED;
        }
        yield d.unbounded() || number.scale() >= d.scale() ? number : number.setScale(d.scale());
      }
      case Type.Real r ->
          r.bits() == 32 ? (double) decimal(value).floatValue() : decimal(value).doubleValue();
      case Type.Text t -> text(value);
      case Type.Enumeration e -> text(value);
      case Type.Date d -> date(text(value));
      case Type.Time t -> LocalTime.parse(text(value));
      case Type.Timestamp t -> timestamp(t, text(value));
      case Type.Binary b -> Base64.getDecoder().decode(text(value));
      case Type.Uuid u -> UUID.fromString(text(value));
      case Type.Json j -> document(value);
      case Type.Array a -> document(value);
      case Type.Opaque o -> new Flaw("is of type " + o.nativeName() + ", which cannot be read");
    };
  }

  private static Object bool(JsonNode value) {
    return switch (value.asString("")) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default -> throw new IllegalArgumentException();
    };
  }

  private static BigDecimal decimal(JsonNode value) {
    return value.isNumber() ? value.decimalValue() : new BigDecimal(text(value).strip());
  }

  private static String text(JsonNode value) {
    return value.isContainer() ? value.toString() : value.asString();
  }

  /** A document may come as it is or as the text of it. */
  private static String document(JsonNode value) {
    if (value.isString()) {
      String text = value.stringValue();
      return Json.parse(text) == null ? value.toString() : text;
    }
    return value.toString();
  }

  private static LocalDate date(String text) {
    return LocalDate.parse(text.length() > 10 ? text.substring(0, 10) : text);
  }

  private Object timestamp(Type.Timestamp type, String text) {
    String iso = text.replace(' ', 'T').replaceFirst("([+-]\\d\\d)(\\d\\d)$", "$1:$2");
    boolean offset = iso.matches(".*T.*(Z|[+-]\\d\\d:\\d\\d)$");
    if (offset) {
      Instant instant = OffsetDateTime.parse(iso).toInstant();
      return type.zoned() ? instant : LocalDateTime.ofInstant(instant, zone);
    }
    LocalDateTime local =
        iso.length() == 10 ? LocalDate.parse(iso).atStartOfDay() : LocalDateTime.parse(iso);
    return type.zoned() ? local.atZone(zone).toInstant() : local;
  }

  /** A key's part, which an application may write as text wherever it is not in a record. */
  @Nullable Object part(Type type, String text) {
    Object part = read(type, Json.text(text));
    return part instanceof Flaw || part instanceof Duration ? null : part;
  }
}
