package dev.syncline.core.value;

import java.time.Duration;
import java.time.LocalTime;
import org.jspecify.annotations.Nullable;

/** Times of day, and durations outside a day, to the coarser fraction of a second. */
@SuppressWarnings("JavaLocalTimeGetNano") // a fraction is cut off, whole seconds stay
record TimeForm(int fraction) implements Form {

  @Override
  public Type common() {
    return new Type.Time(fraction);
  }

  @Override
  public String name() {
    return "time(" + fraction + ")";
  }

  @Override
  public String expected() {
    return "a time, such as 23:59:59";
  }

  @Override
  public @Nullable Object read(Type own, Object value) {
    return switch (value) {
      case LocalTime t -> t.withNano(TimeText.floor(t.getNano(), fraction));
      case Duration d -> Duration.ofSeconds(d.getSeconds(), TimeText.floor(d.getNano(), fraction));
      case Special s -> s == Special.NAN ? null : s;
      case String s -> {
        Object parsed = TimeText.time(s);
        yield parsed == null ? null : read(own, parsed);
      }
      default -> null;
    };
  }

  @Override
  public Object write(Object common, Type to) throws Unrepresentable {
    if (to instanceof Type.Time) {
      return common;
    } else if (to instanceof Type.Text t) {
      return Limits.text(
          t,
          common instanceof Duration d
              ? TimeText.format(d)
              : TimeText.format(Form.ordinary(common, LocalTime.class)));
    }
    throw Form.notPaired(this, to);
  }

  @Override
  public void put(Type own, Object value, CanonicalBytes out) {
    if (value instanceof LocalTime t) {
      Encoding.time(t.toSecondOfDay(), TimeText.floor(t.getNano(), fraction), out);
    } else {
      Form.super.put(own, value, out);
    }
  }
}
