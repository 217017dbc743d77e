package dev.syncline.engine.advise;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

  /** Words that say only that a name is a table's. */
  private static final Set<String> HABITS = Set.of("tbl", "tb", "tab", "table", "t");

  /** A name without the words in front and at the end that only say what kind of thing it names. */
  private static List<String> core(String name) {
    List<String> words = words(name);
    while (words.size() > 1 && HABITS.contains(words.getFirst())) {
      words = words.subList(1, words.size());
    }
    while (words.size() > 1 && HABITS.contains(words.getLast())) {
      words = words.subList(0, words.size() - 1);
    }
    return words;
  }

  /** A normal name without such words, with its last word in the singular. */
  static String stem(String name) {
    return singularWord(String.join("", core(name)));
  }

  /**
   * Whether one of two names is short for the other, word by word, as {@code dept} is for {@code
   * departments} and {@code cust_addr} for {@code CustomerAddress}.
   */
  static boolean isShort(String one, String other) {
    List<String> left = core(one);
    List<String> right = core(other);
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      String l = singularWord(left.get(i));
      String r = singularWord(right.get(i));
      if (!l.equals(r) && !abbreviates(l, r) && !abbreviates(r, l)) {
        return false;
      }
    }
    return true;
  }

  /** At least three letters of the longer word in their order, the first among them. */
  private static boolean abbreviates(String abbreviation, String word) {
    if (abbreviation.length() < WORTH_COMPARING
        || abbreviation.length() >= word.length()
        || abbreviation.charAt(0) != word.charAt(0)) {
      return false;
    }
    int at = 0;
    for (int i = 0; i < word.length() && at < abbreviation.length(); i++) {
      if (word.charAt(i) == abbreviation.charAt(at)) {
        at++;
      }
    }
    return at == abbreviation.length();
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

  /** Words by which columns of the same meaning go, each with the one that stands for all. */
  private static final Map<String, String> SAME =
      Map.ofEntries(
          Map.entry("mail", "email"),
          Map.entry("tel", "phone"),
          Map.entry("telephone", "phone"),
          Map.entry("descr", "description"),
          Map.entry("desc", "description"),
          Map.entry("no", "number"),
          Map.entry("nr", "number"),
          Map.entry("num", "number"),
          Map.entry("qty", "quantity"),
          Map.entry("amt", "amount"),
          Map.entry("addr", "address"),
          Map.entry("zip", "postcode"),
          Map.entry("lang", "language"),
          Map.entry("birthdate", "birthday"),
          Map.entry("dob", "birthday"));

  /** How alike two column names are, from 0 to 1: the share of words that both have. */
  static double likeness(String one, String other) {
    Set<String> left = meanings(one);
    Set<String> right = meanings(other);
    Set<String> both = new LinkedHashSet<>(left);
    both.retainAll(right);
    return (double) both.size() / (left.size() + right.size() - both.size());
  }

  private static Set<String> meanings(String name) {
    Set<String> meanings = new LinkedHashSet<>();
    for (String word : words(name)) {
      String singular = singularWord(word);
      meanings.add(SAME.getOrDefault(singular, singular));
    }
    return meanings;
  }
}
