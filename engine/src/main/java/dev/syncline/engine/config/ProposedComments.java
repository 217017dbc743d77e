package dev.syncline.engine.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The comments about a task's key and fields that {@link ConfigurationWriter} writes: how they are
 * worded, and how they are told from what people write. Texts are without the sign of a comment.
 */
public final class ProposedComments {
  /** Behind a field whose columns have other names. */
  public static final String BY_VALUES = "by their words and values";

  /** Behind a relation. */
  public static final String UNDECLARED = "by its name: not every side has a foreign key";

  static final String OBSERVED =
      "neither side keeps it unique: it is so only as far as the figures say";
  static final String UNPAIRED =
      "nothing but that both sides keep it unique says that these columns are the same";
  static final String COPIED =
      "nothing tells its records apart, and a first sync that copies asks for nothing";
  private static final String NEEDED = " (new records need it)";

  private static final Pattern FIGURES =
      Pattern.compile(
          "\\S.*: [\\d,]+ rows, [\\d,]+ distinct(, [\\d,]+ null)?(, each once|, [\\d,]+ more than once)"
              + "|would link [\\d,]+(, create [\\d,]+ in [^,]+)*(, hold [\\d,]+)?"
              + "|would link [\\d,]+ more with form: [a-z-]+");
  private static final Pattern CANDIDATE = Pattern.compile("(?:instead|perhaps) by (.+):");
  private static final Pattern REFERS =
      Pattern.compile("(.+) refers to .+, which is not kept in step");

  private ProposedComments() {}

  static String candidate(boolean chosen, String key) {
    return (chosen ? "instead by " : "perhaps by ") + key + ":";
  }

  static String refers(String columns, String object) {
    return columns + " refers to " + object + ", which is not kept in step";
  }

  static String leftOut(String connection, List<String> columns) {
    return "left out of " + connection + ": " + String.join(", ", columns);
  }

  static String needed(String column) {
    return column + NEEDED;
  }

  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Whether it says what the unique key itself does, or that there is none. */
  public static boolean isOfKey(String comment) {
    return comment.equals(OBSERVED)
        || comment.equals(UNPAIRED)
        || comment.equals(COPIED)
        || FIGURES.matcher(comment).matches();
  }

  /** The key that it says might be taken instead, as {@code a <-> b and c}. */
  public static Optional<String> candidate(String comment) {
    return first(CANDIDATE, comment);
  }

  /** The columns of which it says that they refer to what is not kept in step. */
  public static Optional<String> refers(String comment) {
    return first(REFERS, comment);
  }

  private static Optional<String> first(Pattern pattern, String comment) {
    Matcher matcher = pattern.matcher(comment);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /**
   * What says which columns are left out, without some of them; empty where none is left.
   *
   * @param gone whether a column is not left out any more
   * @return nothing where it says something else
   */
  public static Optional<String> leftOutWithout(
      String comment, String connection, Predicate<String> gone) {
    String start = leftOut(connection, List.of());
    if (!comment.startsWith(start)) {
      return Optional.empty();
    }
    List<String> columns = Arrays.asList(comment.substring(start.length()).split(", "));
    if (columns.stream().map(ProposedComments::column).anyMatch(c -> c.contains(" "))) {
      return Optional.empty();
    }
    List<String> left = columns.stream().filter(c -> !gone.test(column(c))).toList();
    return Optional.of(left.isEmpty() ? "" : leftOut(connection, left));
  }

  private static String column(String listed) {
    return listed.endsWith(NEEDED)
        ? listed.substring(0, listed.length() - NEEDED.length())
        : listed;
  }
}
