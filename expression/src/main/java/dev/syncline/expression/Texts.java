package dev.syncline.expression;

import dev.syncline.core.value.Type;
import dev.syncline.expression.Function.Made;
import dev.syncline.expression.Function.Parameter;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Functions of texts. They count code points: an emoji is one character, wherever it stands. */
final class Texts {
  private static final int PIECE = 1_000;

  static final Type TEXT = Type.Text.UNBOUNDED;
  static final Parameter A_TEXT = Parameter.of(Kind.TEXT);
  static final Parameter A_WHOLE = Parameter.of(Kind.WHOLE);

  static final Function TRIM = trim("TRIM", true, true);
  static final Function LTRIM = trim("LTRIM", true, false);
  static final Function RTRIM = trim("RTRIM", false, true);

  static final List<Function> ALL =
      List.of(
          Function.of("LENGTH", List.of(A_TEXT), Numbers.WHOLE, x -> (long) length(text(x[0]))),
          Function.of(
              "OCTET_LENGTH",
              List.of(Parameter.of(Kind.TEXT, Kind.BYTES)),
              Numbers.WHOLE,
              x -> (long) bytes(x[0]).length),
          inLocale("UPPER", (text, in) -> inPieces(text, piece -> piece.toUpperCase(in.locale()))),
          inLocale("LOWER", (text, in) -> inPieces(text, piece -> piece.toLowerCase(in.locale()))),
          inLocale("INITCAP", Texts::initials),
          TRIM,
          LTRIM,
          RTRIM,
          pad("LPAD", true),
          pad("RPAD", false),
          Function.of(
              "LEFT", List.of(A_TEXT, A_WHOLE), TEXT, x -> slice(text(x[0]), 0, count(x[1]))),
          Function.of("RIGHT", List.of(A_TEXT, A_WHOLE), TEXT, x -> right(text(x[0]), count(x[1]))),
          Function.of("SUBSTRING", List.of(A_TEXT, A_WHOLE, A_WHOLE), TEXT, Texts::substring)
              .optional(1),
          Function.of(
              "POSITION",
              List.of(A_TEXT, A_TEXT),
              Numbers.WHOLE,
              x -> position(text(x[1]), sought(x[0]), 1)),
          Function.of(
                  "INSTR",
                  List.of(A_TEXT, A_TEXT, A_WHOLE),
                  Numbers.WHOLE,
                  x ->
                      position(
                          text(x[0]),
                          sought(x[1]),
                          x.length > 2 ? positive(x[2], "occurrence") : 1))
              .optional(1),
          Function.of("REPLACE", List.of(A_TEXT, A_TEXT, A_TEXT), TEXT, Texts::replace),
          Function.of("TRANSLATE", List.of(A_TEXT, A_TEXT, A_TEXT), TEXT, Texts::translate),
          Function.of(
              "REVERSE",
              List.of(A_TEXT),
              TEXT,
              x -> new StringBuilder(text(x[0])).reverse().toString()),
          Function.of("REPEAT", List.of(A_TEXT, A_WHOLE), TEXT, Texts::repeat),
          Function.of("SPLIT_PART", List.of(A_TEXT, A_TEXT, A_WHOLE), TEXT, Texts::part),
          Function.of(
              "STARTS_WITH",
              List.of(A_TEXT, A_TEXT),
              Operators.BOOLEAN,
              x -> text(x[0]).startsWith(text(x[1]))),
          Function.of(
              "ENDS_WITH",
              List.of(A_TEXT, A_TEXT),
              Operators.BOOLEAN,
              x -> text(x[0]).endsWith(text(x[1]))),
          Function.of(
              "UNICODE",
              List.of(A_TEXT),
              arguments -> new Made(Numbers.WHOLE, true, Texts::unicode)),
          Function.of("CHR", List.of(A_WHOLE), TEXT, Texts::character),
          Function.of(
              "NFC",
              List.of(A_TEXT),
              TEXT,
              x -> Normalizer.normalize(text(x[0]), Normalizer.Form.NFC)));

  private Texts() {}

  /** A text that a function looks at as a whole. */
  static String text(Object value) throws Refusal {
    return Limits.text((String) value);
  }

