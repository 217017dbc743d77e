package dev.syncline.project.edit;

/** Lines of a text, of which some may end with a carriage return. */
final class Lines {
  private Lines() {}

  private static boolean isBreak(char c) {
    return c == '\n' || c == '\r';
  }

  /** Where the line of a place begins. */
  static int start(String text, int at) {
    int start = at;
    while (start > 0 && !isBreak(text.charAt(start - 1))) {
      start--;
    }
    return start;
  }

  /** Where the line of a place ends, before its break. */
  static int end(String text, int at) {
    int end = at;
    while (end < text.length() && !isBreak(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /** After the break that begins at a place; the place itself at the text's end. */
  static int afterBreak(String text, int at) {
    if (text.startsWith("\r\n", at)) {
      return at + 2;
    }
    return at < text.length() && isBreak(text.charAt(at)) ? at + 1 : at;
  }

  /** Before the break that ends at a place; the place itself at the text's start. */
  static int beforeBreak(String text, int at) {
    if (at >= 2 && text.startsWith("\r\n", at - 2)) {
      return at - 2;
    }
    return at > 0 && isBreak(text.charAt(at - 1)) ? at - 1 : at;
  }

  /** After spaces, breaks and comments. */
  static int skip(String text, int from) {
    int at = from;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '#' && (at == 0 || Character.isWhitespace(text.charAt(at - 1)))) {
        at = end(text, at);
      } else if (Character.isWhitespace(c) || c == '\uFEFF') {
        at++;
      } else {
        break;
      }
    }
    return at;
  }

  /** After anchors and tags. */
  static int afterProperties(String text, int from) {
    int at = skip(text, from);
    while (at < text.length() && (text.charAt(at) == '&' || text.charAt(at) == '!')) {
      while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      at = skip(text, at);
    }
    return at;
  }

  /** The number of a place's line, from 1. */
  static int number(String text, int at) {
    return (int) text.substring(0, at).lines().count() + (start(text, at) == at ? 1 : 0);
  }

  /** How far right of its line's start a place is. */
  static int column(String text, int at) {
    return at - start(text, at);
  }

  /** Whether nothing but spaces stands before a place in its line. */
  static boolean isFirst(String text, int at) {
    return text.substring(start(text, at), at).isBlank();
  }

  /** What ends the lines of a text. */
  static String separator(String text) {
    int end = end(text, 0);
    int after = afterBreak(text, end);
    return end == after ? "\n" : text.substring(end, after);
  }
}
