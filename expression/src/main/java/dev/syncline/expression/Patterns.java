package dev.syncline.expression;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.syncline.expression.Function.Arguments;
import dev.syncline.expression.Function.Made;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * LIKE and regular expressions. The latter are RE2's, which take time in proportion to the text
 * whatever they are, and are compiled once: a pattern is the same for every row.
 */
final class Patterns {
  private static final int MOST_REPEATS = 1_000;
  private static final Pattern COUNT = Pattern.compile("(.)\\{([0-9]+)(?:,([0-9]*))?\\}");
  private static final String LONG = "the pattern has more than %,d characters";

  static final Function LIKE =
      Function.of("LIKE", List.of(Texts.A_TEXT, Texts.A_TEXT, Texts.A_TEXT.fixed()), Patterns::like)
          .optional(1);

  static final List<Function> ALL =
      List.of(
          LIKE,
          Function.of(
                  "REGEXP_LIKE",
                  List.of(Texts.A_TEXT, Texts.A_TEXT.fixed(), Texts.A_TEXT.fixed()),
                  arguments -> {
                    Pattern pattern = pattern(arguments, 2);
                    return new Made(
                        Operators.BOOLEAN, x -> pattern.matcher(Texts.text(x[0])).find());
                  })
              .optional(1),
          Function.of(
                  "REGEXP_SUBSTR",
                  List.of(Texts.A_TEXT, Texts.A_TEXT.fixed(), Texts.A_WHOLE.fixed()),
                  Patterns::part)
              .optional(1),
          Function.of(
              "REGEXP_COUNT",
              List.of(Texts.A_TEXT, Texts.A_TEXT.fixed()),
              arguments -> {
                Pattern pattern = pattern(arguments, 2);
                return new Made(Numbers.WHOLE, x -> count(pattern.matcher(Texts.text(x[0]))));
              }),
          Function.of(
                  "REGEXP_REPLACE",
                  List.of(
                      Texts.A_TEXT,
                      Texts.A_TEXT.fixed(),
                      Texts.A_TEXT.fixed(),
                      Texts.A_TEXT.fixed()),
                  Patterns::replacing)
              .optional(1));

  private Patterns() {}

  /**
   * The pattern in the second argument.
   *
   * @param flags the argument that may hold {@code i}, case does not matter, {@code m}, ^ and $
   *     match at lines, and {@code s}, a point matches line breaks
   */
  private static Pattern pattern(Arguments arguments, int flags) throws Fault {
    String pattern = (String) arguments.constant(1, "");
    if (pattern.length() > Limits.PATTERN) {
      throw arguments.fault(1, LONG.formatted(Limits.PATTERN));
    }
    if (repeats(pattern) > MOST_REPEATS) {
      throw arguments.fault(
          1,
          "this is no regular expression: it repeats more than %,d times".formatted(MOST_REPEATS));
    }
    int bits = 0;
    for (char flag :
        (arguments.count() > flags && arguments.kind(flags) == Kind.TEXT
                ? (String) arguments.constant(flags, "")
                : "")
            .toCharArray()) {
      bits |=
          switch (flag) {
            case 'i' -> Pattern.CASE_INSENSITIVE;
            case 'm' -> Pattern.MULTILINE;
            case 's' -> Pattern.DOTALL;
            default -> throw arguments.fault(flags, "the flags are i, m and s, not " + flag);
          };
    }
    try {
      return Pattern.compile(pattern, bits);
    } catch (PatternSyntaxException e) {
      throw arguments.fault(
          1, "this is no regular expression: " + e.getDescription() + " " + e.getPattern());
    }
  }

  /** At most so many times stands a sign in the compiled pattern; each {n} may be within others. */
  private static double repeats(String pattern) {
    double groups = 1;
    double single = 1;
    Matcher counts = COUNT.matcher(pattern);
    while (counts.find()) {
      String last =
          counts.group(3) == null || counts.group(3).isEmpty() ? counts.group(2) : counts.group(3);
      double times = Math.max(1, Double.parseDouble(last));
      if (counts.group(1).equals(")")) {
        groups *= times;
      } else {
        single = Math.max(single, times);
      }
    }
    return groups * single;
  }

