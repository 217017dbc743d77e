package dev.syncline.core.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** Types, and random values that a column of a type can hold, with all its extremes among them. */
@SuppressWarnings({
  "JavaDurationGetSecondsGetNano",
  "JavaInstantGetSecondsGetNano",
  "JavaLocalDateTimeGetNano",
  "JavaLocalTimeGetNano"
}) // fractions only
final class Samples {
  static final List<Type> TYPES =
      List.of(
          new Type.Bool(),
          new Type.Int(8, false),
          new Type.Int(8, true),
          new Type.Int(24, true),
          new Type.Int(32, false),
          new Type.Int(64, false),
          new Type.Int(64, true),
          new Type.Decimal(10, 2),
          new Type.Decimal(4, 3),
          new Type.Decimal(3, 5),
          new Type.Decimal(6, -2),
          new Type.Decimal(38, 0),
          Type.Decimal.UNBOUNDED,
          new Type.Real(32),
          new Type.Real(64),
          Type.Text.UNBOUNDED,
          new Type.Text(4, 0, false),
          new Type.Text(34, 0, true),
          new Type.Text(0, 12, false),
          new Type.Text(40, 40, true),
          new Type.Enumeration(List.of("true", "a", "b", "12")),
          new Type.Enumeration(List.of("b", "", "é")),
          new Type.Date(),
          new Type.Time(0),
          new Type.Time(6),
          new Type.Timestamp(0, false),
          new Type.Timestamp(6, false),
          new Type.Timestamp(3, true),
          new Type.Timestamp(6, true),
          new Type.Binary(0, false),
          new Type.Binary(16, false),
          new Type.Binary(18, true),
          new Type.Binary(3, true),
          new Type.Uuid(),
          new Type.Json(),
          new Type.Array(new Type.Int(32, false)),
          new Type.Array(Type.Text.UNBOUNDED));

