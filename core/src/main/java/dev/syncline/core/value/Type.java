package dev.syncline.core.value;

import java.math.BigInteger;
import java.util.List;

/**
 * What a column holds, abstracted from any one system. Each type names the Java class in which its
 * values travel; {@code null} is the null of every type, and a {@link Special} may stand in for a
 * date, time, timestamp or number that Java's classes cannot hold.
 */
public sealed interface Type {

  /** Whether its values have an order that every system would agree on. */
  default boolean isOrdered() {
    return !(this instanceof Json || this instanceof Array || this instanceof Opaque);
  }

  /** True or false. Values: {@link Boolean}. */
  record Bool() implements Type {}

  /**
   * A whole number of 8, 16, 24, 32 or 64 bits. Values: {@link Long}; above {@link Long#MAX_VALUE}
   * (unsigned 64 bits only) {@link BigInteger}.
   */
  record Int(int bits, boolean unsigned) implements Type {
    /** The smallest number. */
    public BigInteger least() {
      return unsigned ? BigInteger.ZERO : BigInteger.ONE.shiftLeft(bits - 1).negate();
    }

    /** The largest number. */
    public BigInteger greatest() {
      return BigInteger.ONE.shiftLeft(unsigned ? bits : bits - 1).subtract(BigInteger.ONE);
    }
  }

  /**
   * An exact number of {@code precision} digits, {@code scale} of them after the point. A precision
   * of 0 means unbounded, and the scale is then not significant. Values: {@link
   * java.math.BigDecimal}; NaN and infinities as {@link Special}.
   */
  record Decimal(int precision, int scale) implements Type {
    /** An exact number without declared bounds. */
    public static final Decimal UNBOUNDED = new Decimal(0, 0);

    /** True when precision and scale are not declared. */
    public boolean unbounded() {
      return precision == 0;
    }
  }

  /** An IEEE 754 number of 32 or 64 bits. Values: {@link Double}, also for 32 bits. */
  record Real(int bits) implements Type {}

  /**
   * Text of at most {@code maxLength} Unicode code points (0: unbounded). {@code maxBytes} bounds
   * its UTF-8 length (0: unbounded). {@code padded} is CHAR(n): trailing spaces carry no meaning.
   * Values: {@link String}.
   */
  record Text(int maxLength, long maxBytes, boolean padded) implements Type {
    /** Text without declared bounds. */
    public static final Text UNBOUNDED = new Text(0, 0, false);
  }

  /** One of some labels. Values: {@link String}. */
  record Enumeration(List<String> labels) implements Type {
    public Enumeration {
      labels = List.copyOf(labels);
    }
  }

  /** A calendar date. Values: {@link java.time.LocalDate}. */
  record Date() implements Type {}

  /**
   * A time of day with {@code fraction} digits of a second. Values: {@link java.time.LocalTime}; a
   * duration outside a day (MariaDB TIME) as {@link java.time.Duration}.
   */
  record Time(int fraction) implements Type {}

  /**
   * A point in time with {@code fraction} digits of a second. Values: {@link java.time.Instant}
   * when {@code zoned}, else {@link java.time.LocalDateTime}.
   */
  record Timestamp(int fraction, boolean zoned) implements Type {}

  /**
   * Bytes, at most {@code maxLength} (0: unbounded). {@code padded} is BINARY(n), filled up with
   * zero bytes that carry no meaning. Values: {@code byte[]}.
   */
  record Binary(long maxLength, boolean padded) implements Type {}

  /** A UUID. Values: {@link java.util.UUID}. */
  record Uuid() implements Type {}

  /** A JSON document. Values: {@link String}, its text as the system gave it. */
  record Json() implements Type {}

  /** An array, carried as a JSON array. Values: {@link String}, its JSON text. */
  record Array(Type element) implements Type {}

  /** A type that cannot be synchronized, under the name its system gives it. */
  record Opaque(String nativeName) implements Type {}
}
