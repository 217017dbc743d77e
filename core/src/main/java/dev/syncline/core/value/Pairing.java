package dev.syncline.core.value;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which types pair, and in which common form: always that of the coarser type, in which the other's
 * values can be read.
 */
final class Pairing {
  private static final int UUID_BYTES = 16;

  private Pairing() {}

  /** The same, with the text of what is no text in a notation. */
  static @Nullable Form form(Type one, Type other, ZoneId zone, Notation notation) {
    Form form = form(one, other, zone);
    boolean translated =
        !notation.isInvariant() && (one instanceof Type.Text || other instanceof Type.Text);
    return form == null || !translated ? form : LocalForm.of(form, notation);
  }

  /** The form of two types; null where they do not pair. The sides' order is irrelevant. */
  static @Nullable Form form(Type one, Type other, ZoneId zone) {
    Form form = coarser(one, other, zone);
    return form != null ? form : coarser(other, one, zone);
  }

  /** The form when {@code type} is the coarser of the two; null when it is not. */
  private static @Nullable Form coarser(Type type, Type other, ZoneId zone) {
    return switch (type) {
      case Type.Bool b ->
          isNumber(other) || other instanceof Type.Bool || other instanceof Type.Text
              ? new BoolForm()
              : null;
      case Type.Int i ->
          other instanceof Type.Int j
              ? NumberForm.whole(narrower(i, j))
              : isNumber(other) || other instanceof Type.Text ? NumberForm.whole(i) : null;
      case Type.Decimal d ->
          other instanceof Type.Decimal e
              ? NumberForm.decimal(coarser(d, e), e)
              : other instanceof Type.Real || other instanceof Type.Text
                  ? NumberForm.decimal(d, other)
                  : null;
      case Type.Real r ->
          other instanceof Type.Real s
              ? new RealForm(Math.min(r.bits(), s.bits()))
              : other instanceof Type.Text ? new RealForm(r.bits()) : null;
      case Type.Text t -> other instanceof Type.Text u ? text(t, u) : null;
      case Type.Enumeration e ->
          other instanceof Type.Enumeration f
              ? new TextForm(shared(e, f), false)
              : other instanceof Type.Text t ? new TextForm(e, t.padded()) : null;
      case Type.Date d ->
          other instanceof Type.Date
                  || other instanceof Type.Timestamp
                  || other instanceof Type.Text
              ? new DateForm(other, zone)
              : null;
      case Type.Time t ->
          other instanceof Type.Time u
              ? new TimeForm(Math.min(t.fraction(), u.fraction()))
              : other instanceof Type.Text ? new TimeForm(t.fraction()) : null;
      case Type.Timestamp t ->
          other instanceof Type.Timestamp u
              ? new TimestampForm(coarser(t, u), t.zoned() != u.zoned(), zone)
              : other instanceof Type.Text ? new TimestampForm(t, true, zone) : null;
      case Type.Binary b -> other instanceof Type.Binary c ? binary(b, c) : null;
      case Type.Uuid u ->
          other instanceof Type.Uuid || other instanceof Type.Text || holdsUuid(other)
              ? new UuidForm()
              : null;
      case Type.Json j ->
          other instanceof Type.Json || other instanceof Type.Text || other instanceof Type.Array
              ? new JsonForm(j)
              : null;
      case Type.Array a ->
          other instanceof Type.Array b
              ? array(form(a.element(), b.element(), zone))
              : other instanceof Type.Text ? new JsonForm(a) : null;
      case Type.Opaque o -> null;
    };
  }

  private static @Nullable Form array(@Nullable Form element) {
    return element == null ? null : new JsonForm(new Type.Array(element.common()));
  }

  private static boolean isNumber(Type type) {
    return type instanceof Type.Int || type instanceof Type.Decimal || type instanceof Type.Real;
  }

  private static boolean holdsUuid(Type type) {
    return type instanceof Type.Binary b && (b.maxLength() == 0 || b.maxLength() >= UUID_BYTES);
  }

  /** The one of fewer bits; of as many, the one with a sign. */
  private static Type.Int narrower(Type.Int one, Type.Int other) {
    if (one.bits() != other.bits()) {
      return one.bits() < other.bits() ? one : other;
    }
    return one.unsigned() ? other : one;
  }

  private static Type.Decimal coarser(Type.Decimal one, Type.Decimal other) {
    if (one.unbounded() || other.unbounded()) {
      return one.unbounded() ? other : one;
    }
    int scale = Math.min(one.scale(), other.scale());
    int whole = Math.min(one.precision() - one.scale(), other.precision() - other.scale());
    return new Type.Decimal(Math.max(1, whole + scale), scale);
  }

  private static Type.Timestamp coarser(Type.Timestamp one, Type.Timestamp other) {
    return new Type.Timestamp(
        Math.min(one.fraction(), other.fraction()), one.zoned() && other.zoned());
  }

  private static TextForm text(Type.Text one, Type.Text other) {
    boolean padded = one.padded() || other.padded();
    Type common =
        new Type.Text(
            (int) tighter(one.maxLength(), other.maxLength()),
            tighter(one.maxBytes(), other.maxBytes()),
            padded);
    return new TextForm(common, padded);
  }

  private static BinaryForm binary(Type.Binary one, Type.Binary other) {
    boolean padded = one.padded() || other.padded();
    return new BinaryForm(
        new Type.Binary(tighter(one.maxLength(), other.maxLength()), padded), padded);
  }

  /** The lower of two bounds, of which 0 is none. */
  private static long tighter(long one, long other) {
    return one == 0 || other == 0 ? Math.max(one, other) : Math.min(one, other);
  }

  private static Type.Enumeration shared(Type.Enumeration one, Type.Enumeration other) {
    List<String> labels = new ArrayList<>(one.labels());
    labels.retainAll(other.labels());
    return new Type.Enumeration(labels);
  }

  /** Why two types do not pair and what would help; empty when they do. */
  static String whyNot(Type source, Type target) {
    if (form(source, target, ZoneOffset.UTC) != null) {
      return "";
    }
    for (Type type : List.of(source, target)) {
      if (type instanceof Type.Opaque) {
        return Words.of(type) + " cannot be synchronized; leave the column out";
      }
    }
    String both = Words.of(source) + " and " + Words.of(target);
    boolean encoding =
        (source instanceof Type.Binary && target instanceof Type.Text)
            || (source instanceof Type.Text && target instanceof Type.Binary);
    return encoding
        ? both
            + " do not pair, for nothing tells how the text is encoded; alter one of the columns, or"
            + " leave it out of \"fields\""
        : both + " have no common form; alter one of the columns, or leave it out of \"fields\"";
  }
}