  private static final List<Special> SPECIALS = List.of(Special.values());

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "  ",
          "a",
          "a ",
          "b",
          "é",
          "😀",
          "a\0b",
          "true",
          "No",
          "T",
          "0",
          "1",
          "1.0",
          "12",
          "+012",
          "-1",
          "1.005",
          ".5",
          "1e3",
          "1e-9",
          "128",
          "99.995",
          "NaN",
          "infinity",
          "123456789012345678901234567890",
          "0.1",
          "1e39",
          "1e309",
          "2024-02-29",
          "2024-02-30",
          "0001-01-01",
          "9999-12-31",
          "0000-00-00",
          "2024-03-31T02:30:00",
          "2024-10-27 02:30",
          "2024-02-29T10:00:00.123456Z",
          "2024-02-29T10:00:00+05:30",
          "23:59:59.999999",
          "24:00",
          "-00:00:01",
          "{}",
          "[1, 2]",
          "[]",
          "[1,2,3,\"x\"]",
          "{\"b\":1,\"a\":1.0}",
          "null",
          "\"a\"",
          "A1B2C3D4-0000-4000-8000-00000000FF00",
          "{a1b2c3d4-0000-4000-8000-00000000ff00}",
          "a1b2c3d400004000800000000000ff00",
          "\uD800",
          "٤٢");

  private final SplittableRandom random;

  Samples(long seed) {
    random = new SplittableRandom(seed);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  /** A value that a column of the type can hold; now and then null, or one of another class. */
  Object any(Type type) {
    return switch (random.nextInt(40)) {
      case 0 -> null;
      case 1 -> new Flaw("unreadable");
      case 2 -> value(TYPES.get(random.nextInt(TYPES.size())));
      case 3 -> SPECIALS.get(random.nextInt(4));
      default -> value(type);
    };
  }

  /** A value that a column of the type can hold. */
  Object value(Type type) {
    return switch (type) {
      case Type.Bool b -> random.nextBoolean();
      case Type.Int i -> integer(i);
      case Type.Decimal d -> decimal(d);
      case Type.Real r -> real(r.bits());
      case Type.Text t -> text(t);
      case Type.Enumeration e -> e.labels().get(random.nextInt(e.labels().size()));
      case Type.Date d -> local(0).toLocalDate();
      case Type.Time t ->
          random.nextInt(4) == 0
              ? Duration.ofSeconds(random.nextInt(-3_000_000, 3_000_000))
              : local(t.fraction()).toLocalTime();
      case Type.Timestamp t ->
          t.zoned() ? (Object) local(t.fraction()).toInstant(ZoneOffset.UTC) : local(t.fraction());
      case Type.Binary b -> binary(b);
      case Type.Uuid u -> new UUID(random.nextLong(), random.nextInt(3));
      case Type.Json j -> json(3);
      case Type.Array a -> array(a);
      case Type.Opaque o -> throw new IllegalArgumentException("no values of " + type);
    };
  }

  private Object integer(Type.Int type) {
    BigInteger least = type.least();
    BigInteger greatest = type.greatest();
    BigInteger n =
        switch (random.nextInt(6)) {
          case 0 -> least;
          case 1 -> greatest;
          case 2, 3 -> BigInteger.valueOf(random.nextInt(-2, 130)).max(least).min(greatest);
          default -> BigInteger.valueOf(random.nextLong()).mod(greatest.add(BigInteger.ONE));
        };
    return n.bitLength() < 64 ? (Object) n.longValue() : n;
  }

  private BigDecimal decimal(Type.Decimal type) {
    if (type.unbounded()) {
      return switch (random.nextInt(3)) {
        case 0 -> new BigDecimal(BigInteger.valueOf(random.nextLong()), random.nextInt(-25, 25));
        case 1 -> BigDecimal.valueOf(random.nextInt(-300, 300), random.nextInt(4));
        default ->
            new BigDecimal(BigInteger.valueOf(random.nextLong()).pow(3), random.nextInt(-5, 40));
      };
    }
    BigInteger bound = BigInteger.TEN.pow(type.precision());
    BigInteger digits =
        switch (random.nextInt(5)) {
          case 0 -> bound.subtract(BigInteger.ONE);
          case 1 -> BigInteger.ONE.subtract(bound);
          case 2 -> BigInteger.valueOf(random.nextInt(-20, 20));
          case 3 -> BigInteger.TEN.pow(random.nextInt(type.precision()));
          default -> BigInteger.valueOf(random.nextLong()).mod(bound);
        };
    return new BigDecimal(digits, type.scale());
  }

  private Double real(int bits) {
    double d =
        switch (random.nextInt(9)) {
          case 0 -> Double.NaN;
          case 1 -> random.nextBoolean() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
          case 2 -> random.nextBoolean() ? -0.0 : 0.0;
          case 3 -> bits == 32 ? Float.MAX_VALUE : Double.MAX_VALUE;
          case 4 -> bits == 32 ? Float.MIN_VALUE : Double.MIN_VALUE;
          case 5 -> random.nextInt(-300, 300);
          case 6 -> random.nextInt(-30_000, 30_000) / 1000.0;
          case 7 -> Math.scalb(1.0, random.nextInt(-70, 70));
          default -> Double.longBitsToDouble(random.nextLong());
        };
    return bits == 32 ? (Double) (double) (float) d : (Double) d;
  }

  private String text(Type.Text type) {
    String text = TEXTS.get(random.nextInt(TEXTS.size()));
    if (random.nextInt(4) == 0) {
      StringBuilder any = new StringBuilder();
      for (int i = random.nextInt(12); i > 0; i--) {
        any.appendCodePoint("ab 01é€\0😀".codePointAt(random.nextInt(9)));
      }
      text = any.toString();
    }
    while (!fits(type, text)) {
      text = text.substring(0, text.offsetByCodePoints(text.length(), -1));
    }
    return text;
  }

  private static boolean fits(Type.Text type, String text) {
    return (type.maxLength() == 0 || text.codePointCount(0, text.length()) <= type.maxLength())
        && (type.maxBytes() == 0
            || CanonicalBytes.utf8Length(text, 0, text.length()) <= type.maxBytes());
  }

  private LocalDateTime local(int fraction) {
    LocalDateTime time =
        switch (random.nextInt(8)) {
          case 0 -> LocalDateTime.of(1, 1, 1, 0, 0);
          case 1 -> LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_999);
          case 2 -> LocalDateTime.of(2024, 3, 31, 2, random.nextInt(60));
          case 3 -> LocalDateTime.of(2024, 10, 27, random.nextInt(4), random.nextInt(60));
          case 4 ->
              LocalDate.of(2024, 2, 29)
                  .atTime(LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000_000L)));
          default ->
              LocalDateTime.ofEpochSecond(
                  random.nextLong(-62_135_596_800L, 253_402_300_800L),
                  random.nextInt(1_000_000_000),
                  ZoneOffset.UTC);
        };
    return time.withNano(TimeText.floor(time.getNano(), fraction));
  }

  private byte[] binary(Type.Binary type) {
    int most = type.maxLength() == 0 ? 18 : (int) type.maxLength();
    byte[] bytes = new byte[random.nextInt(3) == 0 ? most : random.nextInt(most + 1)];
    random.nextBytes(bytes);
    for (int zeros = random.nextInt(4), at = bytes.length - 1;
        zeros > 0 && at >= 0;
        zeros--, at--) {
      bytes[at] = 0;
    }
    return bytes;
  }

  private String json(int depth) {
    String space = random.nextInt(3) == 0 ? " " : "";
    return space
        + switch (random.nextInt(depth > 0 ? 7 : 5)) {
          case 0 -> "null";
          case 1 -> String.valueOf(random.nextBoolean());
          case 2 -> String.valueOf(random.nextInt(-5, 5));
          case 3 ->
              new BigDecimal(random.nextLong())
                  .movePointLeft(9)
                  .setScale(3, RoundingMode.DOWN)
                  .toString();
          case 4 -> "\"" + "aé\u20ac".charAt(random.nextInt(3)) + "\"";
          case 5 -> "[" + json(depth - 1) + "," + json(depth - 1) + space + "]";
          default -> "{\"b\":" + json(depth - 1) + ",\"a\":" + json(depth - 1) + "}";
        };
  }

  private String array(Type.Array type) {
    String element = type.element() instanceof Type.Int ? "1" : "\"é\"";
    return switch (random.nextInt(4)) {
      case 0 -> "[]";
      case 1 -> "[" + element + "]";
      case 2 -> "[" + (element + ",").repeat(40) + element + "]";
      default -> "[ " + element + ",null]";
    };
  }

  /** Whether a value is one that a column of the type holds; asked of every carried value. */
  static boolean holds(Type type, Object value) {
    return switch (type) {
      case Type.Bool b -> value instanceof Boolean;
      case Type.Int i -> {
        boolean fitting =
            value instanceof Long || (value instanceof BigInteger n && n.bitLength() > 63);
        BigInteger n = fitting ? new BigInteger(value.toString()) : BigInteger.ZERO;
        yield fitting && n.compareTo(i.least()) >= 0 && n.compareTo(i.greatest()) <= 0;
      }
      case Type.Decimal d ->
          isNumberSpecial(value)
              || (value instanceof BigDecimal n
                  && (d.unbounded()
                      || (n.setScale(d.scale(), RoundingMode.DOWN).compareTo(n) == 0
                          && n.setScale(d.scale(), RoundingMode.DOWN)
                                  .unscaledValue()
                                  .abs()
                                  .compareTo(BigInteger.TEN.pow(d.precision()))
                              < 0)));
      case Type.Real r ->
          value instanceof Double d
              && (r.bits() == 64 || Double.isNaN(d) || d == (float) (double) d);
      case Type.Text t -> value instanceof String s && fits(t, s) && s.indexOf('\uD800') < 0;
      case Type.Enumeration e -> e.labels().contains(value);
      case Type.Date d -> value instanceof LocalDate || isDateSpecial(value);
      case Type.Time t ->
          isDateSpecial(value)
              || (value instanceof LocalTime l
                  && l.getNano() == TimeText.floor(l.getNano(), t.fraction()))
              || (value instanceof Duration d
                  && d.getNano() == TimeText.floor(d.getNano(), t.fraction()));
      case Type.Timestamp t ->
          isDateSpecial(value)
              || (t.zoned()
                  ? value instanceof Instant i
                      && i.getNano() == TimeText.floor(i.getNano(), t.fraction())
                  : value instanceof LocalDateTime l
                      && l.getNano() == TimeText.floor(l.getNano(), t.fraction()));
      case Type.Binary b ->
          value instanceof byte[] a && (b.maxLength() == 0 || a.length <= b.maxLength());
      case Type.Uuid u -> value instanceof UUID;
      case Type.Json j -> value instanceof String;
      case Type.Array a -> value instanceof String s && JsonText.parse(s) instanceof List;
      case Type.Opaque o -> false;
    };
  }

  private static boolean isNumberSpecial(Object value) {
    return value instanceof Special s && s != Special.ZERO_DATE;
  }

  private static boolean isDateSpecial(Object value) {
    return value instanceof Special s && s != Special.NAN;
  }
}
