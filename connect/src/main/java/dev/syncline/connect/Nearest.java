package dev.syncline.connect;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody who mistyped a name may have meant. */
public final class Nearest {
  private Nearest() {}

  /** {@code "; did you mean …?"}, or nothing when no candidate is near. */
  public static String hint(String name, Collection<String> candidates) {
    return nearest(name, candidates).map(n -> "; did you mean \"" + n + "\"?").orElse("");
  }

  /** The candidate with the fewest edits, case aside, at most a third of the name's length. */
  public static Optional<String> nearest(String name, Collection<String> candidates) {
    String wanted = name.toLowerCase(Locale.ROOT);
    int most = Math.max(2, name.length() / 3);
    record Scored(String candidate, int edits) {}
    return candidates.stream()
        .map(c -> new Scored(c, edits(wanted, c.toLowerCase(Locale.ROOT))))
        .filter(s -> s.edits <= most)
        .min(Comparator.comparingInt(Scored::edits).thenComparing(Scored::candidate))
        .map(Scored::candidate);
  }

  /** Levenshtein distance; a candidate that differs only by a schema in front is one edit away. */
  private static int edits(String a, String b) {
    if (b.endsWith("." + a) || a.endsWith("." + b)) {
      return 1;
    }
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = above[0];
      above[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = above[j];
        above[j] = Math.min(replace, Math.min(above[j], above[j - 1]) + 1);
      }
    }
    return above[b.length()];
  }
}
