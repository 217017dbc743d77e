package dev.syncline.core;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody who mistyped a name may have meant. */
public final class Nearest {
  private static final int LISTED = 12;

  private Nearest() {}

  /** {@code "; did you mean …?"}, or nothing when no candidate is near. */
  public static String hint(String name, Collection<String> candidates) {
    return to(name, candidates).map(n -> "; did you mean \"" + n + "\"?").orElse("");
  }

  /**
   * {@code Did you mean "…"?} when a candidate is near, else what there is: {@code Its columns are:
   * …}.
   *
   * @param kind what the candidates are
   */
  public static String remedy(String name, String kind, Collection<String> candidates) {
    Optional<String> near = to(name, candidates);
    if (near.isPresent()) {
      return "Did you mean \"" + near.get() + "\"?";
    }
    return candidates.isEmpty()
        ? ""
        : kind + (candidates.size() == 1 ? ": " : " are: ") + listed(candidates) + ".";
  }

  private static String listed(Collection<String> names) {
    String list = String.join(", ", names.stream().limit(LISTED).toList());
    return names.size() > LISTED ? list + " and " + (names.size() - LISTED) + " more" : list;
  }

  /**
   * The candidate with the fewest edits, at most a third of the name's length; case, and hyphens
   * for underscores, count for nothing.
   */
  public static Optional<String> to(String name, Collection<String> candidates) {
    String wanted = folded(name);
    int most = Math.max(1, name.length() / 3);
    record Scored(String candidate, int edits) {}
    return candidates.stream()
        .map(c -> new Scored(c, edits(wanted, folded(c))))
        .filter(s -> s.edits <= most)
        .min(Comparator.comparingInt(Scored::edits))
        .map(Scored::candidate);
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT).replace('-', '_');
  }

  /** A candidate that differs only by a schema in front is one edit away. */
  private static int edits(String a, String b) {
    return b.endsWith("." + a) || a.endsWith("." + b) ? 1 : distance(a, b);
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
