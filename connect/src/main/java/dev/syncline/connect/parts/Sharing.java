package dev.syncline.connect.parts;

import dev.syncline.connect.Connector;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * To whom rows of parts belong to which roots refer: several records may, or a record by two parts.
 * A record that lets go of a row in the same transaction does not count for the writes after it, so
 * that the last one sees that the row is nobody else's.
 *
 * <p>It is asked before the row is locked. Who comes to refer to the row afterwards may as well
 * have done so after the write, which did not change that record then.
 */
final class Sharing {
  private static final int MOST_NAMED = 3;

  /** That a record has a row as a part. */
  private record Claim(String root, Key key, String part) {
    @Override
    public String toString() {
      return "the " + part + " of " + root + " " + key;
    }
  }

  /** A row of a part. */
  private record Place(String object, Key row) {}

  private final Map<Place, Set<Claim>> claims = new HashMap<>();
  private final Set<Claim> ended = new HashSet<>();

  private Sharing() {}

  /**
   * Who has some rows.
   *
   * @param wholes all of the system
   * @param rows keys of rows by their object
   */
  static Sharing of(Connector system, Collection<Whole> wholes, Map<String, Set<Key>> rows) {
    Sharing sharing = new Sharing();
    rows.forEach((object, keys) -> sharing.ask(system, wholes, object, keys));
    return sharing;
  }

  private void ask(Connector system, Collection<Whole> wholes, String object, Set<Key> keys) {
    Map<Part, Whole> parts = new HashMap<>();
    for (Whole whole : wholes) {
      whole.parts().stream()
          .filter(p -> p.isHeldByRoot() && p.object().name().equals(object))
          .forEach(p -> parts.put(p, whole));
    }
    if (parts.size() == 1
        && parts.entrySet().stream().allMatch(p -> p.getValue().isUnique(p.getKey()))) {
      return;
    }
    parts.forEach(
        (part, whole) -> {
          for (Row root : Referrers.of(system, part, Referrers.shape(whole, part), keys)) {
            Key row = Referrers.referredTo(part, root);
            Key key = root.key();
            if (row != null && key != null) {
              claims
                  .computeIfAbsent(new Place(object, row), p -> new HashSet<>())
                  .add(new Claim(whole.root().name(), key, part.name()));
            }
          }
        });
  }

  /** The others to whom a row belongs, for people; empty when there is none. */
  String others(String root, Key key, Part part, Key row) {
    List<Claim> others =
        new ArrayList<>(claims.getOrDefault(new Place(part.object().name(), row), Set.of()));
    others.remove(new Claim(root, key, part.name()));
    others.removeAll(ended);
    return others.stream()
            .map(Claim::toString)
            .sorted()
            .limit(MOST_NAMED)
            .collect(Collectors.joining(" and "))
        + (others.size() > MOST_NAMED ? " and of " + (others.size() - MOST_NAMED) + " more" : "");
  }

  /** A write before those that are asked for now lets go of a part's row. */
  void end(String root, Key key, Part part) {
    ended.add(new Claim(root, key, part.name()));
  }
}