  /** A text that is looked for in another, which takes the product of both lengths in time. */
  private static String sought(Object value) throws Refusal {
    String text = (String) value;
    if (text.length() > Limits.PATTERN) {
      throw new Refusal(
          "the text to look for has more than %,d characters".formatted(Limits.PATTERN));
    }
    return text;
  }

  static byte[] bytes(Object value) throws Refusal {
    return value instanceof byte[] bytes ? bytes : text(value).getBytes(StandardCharsets.UTF_8);
  }

  private static Function inLocale(String name, BiFunction<String, Setting, String> change) {
    return Function.of(
        name,
        List.of(A_TEXT),
        arguments -> new Made(TEXT, x -> change.apply(text(x[0]), arguments.setting())));
  }

  /**
   * Changes the case of a text piece by piece, at spaces where there are some: Java's own methods
   * take the square of a text's length in time where letters become several, as ß does.
   */
  private static String inPieces(String text, UnaryOperator<String> change) {
    if (text.length() <= PIECE) {
      return change.apply(text);
    }
    StringBuilder out = new StringBuilder(text.length());
    int from = 0;
    while (from < text.length()) {
      int to = end(text, from);
      out.append(change.apply(text.substring(from, to)));
      from = to;
    }
    return out.toString();
  }

  private static int end(String text, int from) {
    int most = Math.min(from + PIECE, text.length());
    if (most == text.length()) {
      return most;
    }
    for (int at = most; at > from; at--) {
      if (text.charAt(at - 1) == ' ') {
        return at;
      }
    }
    return Character.isLowSurrogate(text.charAt(most)) ? most - 1 : most;
  }

  static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** A count or a position; beyond any text all are the same. */
  private static int count(Object number) {
    return Math.clamp((Long) number, -Limits.TEXT - 1, Limits.TEXT + 1);
  }

  private static int positive(Object number, String what) throws Refusal {
    if ((Long) number < 1) {
      throw new Refusal("the " + what + " counts from 1");
    }
    return count(number);
  }

  private static String initials(String text, Setting in) {
    StringBuilder out = new StringBuilder(text.length());
    boolean inWord = false;
    for (int at = 0; at < text.length(); ) {
      int c = text.codePointAt(at);
      String one = Character.toString(c);
      out.append(inWord ? one.toLowerCase(in.locale()) : one.toUpperCase(in.locale()));
      inWord = Character.isLetterOrDigit(c);
      at += Character.charCount(c);
    }
    return out.toString();
  }

  private static Function trim(String name, boolean front, boolean back) {
    return Function.of(
            name,
            List.of(A_TEXT, A_TEXT),
            TEXT,
            x -> trimmed(text(x[0]), x.length > 1 ? sought(x[1]) : " ", front, back))
        .optional(1);
  }

  private static String trimmed(String text, String characters, boolean front, boolean back) {
    int from = 0;
    int to = text.length();
    while (front && from < to && characters.indexOf(text.codePointAt(from)) >= 0) {
      from += Character.charCount(text.codePointAt(from));
    }
    while (back && to > from && characters.indexOf(text.codePointBefore(to)) >= 0) {
      to -= Character.charCount(text.codePointBefore(to));
    }
    return text.substring(from, to);
  }

  private static Function pad(String name, boolean left) {
    return Function.of(
            name,
            List.of(A_TEXT, A_WHOLE, A_TEXT),
            TEXT,
            x -> padded(text(x[0]), count(x[1]), x.length > 2 ? text(x[2]) : " ", left))
        .optional(1);
  }

  /** To exactly so many characters: a longer text is cut at its end, as in every database. */
  private static String padded(String text, int wanted, String with, boolean left) throws Refusal {
    Limits.length(wanted);
    int has = length(text);
    if (has >= wanted) {
      return slice(text, 0, wanted);
    }
    if (with.isEmpty()) {
      return text;
    }
    int missing = wanted - has;
    int unit = length(with);
    String padding = with.repeat(missing / unit) + slice(with, 0, missing % unit);
    return left ? padding + text : text + padding;
  }

