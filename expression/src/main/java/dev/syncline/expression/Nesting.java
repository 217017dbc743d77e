package dev.syncline.expression;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Refuses a text that is nested too deeply, or has too many words and signs in a row, before the
 * parser meets it.
 *
 * <p>The parser calls itself for each level, and again for each sign of a row, and takes the cube
 * of a row's length in time where it is made of LIKEs. Its stack must not overflow, for nobody can
 * catch that: a class of the parser that was just being initialized is unusable for the rest of the
 * process. Within these bounds it needs less than three quarters of a megabyte, whatever the text
 * is; threads have one. How deep the tree then is, {@link Compiler} looks after.
 */
final class Nesting {
  /** What begins at a place: a comment, a quoted text or name, a word or number, or a sign. */
  private static final Pattern TOKEN =
      Pattern.compile(
          """
          (?<comment> (?:--|//)[^\\n\\r]*+ | /\\*(?s:.*?)\\*/ )
          | '[^']*+'?
          | "[^"]*+"?
          | (?<word> [\\p{L}\\p{N}_$.]++ )
          | (?<sign> \\S )
          """,
          Pattern.COMMENTS);

  /** After these a new row begins; so it does after a bracket and a comma. */
  private static final Set<String> PARTS = Set.of("WHEN", "THEN", "ELSE");

  private final String text;

  /** Of each open bracket and CASE, and of the whole, the words and signs in its present row. */
  private final Deque<Integer> rows = new ArrayDeque<>();

  private Nesting(String text) {
    this.text = text;
    rows.push(0);
  }

  static void check(String text) throws Fault {
    new Nesting(text).check();
  }

  private void check() throws Fault {
    Matcher token = TOKEN.matcher(text);
    while (token.find()) {
      if (token.group("comment") == null) {
        take(token.group("word") != null ? upper(token.group()) : token.group(), token.start());
      }
    }
  }

  private void take(String token, int at) throws Fault {
    switch (token) {
      case "(", "[", "{", "CASE" -> open(at);
      case ")", "]", "}", "END" -> close();
      default -> {
        if (token.equals(",") || PARTS.contains(token)) {
          rows.pop();
          rows.push(0);
        } else {
          lengthen(at);
        }
      }
    }
  }

  private void open(int at) throws Fault {
    lengthen(at);
    rows.push(0);
    if (rows.size() > Limits.BRACKETS + 1) {
      throw new Fault(
          Place.at(at, text),
          "the expression is nested too deeply; at most "
              + Limits.BRACKETS
              + " parentheses and CASEs may be within each other");
    }
  }

  private void close() {
    if (rows.size() > 1) { // else the parser says what is wrong with that
      rows.pop();
    }
  }

  private void lengthen(int at) throws Fault {
    int length = rows.pop() + 1;
    rows.push(length);
    if (length > Limits.ROW) {
      throw new Fault(
          Place.at(at, text),
          "the expression has more than %,d words and signs in a row; put parts of it in parentheses"
              .formatted(Limits.ROW));
    }
  }

  private static String upper(String word) {
    return word.toUpperCase(Locale.ROOT);
  }
}
