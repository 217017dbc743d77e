package dev.syncline.expression;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.validate.SqlConformanceEnum;

/** From an expression's text to Calcite's tree of it. */
final class Parsed {
  private static final SqlParser.Config CONFIG =
      SqlParser.config()
          .withUnquotedCasing(Casing.UNCHANGED)
          .withQuotedCasing(Casing.UNCHANGED)
          .withConformance(SqlConformanceEnum.LENIENT)
          .withIdentifierMaxLength(Limits.EXPRESSION);

  private static final Pattern ENCOUNTERED =
      Pattern.compile("Encountered:? \"(.*?)\"(?= \\(| at line)", Pattern.DOTALL);

  private static final Pattern KEYWORD =
      Pattern.compile("Incorrect syntax near the keyword '(.*?)'");

  private Parsed() {}

  static SqlNode of(String text) throws Fault {
    if (text.isBlank()) {
      throw new Fault(new Place(1, 1, 1, 1), "the expression is empty");
    }
    if (text.length() > Limits.EXPRESSION) {
      throw new Fault(
          new Place(1, 1, 1, 1),
          "the expression has %,d characters; at most %,d are allowed"
              .formatted(text.length(), Limits.EXPRESSION));
    }
    Nesting.check(text);
    try {
      return SqlParser.create(text, CONFIG).parseExpression();
    } catch (SqlParseException e) {
      if (e.getPos() == null) { // it is no fault of the text
        throw new IllegalStateException(e);
      }
      throw new Fault(Place.of(e.getPos()), reason(e));
    } catch (CalciteContextException e) {
      Place place =
          new Place(e.getPosLine(), e.getPosColumn(), e.getEndPosLine(), e.getEndPosColumn());
      throw new Fault(place, String.valueOf(e.getCause() == null ? "" : e.getCause().getMessage()));
    }
  }

  private static String reason(SqlParseException e) {
    String message = String.valueOf(e.getMessage());
    Matcher encountered = ENCOUNTERED.matcher(message);
    if (!encountered.find()) {
      return unnamed(message);
    }
    String token = encountered.group(1);
    if (token.matches("\\\\?['\"]|")) {
      return "a quote is not closed";
    }
    if (message.startsWith("Lexical error")) {
      return "the character " + token + " means nothing here";
    }
    if (token.endsWith("<EOF>")) {
      String before = token.substring(0, token.length() - "<EOF>".length()).strip();
      return isWord(before)
          ? reserved(before)
          : "the expression ends too early: something is missing"
              + (before.isEmpty() ? "" : " after " + before);
    }
    String[] words = token.strip().split("\\s+", 3);
    if (isWord(words[0])) {
      return reserved(words[0]);
    }
    return words.length > 1 && isWord(words[1]) && !words[0].equals(".")
        ? unexpected(words[1], "after " + words[0])
        : words[0] + " is not expected here";
  }

  /** Why, where the parser says not what it met. */
  private static String unnamed(String message) {
    if (message.startsWith("Lexical error")) {
      return "a comment is not closed";
    }
    Matcher keyword = KEYWORD.matcher(message);
    return keyword.find()
        ? keyword.group(1) + " does not belong here, or something is missing after it"
        : "this is not understood";
  }

  private static boolean isWord(String token) {
    return !token.isEmpty() && Character.isLetter(token.charAt(0));
  }

  private static String reserved(String word) {
    return unexpected(word, "here");
  }

  private static String unexpected(String word, String where) {
    return word
        + " is not expected "
        + where
        + "; it may be a reserved word: a column of that name is written \""
        + word
        + "\"";
  }
}
