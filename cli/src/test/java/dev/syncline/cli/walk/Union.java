package dev.syncline.cli.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.core.Side;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a first sync has to make of two databases, worked out from what they held before: the union,
 * the fields of one record from the source unless they are empty there, and everything that would
 * be a guess left as it was.
 */
final class Union {
  private final Picture source;
  private final Picture target;
  private final Set<String> held = new HashSet<>();

  Union(Picture source, Picture target) {
    this.source = source;
    this.target = target;
  }

  /** The records of this table and key are to be left as they are. */
  void hold(String table, String key) {
    held.add(table + " " + key);
  }

  boolean isHeld(String table, String key) {
    return held.contains(table + " " + key);
  }

  /**
   * Holds what refers to something that is held. A record that both sides have needs no parent to
   * be created, and is not held.
   */
  void holdChildren(String child, String field, String parent) {
    for (Picture side : List.of(source, target)) {
      Picture other = side == source ? target : source;
      side.table(child)
          .forEach(
              (key, rows) -> {
                boolean waits = isHeld(parent, Objects.requireNonNull(rows.getFirst().get(field)));
                if (waits && !other.table(child).containsKey(key)) {
                  hold(child, key);
                }
              });
    }
  }

  /** Holds that both sides became what they should. */
  void check(Picture sourceNow, Picture targetNow) {
    List<String> wrong = new ArrayList<>();
    for (String table : source.tables().keySet()) {
      Set<String> keys = new TreeSet<>(source.table(table).keySet());
      keys.addAll(target.table(table).keySet());
      for (String key : keys) {
        for (Side side : Side.values()) {
          Picture before = side == Side.SOURCE ? source : target;
          Picture now = side == Side.SOURCE ? sourceNow : targetNow;
          @Nullable List<Map<String, String>> rows = now.table(table).get(key);
          @Nullable List<Map<String, String>> expected =
              isHeld(table, key) ? before.table(table).get(key) : List.of(merged(table, key));
          if (!same(expected, rows)) {
            wrong.add(side + " " + table + " " + key + ": " + rows + " should be " + expected);
          }
        }
      }
      for (Picture now : List.of(sourceNow, targetNow)) {
        now.table(table).keySet().stream()
            .filter(key -> !keys.contains(key))
            .forEach(key -> wrong.add(table + " " + key + " comes from nowhere"));
      }
    }
    assertThat(wrong.stream().limit(10)).isEmpty();
  }

  private static boolean same(
      @Nullable List<Map<String, String>> one, @Nullable List<Map<String, String>> other) {
    return one == null || other == null
        ? one == other
        : one.size() == other.size() && new HashSet<>(one).equals(new HashSet<>(other));
  }

  private Map<String, String> merged(String table, String key) {
    List<Map<String, String>> left = source.table(table).getOrDefault(key, List.of());
    List<Map<String, String>> right = target.table(table).getOrDefault(key, List.of());
    if (left.isEmpty()) {
      return right.getFirst();
    }
    Map<String, String> merged = new LinkedHashMap<>(left.getFirst());
    if (!right.isEmpty()) {
      right
          .getFirst()
          .forEach((f, v) -> merged.merge(f, v, (l, r) -> l.equals(Picture.NULL) ? r : l));
    }
    return merged;
  }
}
