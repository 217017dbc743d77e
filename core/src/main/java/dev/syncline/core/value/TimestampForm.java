package dev.syncline.core.value;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Timestamps to the coarser fraction of a second: points in time where both sides hold such, else
 * local date and time, to which a point in time is brought through the sync's zone.
 *
 * <p>A local time that the zone's clocks show twice stands for the first of the two moments; one
 * that they skip stands for none.
 */
@SuppressWarnings("JavaLocalDateTimeGetNano") // a fraction is cut off, whole seconds stay
final class TimestampForm implements Form {
  private static final long FIRST_LOCAL =
      LocalDateTime.MIN.plusDays(1).toEpochSecond(ZoneOffset.UTC);
  private static final long LAST_LOCAL =
      LocalDateTime.MAX.minusDays(1).toEpochSecond(ZoneOffset.UTC);

  private final Type.Timestamp common;
  private final ZoneId zone;
  private final ZoneRules rules;
  private final String name;

  /**
   * @param zoneMatters whether values of the two columns meet through the zone
   */
  TimestampForm(Type.Timestamp common, boolean zoneMatters, ZoneId zone) {
    this.common = common;
    this.zone = zone;
    this.rules = zone.getRules();
    this.name =
        "timestamp("
            + common.fraction()
            + ")"
            + (common.zoned() ? " zoned" : "")
            + (zoneMatters ? " in " + zone.normalized().getId() : "");
  }

  @Override
  public Type common() {
    return common;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String expected() {
    return common.zoned()
        ? "a timestamp, such as 2024-02-29T23:59:59Z"
        : "a timestamp, such as 2024-02-29T23:59:59";
  }

  @Override
  public @Nullable Object read(Type own, Object value) {
    return switch (value) {
      case Instant t -> common.zoned() ? coarse(t) : local(t);
      case LocalDateTime t -> common.zoned() ? instant(t) : coarse(t);
      case Special s -> s == Special.NAN ? null : s;
      case String s -> {
        Object parsed = TimeText.timestamp(s);
        yield parsed == null ? null : read(own, parsed);
      }
      default -> null;
    };
  }

  private Instant coarse(Instant time) {
    int nanos = floor(time.getNano());
    return nanos == time.getNano() ? time : Instant.ofEpochSecond(time.getEpochSecond(), nanos);
  }

  private LocalDateTime coarse(LocalDateTime time) {
    return time.withNano(floor(time.getNano()));
  }

  private @Nullable LocalDateTime local(Instant time) {
    try {
      return coarse(LocalDateTime.ofInstant(time, zone));
    } catch (DateTimeException e) {
      return null; // the last hours of Java's last year
    }
  }

  @Override
  public String reason(Object value) {
    Object time = value instanceof String s ? TimeText.timestamp(s) : value;
    return time instanceof LocalDateTime local ? skipped(local) : Form.super.reason(value);
  }

  private @Nullable Instant instant(LocalDateTime time) {
    List<ZoneOffset> offsets = rules.getValidOffsets(time);
    return offsets.isEmpty() ? null : coarse(time.toInstant(offsets.getFirst()));
  }

  private int floor(int nanos) {
    return TimeText.floor(nanos, common.fraction());
  }

  @Override
  public Object write(Object common, Type to) throws Unrepresentable {
    if (to instanceof Type.Text t) {
      return Limits.text(
          t,
          common instanceof Instant i
              ? TimeText.format(i)
              : TimeText.format(Form.ordinary(common, LocalDateTime.class)));
    } else if (to instanceof Type.Timestamp t) {
      return t.zoned() && common instanceof LocalDateTime local ? moment(local) : common;
    }
    throw Form.notPaired(this, to);
  }

  private Instant moment(LocalDateTime local) throws Unrepresentable {
    Instant moment = instant(local);
    if (moment == null) {
      throw new Unrepresentable(skipped(local));
    }
    return moment;
  }

  private String skipped(LocalDateTime local) {
    ZoneOffsetTransition gap = rules.getTransition(local);
    return "local time does not exist in "
        + zone.getId()
        + ": its clocks went from "
        + gap.getDateTimeBefore()
        + " to "
        + gap.getDateTimeAfter()
        + "; correct it or set the zone that the column is in";
  }

  /** Without an object in between, since every row of most tables has a timestamp. */
  @Override
  public void put(Type own, Object value, CanonicalBytes out) {
    if (value instanceof Instant t) {
      if (common.zoned()) {
        Encoding.instant(t.getEpochSecond(), floor(t.getNano()), out);
        return;
      } else if (t.getEpochSecond() < LAST_LOCAL && t.getEpochSecond() > FIRST_LOCAL) {
        long offset = rules.getOffset(t).getTotalSeconds();
        Encoding.local(t.getEpochSecond() + offset, floor(t.getNano()), out);
        return;
      }
    } else if (value instanceof LocalDateTime t && !common.zoned()) {
      Encoding.local(t.toEpochSecond(ZoneOffset.UTC), floor(t.getNano()), out);
      return;
    }
    Form.super.put(own, value, out);
  }
}
