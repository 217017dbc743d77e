package dev.syncline.engine.advise;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What two names have in common when habits are left aside: case, underscores, plural, schema. */
final class ObjectNames {
  private static final int WORTH_COMPARING = 3;

  private ObjectNames() {}

  /** A name without its schema. */
  static String last(String object) {
    return object.substring(object.lastIndexOf('.') + 1).replace("\"", "");
  }

  /** The words of a name in lower case: {@code customerId}, {@code Customer_ID} → customer, id. */
  static List<String> words(String name) {
    String spaced =
        name.replaceAll("([a-z0-9])([A-Z])", "$1 $2").replaceAll("([A-Z]+)([A-Z][a-z])", "$1 $2");
    return List.of(spaced.toLowerCase(Locale.ROOT).strip().split("[^\\p{L}\\p{N}]+"));
  }

  /** A name without case and separators. */
  static String normal(String name) {
    return String.join("", words(name));
  }

  /** A normal name with its last word in the singular. */
  static String singular(String name) {
    return singularWord(normal(name));
  }

  private static String singularWord(String word) {
    if (word.length() <= WORTH_COMPARING || word.endsWith("ss")) {
      return word;
    }
    if (word.endsWith("ies")) {
      return word.substring(0, word.length() - 3) + "y";
    }
    for (String end : List.of("sses", "shes", "ches", "xes", "zes")) {
      if (word.endsWith(end)) {
        return word.substring(0, word.length() - 2);
      }
    }
    return word.endsWith("s") && !word.endsWith("us") && !word.endsWith("is")
        ? word.substring(0, word.length() - 1)
        : word;
  }

  /** How alike two column names are, from 0 to 1: the share of words that both have. */
  static double likeness(String one, String other) {
    Set<String> left =
        new LinkedHashSet<>(words(one).stream().map(ObjectNames::singularWord).toList());
    Set<String> right =
        new LinkedHashSet<>(words(other).stream().map(ObjectNames::singularWord).toList());
    Set<String> both = new LinkedHashSet<>(left);
    both.retainAll(right);
    return (double) both.size() / (left.size() + right.size() - both.size());
  }
}
