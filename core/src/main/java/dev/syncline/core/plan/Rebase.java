package dev.syncline.core.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the fields of today's mapping in bases that were made under another one. A rule whose
 * meaning is unchanged keeps its fingerprints wherever it stands; any other is unknown, and is
 * settled like a field that was never compared.
 */
public final class Rebase {
  private final Map<Integer, int[]> positions = new HashMap<>();

  /** Adds an earlier layout: for each field of {@code now}, its position there or -1. */
  public Rebase add(int layout, List<String> then, List<String> now) {
    positions.put(layout, now.stream().mapToInt(then::indexOf).toArray());
    return this;
  }

  int[] of(int layout) {
    int[] at = positions.get(layout);
    if (at == null) {
      throw new IllegalStateException("the base's layout " + layout + " is not known");
    }
    return at;
  }
}