  private static Made part(Arguments arguments) throws Fault {
    Pattern pattern = pattern(arguments, Integer.MAX_VALUE);
    long group = (Long) arguments.constant(2, 0L);
    if (group < 0 || group > pattern.groupCount()) {
      throw arguments.fault(2, "the pattern has " + pattern.groupCount() + " groups");
    }
    return new Made(
        Texts.TEXT,
        true,
        x -> {
          Matcher matcher = pattern.matcher(Texts.text(x[0]));
          return matcher.find() ? matcher.group((int) group) : null;
        });
  }

  private static Long count(Matcher matcher) {
    long count = 0;
    while (matcher.find()) {
      count++;
    }
    return count;
  }

  private static Made replacing(Arguments arguments) throws Fault {
    Pattern pattern = pattern(arguments, 3);
    String with = (String) arguments.constant(2, "");
    long groups = with.chars().filter(c -> c == '$').count();
    try {
      // A trial with all groups: whether the replacement names one that the pattern lacks.
      Pattern.compile("(?:" + pattern.pattern() + ")?").matcher("").replaceAll(with);
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw arguments.fault(
          2, "the replacement names a group that the pattern lacks; a plain $ is written \\$");
    }
    return new Made(
        Texts.TEXT,
        x -> {
          String text = Texts.text(x[0]);
          Matcher matcher = pattern.matcher(text);
          StringBuilder out = new StringBuilder();
          int end = 0;
          while (matcher.find()) {
            Limits.length(
                out.length()
                    + (long) (matcher.start() - end)
                    + with.length()
                    + groups * (matcher.end() - matcher.start()));
            matcher.appendReplacement(out, with);
            end = matcher.end();
          }
          return matcher.appendTail(out).toString();
        });
  }

  private static Made like(Arguments arguments) throws Fault {
    String escape = (String) arguments.constant(2, "");
    if (arguments.count() > 2 && Texts.length(escape) != 1) {
      throw arguments.fault(2, "ESCAPE takes one character");
    }
    int sign = escape.isEmpty() ? -1 : escape.codePointAt(0);
    LikePattern fixed = null;
    if (arguments.step(1).constant()) {
      try {
        fixed = LikePattern.of((String) arguments.constant(1, ""), sign);
      } catch (Refusal e) {
        throw arguments.fault(1, e.what());
      }
    }
    @Nullable LikePattern known = fixed;
    return new Made(
        Operators.BOOLEAN,
        x ->
            (known != null ? known : LikePattern.of((String) x[1], sign))
                .matches(Texts.text(x[0])));
  }

  /** {@code %} stands for any characters, {@code _} for one. */
  private record LikePattern(int[] signs, int length) {
    private static final int ANY = -1;
    private static final int ONE = -2;

    static LikePattern of(String pattern, int escape) throws Refusal {
      if (pattern.length() > Limits.PATTERN) {
        throw new Refusal(LONG.formatted(Limits.PATTERN));
      }
      int[] points = pattern.codePoints().toArray();
      int[] signs = new int[points.length];
      int length = 0;
      for (int i = 0; i < points.length; i++) {
        int c = points[i];
        if (c == escape) {
          if (++i == points.length) {
            throw new Refusal("nothing follows the ESCAPE character");
          }
          signs[length++] = points[i];
        } else {
          signs[length++] = c == '%' ? ANY : c == '_' ? ONE : c;
        }
      }
      return new LikePattern(signs, length);
    }

    /** Goes back to the last % only, so that the time is bounded by the product of both lengths. */
    boolean matches(String text) {
      int at = 0;
      int sign = 0;
      int resumeAt = -1;
      int resumeSign = -1;
      while (at < text.length()) {
        int c = text.codePointAt(at);
        if (sign < length && signs[sign] == ANY) {
          resumeSign = ++sign;
          resumeAt = at;
        } else if (sign < length && (signs[sign] == ONE || signs[sign] == c)) {
          sign++;
          at += Character.charCount(c);
        } else if (resumeSign >= 0) {
          resumeAt += Character.charCount(text.codePointAt(resumeAt));
          at = resumeAt;
          sign = resumeSign;
        } else {
          return false;
        }
      }
      while (sign < length && signs[sign] == ANY) {
        sign++;
      }
      return sign == length;
    }
  }
}