  /** Characters from one position, counted from 0, before another. */
  private static String slice(String text, int from, int to) {
    int size = length(text);
    int first = Math.clamp(from, 0, size);
    int last = Math.clamp(to, first, size);
    if (size == text.length()) {
      return text.substring(first, last);
    }
    int begin = text.offsetByCodePoints(0, first);
    return text.substring(begin, text.offsetByCodePoints(begin, last - first));
  }

  private static String right(String text, int count) {
    int size = length(text);
    return slice(text, size - Math.clamp(count, 0, size), size);
  }

  /** From a position that counts from 1; what lies before the text counts, but is empty. */
  private static String substring(Object[] x) throws Refusal {
    int from = count(x[1]) - 1;
    if (x.length < 3) {
      return slice(text(x[0]), from, Integer.MAX_VALUE);
    }
    if ((Long) x[2] < 0) {
      throw new Refusal("the length is negative");
    }
    return slice(text(x[0]), from, from + count(x[2]));
  }

  /** Where a part begins for the n-th time, counted from 1; 0 where it does not. */
  private static Long position(String text, String part, int occurrence) {
    int at = -1;
    for (int i = 0; i < occurrence; i++) {
      at = text.indexOf(part, at + 1);
      if (at < 0 || i > text.length()) {
        return 0L;
      }
    }
    return text.codePointCount(0, at) + 1L;
  }

  private static String replace(Object[] x) throws Refusal {
    String text = text(x[0]);
    String part = sought(x[1]);
    String with = text(x[2]);
    if (part.isEmpty()) {
      return text;
    }
    long size = text.length();
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
      size += with.length() - part.length();
    }
    Limits.length(size);
    return text.replace(part, with);
  }

  /** Character by character; one without a counterpart is left out. */
  private static String translate(Object[] x) throws Refusal {
    int[] from = sought(x[1]).codePoints().toArray();
    int[] to = sought(x[2]).codePoints().toArray();
    StringBuilder out = new StringBuilder();
    text(x[0])
        .codePoints()
        .forEach(
            c -> {
              int at = 0;
              while (at < from.length && from[at] != c) {
                at++;
              }
              if (at == from.length) {
                out.appendCodePoint(c);
              } else if (at < to.length) {
                out.appendCodePoint(to[at]);
              }
            });
    return out.toString();
  }

  private static String repeat(Object[] x) throws Refusal {
    String text = text(x[0]);
    int times = Math.max(0, count(x[1]));
    Limits.length((long) text.length() * times);
    return text.repeat(times);
  }

  /** The n-th part between separators, counted from 1, from the end if negative; else empty. */
  private static String part(Object[] x) throws Refusal {
    String text = text(x[0]);
    String separator = sought(x[1]);
    long wanted = (Long) x[2];
    if (wanted == 0) {
      throw new Refusal("parts count from 1, or from -1 at the end");
    }
    if (separator.isEmpty()) {
      return wanted == 1 || wanted == -1 ? text : "";
    }
    return wanted > 0 ? fromFront(text, separator, wanted) : fromBack(text, separator, -wanted);
  }

  private static String fromFront(String text, String separator, long wanted) {
    int from = 0;
    for (long i = 1; i < wanted; i++) {
      int at = text.indexOf(separator, from);
      if (at < 0) {
        return "";
      }
      from = at + separator.length();
    }
    int end = text.indexOf(separator, from);
    return text.substring(from, end < 0 ? text.length() : end);
  }

  private static String fromBack(String text, String separator, long wanted) {
    int to = text.length();
    for (long i = 1; i < wanted; i++) {
      int at = text.lastIndexOf(separator, to - separator.length());
      if (at < 0 || to < separator.length()) {
        return "";
      }
      to = at;
    }
    int begin = to < separator.length() ? -1 : text.lastIndexOf(separator, to - separator.length());
    return text.substring(begin < 0 ? 0 : begin + separator.length(), to);
  }

  private static @Nullable Object unicode(Object[] x) {
    String text = (String) x[0];
    return text.isEmpty() ? null : (long) text.codePointAt(0);
  }

  private static String character(Object[] x) throws Refusal {
    long code = (Long) x[0];
    boolean exists =
        code > 0
            && code <= Character.MAX_CODE_POINT
            && !(code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE);
    if (!exists) {
      throw new Refusal("no character has that number");
    }
    return Character.toString((int) code);
  }
}
