package dev.syncline.engine.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the name a user probably meant. */
final class Nearest {
  private Nearest() {}

  /** The candidate that is so like {@code name} that it is worth asking about. */
  static Optional<String> to(String name, Collection<String> candidates) {
    String best = null;
    int least = Integer.MAX_VALUE;
    for (String candidate : candidates) {
      int distance = distance(folded(name), folded(candidate));
      if (distance < least) {
        least = distance;
        best = candidate;
      }
    }
    int bearable = Math.max(1, name.length() / 3);
    return least <= bearable ? Optional.ofNullable(best) : Optional.empty();
  }

  /**
   * {@code Did you mean "…"?} when one candidate is near, else the candidates as {@code one of …}.
   */
  static String remedy(String name, String kind, Collection<String> candidates) {
    Optional<String> near = to(name, candidates);
    if (near.isPresent()) {
      return "Did you mean \"" + near.get() + "\"?";
    }
    return candidates.isEmpty()
        ? ""
        : kind + (candidates.size() == 1 ? ": " : " are: ") + listed(candidates) + ".";
  }

  private static String listed(Collection<String> names) {
    int shown = 12;
    String list = String.join(", ", names.stream().limit(shown).toList());
    return names.size() > shown ? list + " and " + (names.size() - shown) + " more" : list;
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT).replace('-', '_');
  }

  /** Edit distance where a swap of neighbours counts once (optimal string alignment). */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      d[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      d[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
