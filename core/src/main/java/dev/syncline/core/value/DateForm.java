package dev.syncline.core.value;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Calendar dates, also those of timestamps (in {@code zone} if they are points in time) and text.
 */
record DateForm(Type other, ZoneId zone) implements Form {

  @Override
  public Type common() {
    return new Type.Date();
  }

  @Override
  public String name() {
    return other instanceof Type.Timestamp t && t.zoned()
        ? "date in " + zone.normalized().getId()
        : "date";
  }

  @Override
  public String expected() {
    return "a date, such as 2024-02-29";
  }

  @Override
  public @Nullable Object read(Type own, Object value) {
    return switch (value) {
      case LocalDate d -> d;
      case LocalDateTime t -> t.toLocalDate();
      case Instant t -> dateOf(t);
      case Special s -> s == Special.NAN ? null : s;
      case String s -> TimeText.date(s);
      default -> null;
    };
  }

  private @Nullable LocalDate dateOf(Instant time) {
    try {
      return LocalDate.ofInstant(time, zone);
    } catch (DateTimeException e) {
      return null; // the last hours of Java's last year
    }
  }

  @Override
  public Object write(Object common, Type to) throws Unrepresentable {
    if (to instanceof Type.Text t) {
      return Limits.text(t, Form.ordinary(common, LocalDate.class).toString());
    } else if (common instanceof Special) {
      return common;
    } else if (to instanceof Type.Date) {
      return common;
    } else if (to instanceof Type.Timestamp t) {
      LocalDate date = (LocalDate) common;
      // Where clocks skip midnight, the day starts at its first moment.
      return t.zoned() ? date.atStartOfDay(zone).toInstant() : date.atStartOfDay();
    }
    throw Form.notPaired(this, to);
  }

  @Override
  public void put(Type own, Object value, CanonicalBytes out) {
    if (value instanceof LocalDate d) {
      Encoding.date(d, out);
    } else {
      Form.super.put(own, value, out);
    }
  }
}
