package dev.syncline.core.value;

import dev.syncline.core.Side;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * What each direction of a pair of types loses or refuses, in words. Says of a direction what
 * {@link TypePair#carry} does in it; a test holds the two together.
 */
final class Losses {
  private final Type from;
  private final Type to;
  private final ZoneId zone;
  private final Notation notation;
  private final List<String> found = new ArrayList<>();

  private Losses(Type from, Type to, ZoneId zone, Notation notation) {
    this.from = from;
    this.to = to;
    this.zone = zone;
    this.notation = notation;
  }

  /** The losses of both directions of types that pair, those towards the target first. */
  static List<String> of(Type source, Type target, ZoneId zone, Notation notation) {
    List<String> all = new ArrayList<>();
    for (Side side : Side.values()) {
      boolean forth = side == Side.SOURCE;
      Losses losses = new Losses(forth ? source : target, forth ? target : source, zone, notation);
      losses.find();
      losses.found.forEach(l -> all.add(side.word() + " → " + side.other().word() + ": " + l));
    }
    return List.copyOf(all);
  }

  private void find() {
    if (from instanceof Type.Text && !(to instanceof Type.Text)) {
      refused("text that is not " + readable());
    }
    switch (to) {
      case Type.Bool b -> {
        if (!(from instanceof Type.Bool) && !(from instanceof Type.Text)) {
          refused("numbers other than 0 and 1");
        }
      }
      case Type.Int i -> toInt(i);
      case Type.Decimal d -> toDecimal(d);
      case Type.Real r -> toReal(r);
      case Type.Text t -> toText(t);
      case Type.Enumeration e -> toEnumeration(e);
      case Type.Date d -> {
        if (from instanceof Type.Timestamp) {
          found.add("the time of day is dropped");
        }
      }
      case Type.Time t -> fraction(from instanceof Type.Time u ? u.fraction() : 9, t.fraction());
      case Type.Timestamp t -> toTimestamp(t);
      case Type.Binary b -> toBinary(b);
      case Type.Uuid u -> {
        if (from instanceof Type.Binary b && !(b.padded() && b.maxLength() == 16)) {
          refused("values that are not 16 bytes long");
        }
      }
      case Type.Json j -> {}
      case Type.Array a -> toArray(a);
      case Type.Opaque o -> {}
    }
  }

  private String readable() {
    return switch (to) {
      case Type.Enumeration e -> "one of the labels";
      case Type.Array a -> "a JSON array";
      default -> expected();
    };
  }

  private String expected() {
    Form form = Pairing.form(from, to, zone, notation);
    return form == null ? Words.of(to) : form.expected();
  }

  private void refused(String what) {
    found.add(what + (what.startsWith("text ") ? " is" : " are") + " refused");
  }

  private void toInt(Type.Int type) {
    boolean outside =
        switch (from) {
          case Type.Int i ->
              i.least().compareTo(type.least()) < 0 || i.greatest().compareTo(type.greatest()) > 0;
          case Type.Decimal d ->
              d.unbounded()
                  || type.unsigned()
                  || d.precision() - d.scale() >= digits(type.greatest());
          case Type.Real r -> true;
          case Type.Text t -> true;
          default -> false;
        };
    boolean fraction =
        from instanceof Type.Real
            || (from instanceof Type.Decimal d && (d.unbounded() || d.scale() > 0));
    if (fraction) {
      refused("numbers with a fraction");
    }
    if (outside) {
      refused("numbers outside " + type.least() + " to " + type.greatest());
    }
  }

  private static int digits(Object number) {
    return number.toString().length();
  }

  private void toDecimal(Type.Decimal type) {
    if (type.unbounded()) {
      return;
    }
    int whole = type.precision() - type.scale();
    if (from instanceof Type.Bool) {
      if (whole < 1 || type.scale() < 0) {
        found.add("true, which is 1 there, is refused");
      }
      return;
    }
    boolean larger =
        switch (from) {
          case Type.Int i -> Math.max(digits(i.greatest()), digits(i.least().abs())) > whole;
          // Rounding may carry: 99.95 with one place less has a digit more.
          case Type.Decimal d ->
              d.unbounded()
                  || d.precision() - d.scale() > whole
                  || (d.precision() - d.scale() == whole && d.scale() > type.scale());
          default -> true;
        };
    if (larger) {
      refused("numbers of more than " + Math.max(0, whole) + " digits before the decimal point");
    }
    boolean finer =
        switch (from) {
          case Type.Decimal d -> d.unbounded() || d.scale() > type.scale();
          case Type.Real r -> true;
          case Type.Text t -> true;
          default -> false;
        };
    if (finer) {
      found.add("numbers are rounded to " + type.scale() + " decimal places");
    } else if (from instanceof Type.Int && type.scale() < 0) {
      refused("numbers that are no multiple of 1" + "0".repeat(-type.scale()));
    }
  }

  private void toReal(Type.Real type) {
    boolean small = type.bits() == 32;
    int exactBits = small ? 24 : 53;
    int exactDigits = small ? 6 : 15;
    switch (from) {
      case Type.Int i -> {
        if (i.bits() > exactBits) {
          refused("whole numbers beyond 2^" + exactBits + " that it does not hold exactly");
        }
      }
      case Type.Decimal d -> {
        if (d.unbounded() || d.precision() > exactDigits) {
          refused("numbers of more than " + exactDigits + " digits that it does not hold exactly");
        }
      }
      case Type.Real r -> {
        if (r.bits() > type.bits()) {
          found.add("numbers are rounded to 32 bits (about 7 digits)");
          refused("numbers beyond the range of 32 bits");
        }
      }
      default -> {}
    }
  }

  private void toText(Type.Text type) {
    if (from instanceof Type.Text t) {
      if (type.padded() && !t.padded()) {
        found.add("spaces at the end are dropped");
      }
      long mostPoints = lower(t.maxLength(), t.maxBytes());
      long mostBytes = lower(t.maxBytes(), t.maxLength() * 4L);
      longer(type.maxLength(), mostPoints, "characters");
      longer(type.maxBytes(), mostBytes, "bytes");
    } else {
      long most = longest(from);
      longer(type.maxLength(), most, "characters");
      longer(type.maxBytes(), from instanceof Type.Enumeration e ? mostBytes(e) : most, "bytes");
    }
  }

  private static long mostBytes(Type.Enumeration type) {
    return type.labels().stream()
        .mapToInt(l -> CanonicalBytes.utf8Length(l, 0, l.length()))
        .max()
        .orElse(1);
  }

  private void longer(long limit, long most, String unit) {
    if (limit > 0 && (most == 0 || most > limit)) {
      refused("text of more than " + limit + " " + unit);
    }
  }

  /** The lower of two bounds, of which 0 is none. */
  private static long lower(long one, long other) {
    return one == 0 || other == 0 ? Math.max(one, other) : Math.min(one, other);
  }

  /** The most characters that a type's values have as text; 0 for no bound. */
  private long longest(Type type) {
    return switch (type) {
      case Type.Bool b -> 1;
      case Type.Int i -> Math.max(digits(i.least()), digits(i.greatest()));
      case Type.Decimal d ->
          d.unbounded()
              ? 0
              : Math.max(1, d.precision() - d.scale()) + 1L + (d.scale() > 0 ? 1 + d.scale() : 0);
      case Type.Real r -> 60;
      case Type.Enumeration e ->
          e.labels().stream().mapToInt(l -> l.codePointCount(0, l.length())).max().orElse(1);
      case Type.Date d -> written(Notation.Kind.DATE, "9999-12-30");
      case Type.Time t ->
          Math.max("-838:59:59".length(), written(Notation.Kind.TIME, "22:59:59"))
              + fractionDigits(t.fraction());
      case Type.Timestamp t ->
          written(Notation.Kind.TIMESTAMP, "9999-12-30T22:59:59" + (t.zoned() ? "Z" : ""))
              + fractionDigits(t.fraction());
      case Type.Uuid u -> 32;
      case Type.Text t -> 0;
      case Type.Binary b -> 0;
      case Type.Json j -> 0;
      case Type.Array a -> 0;
      case Type.Opaque o -> 0;
    };
  }

  private int written(Notation.Kind kind, String invariant) {
    return notation.isInvariant() ? invariant.length() : notation.example(kind, invariant).length();
  }

  private static int fractionDigits(int fraction) {
    return fraction > 0 ? 1 + fraction : 0;
  }

  private void toEnumeration(Type.Enumeration type) {
    if (from instanceof Type.Enumeration e) {
      List<String> missing = new ArrayList<>(e.labels());
      missing.removeAll(type.labels());
      if (!missing.isEmpty()) {
        refused("the labels " + Words.list(missing));
      }
    }
  }

  private void toTimestamp(Type.Timestamp type) {
    if (from instanceof Type.Date) {
      return;
    }
    fraction(from instanceof Type.Timestamp t ? t.fraction() : 9, type.fraction());
    if (zone.getRules().isFixedOffset() || !(from instanceof Type.Timestamp t)) {
      return;
    }
    if (t.zoned() && !type.zoned()) {
      found.add(
          "the two moments of an hour that clocks in " + zone.getId() + " show twice are one");
    } else if (!t.zoned() && type.zoned()) {
      refused("local times that clocks in " + zone.getId() + " skip");
    }
  }

  private void fraction(int had, int kept) {
    if (had > kept) {
      found.add("fractions of a second are cut off after " + kept + " digits");
    }
  }

  private void toBinary(Type.Binary type) {
    if (!(from instanceof Type.Binary b)) {
      return;
    }
    if (type.padded() && !b.padded()) {
      found.add("zero bytes at the end are not told from padding");
    }
    if (type.maxLength() > 0 && (b.maxLength() == 0 || b.maxLength() > type.maxLength())) {
      refused("values of more than " + type.maxLength() + " bytes");
    }
  }

  private void toArray(Type.Array type) {
    if (from instanceof Type.Json) {
      refused("documents that are not arrays");
    } else if (from instanceof Type.Array a && elementLost(a.element(), type.element())) {
      found.add(
          "elements that " + Words.of(type.element()) + " cannot hold are refused by the system");
    }
  }

  private boolean elementLost(Type one, Type other) {
    Losses losses = new Losses(one, other, zone, notation);
    losses.find();
    return !losses.found.isEmpty();
  }
}
