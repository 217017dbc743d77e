package dev.syncline.core.value;

import dev.syncline.core.Side;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the values of two columns are compared and carried: both are read as the coarser of the two
 * types, and what is equal there is the same value. Immutable; for any number of threads.
 *
 * <p>Three things hold for every pair, every side and every value, and the base and the write path
 * rest on them:
 *
 * <ul>
 *   <li>values are the same exactly when their canonical bytes are equal;
 *   <li>a value is the same as what {@link #carry} makes of it;
 *   <li>carrying a value there, back and there again ends where the first carry did.
 * </ul>
 *
 * <p>Coarsened in carrying are only what the comparison cannot see either: the fraction of a second
 * (cut off, towards the past), the scale of a decimal (rounded half up), the bits of a 64-bit
 * floating-point number beside a 32-bit one, the time of day beside a date, and padding. Everything
 * else is carried exactly or refused.
 *
 * <p>Values have the Java classes that {@link Type} names. A value of another class (SQLite holds
 * any value in any column) is compared and refused in words, never an error of the program.
 */
public final class TypePair {
  private final Type source;
  private final Type target;
  private final ZoneId zone;
  private final Notation notation;
  private final Form form;
  private final boolean sameKind;
  private final boolean unpadSource;
  private final boolean unpadTarget;

  private TypePair(Type source, Type target, ZoneId zone, Notation notation, Form form) {
    this.source = source;
    this.target = target;
    this.zone = zone;
    this.notation = notation;
    this.form = form;
    this.sameKind = source.getClass() == target.getClass();
    this.unpadSource = isPadded(source) && !(form instanceof TextForm);
    this.unpadTarget = isPadded(target) && !(form instanceof TextForm);
  }

  private static boolean isPadded(Type type) {
    return type instanceof Type.Text t && t.padded();
  }

  /**
   * The pair of two types; empty when they have no common form, which {@link #whyNot} explains.
   *
   * @param zone the zone in which a timestamp without zone is meant where it meets a point in time
   */
  public static Optional<TypePair> of(Type source, Type target, ZoneId zone) {
    return of(source, target, zone, Notation.INVARIANT);
  }

  /**
   * The same.
   *
   * @param notation of numbers, dates and times where a column of them meets one of text
   */
  public static Optional<TypePair> of(Type source, Type target, ZoneId zone, Notation notation) {
    return Optional.ofNullable(Pairing.form(source, target, zone, notation))
        .map(form -> new TypePair(source, target, zone, notation, form));
  }

  /** Why two types do not pair, with a remedy; empty when they do. */
  public static String whyNot(Type source, Type target) {
    return Pairing.whyNot(source, target);
  }

  /** The type of a side's column. */
  public Type type(Side side) {
    return side == Side.SOURCE ? source : target;
  }

  /** The coarser of the two types, in which values are compared. */
  public Type common() {
    return form.common();
  }

  /** What a value has to be to be carried, in words: {@code a whole number, such as 42}. */
  public String expected() {
    return form.expected();
  }

  /** The same pair with text in another notation. */
  public TypePair in(Notation other) {
    return of(source, target, zone, other).orElseThrow();
  }

  /** Whether the text of one of the columns stands in a locale's notation. */
  public boolean isLocal() {
    return form instanceof LocalForm;
  }

  /**
   * A textual id of how values are compared, such as {@code timestamp(3)}. Fingerprints of pairs
   * with different names must not be compared with each other; the limits of a column are not part
   * of it, so that a widened column keeps its base.
   */
  public String name() {
    return form.name();
  }

  /**
   * Whether all values that a pair of one name tells apart are told apart by a pair of another, in
   * the same bytes: its numbers have at least as many digits after the point, its times as fine a
   * fraction, its texts their spaces at the end.
   */
  public static boolean refines(String coarse, String fine) {
    return coarse.equals(fine) || Fineness.of(coarse).isWithin(Fineness.of(fine));
  }

  /**
   * Appends a value's canonical bytes: a tag, then the value in the common type. Null has a tag of
   * its own; a value without an equal in the common type has the tag and the bytes of its own kind,
   * so that it is the same as itself only. Never throws.
   *
   * <p>They end where {@code out} ends, without a length: texts run to the end.
   */
  public void canonical(Side side, @Nullable Object value, CanonicalBytes out) {
    if (value == null) {
      out.put(Encoding.NULL);
    } else {
      form.put(type(side), plain(side, value), out);
    }
  }

  /** The same after their number in 4 bytes, so that values can stand one after the other. */
  public void counted(Side side, @Nullable Object value, CanonicalBytes out) {
    int start = out.length();
    out.putInt(0);
    canonical(side, value, out);
    out.setInt(start, out.length() - start - Integer.BYTES);
  }

  /**
   * Whether a source value and a target value are the same. Two equal {@link Flaw}s are, since the
   * same bytes stand for them; a row with a flaw is to be left alone before its values are
   * compared.
   */
  public boolean same(@Nullable Object sourceValue, @Nullable Object targetValue) {
    if (sourceValue == null || targetValue == null) {
      return sourceValue == null && targetValue == null;
    }
    if (sameKind && sourceValue.equals(targetValue)) {
      return true;
    }
    CanonicalBytes one = new CanonicalBytes();
    CanonicalBytes other = new CanonicalBytes();
    canonical(Side.SOURCE, sourceValue, one);
    canonical(Side.TARGET, targetValue, other);
    return one.sameAs(other);
  }

  /**
   * The fingerprint of a value's canonical bytes.
   *
   * @param scratch overwritten
   */
  public long fingerprint(
      Side side, @Nullable Object value, Fingerprinter fingerprinter, CanonicalBytes scratch) {
    scratch.reset();
    canonical(side, value, scratch);
    return fingerprinter.of(scratch.array(), 0, scratch.length());
  }

  /**
   * The value to write into the other side's column for a value of this side; null for null,
   * whether or not the column is nullable. A {@link Special} passes between columns of one kind:
   * whether the other system can hold it, its connector says.
   *
   * @throws Unrepresentable if the column cannot hold an equal of the value; the message names the
   *     limit and a remedy, and never the value
   */
  public @Nullable Object carry(Side from, @Nullable Object value) throws Unrepresentable {
    if (value == null) {
      return null;
    }
    Object plain = plain(from, value);
    Object common = form.read(type(from), plain);
    if (common == null) {
      throw new Unrepresentable(form.reason(plain));
    }
    return form.write(common, type(from.other()));
  }

  /** A value without the spaces that a padded column fills it up with; TextForm does it itself. */
  private Object plain(Side side, Object value) {
    boolean unpad = side == Side.SOURCE ? unpadSource : unpadTarget;
    return unpad && value instanceof String s ? s.substring(0, Limits.withoutSpaces(s)) : value;
  }

  /**
   * What is lost or refused in each direction, a sentence each, for people: {@code source → target:
   * text of more than 40 characters is refused}. Values outside every type (a lone surrogate, an
   * infinite date) are not counted.
   */
  public List<String> losses() {
    return Losses.of(source, target, zone, notation);
  }

  /** Whether every value of either column can be carried, and comes back as it was. */
  public boolean lossless() {
    return losses().isEmpty();
  }

  @Override
  public String toString() {
    return Words.of(source) + " <-> " + Words.of(target) + " as " + name();
  }
}
