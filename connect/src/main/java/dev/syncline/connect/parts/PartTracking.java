package dev.syncline.connect.parts;

import dev.syncline.connect.ChangeTracking;
import dev.syncline.connect.Connector;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Marks of records with parts: those of the root's rows, and those of the parts' rows, which name
 * the columns that link a part to its record. So a row that is gone, or hangs on another record
 * now, still tells whose it was. Where the root refers to the part's row, that row is named, and
 * the system is asked who refers to it; a root that did so before is marked itself.
 */
final class PartTracking implements ChangeTracking {
  /** Numbers of a list of marks lie below; above is the number of the list. */
  private static final int LIST_BITS = 48;

  /** Marks whose records are asked for together. */
  private static final int TOGETHER = 1_000;

  private final Connector system;
  private final ChangeTracking roots;
  private final Map<String, Whole> wholes;

  PartTracking(Connector system, ChangeTracking roots, Map<String, Whole> wholes) {
    this.system = system;
    this.roots = roots;
    this.wholes = wholes;
  }

  /**
   * One list of marks.
   *
   * @param tracking what keeps it
   * @param object whose rows it is about
   * @param parts whose rows those are, all linked by the same columns; none for the root's own
   */
  private record Marks(ChangeTracking tracking, String object, List<Part> parts) {
    boolean isAskedFor() {
      return parts.stream().anyMatch(Part::isHeldByRoot);
    }
  }

  /** The root's list first, then one for each way in which rows of an object hang on it. */
  private List<Marks> lists(String object) {
    List<Marks> lists = new ArrayList<>();
    lists.add(new Marks(roots, object, List.of()));
    Whole whole = wholes.get(object);
    Map<List<Object>, List<Part>> alike = new LinkedHashMap<>();
    for (Part part : whole == null ? List.<Part>of() : whole.parts()) {
      alike
          .computeIfAbsent(List.of(part.object().name(), part.linked()), a -> new ArrayList<>())
          .add(part);
    }
    for (List<Part> parts : alike.values()) {
      roots
          .naming(parts.getFirst().linked())
          .ifPresent(t -> lists.add(new Marks(t, parts.getFirst().object().name(), parts)));
    }
    return lists;
  }

  private List<String> all(String object, Function<Marks, List<String>> asked) {
    return lists(object).stream().flatMap(m -> asked.apply(m).stream()).distinct().toList();
  }

  @Override
  public List<String> statements(String store, String object) {
    return all(object, m -> m.tracking.statements(store, m.object));
  }

  @Override
  public List<String> privileges(String store, String object) {
    return all(object, m -> m.tracking.privileges(store, m.object));
  }

  @Override
  public List<String> handOver(String store, String object) {
    return all(object, m -> m.tracking.handOver(store, m.object));
  }

  @Override
  public Optional<String> obstacle(String object) {
    if (wholes.containsKey(object) && lists(object).size() == 1) {
      return Optional.of(
          "the log does not name the records of "
              + object
              + " when their parts change. Capture it by triggers or by scan.");
    }
    return lists(object).stream().flatMap(m -> m.tracking.obstacle(m.object).stream()).findFirst();
  }

  @Override
  public List<String> blindSpots(String object) {
    return all(object, m -> m.tracking.blindSpots(m.object));
  }

  @Override
  public void track(String store, Collection<String> objects) {
    objects.forEach(o -> lists(o).forEach(m -> m.tracking.track(store, List.of(m.object))));
  }

  @Override
  public void untrack(String store, Collection<String> objects) {
    objects.forEach(o -> lists(o).forEach(m -> m.tracking.untrack(store, List.of(m.object))));
  }

  @Override
  public boolean namesUsers() {
    return roots.namesUsers();
  }

  @Override
  public boolean catchUp(String store, long keep, BooleanSupplier stop) {
    return roots.catchUp(store, keep, stop);
  }

  @Override
  public boolean wake(String store, Runnable listener) {
    return roots.wake(store, listener);
  }

  @Override
  public Optional<Burden> burden(String store) {
    return roots.burden(store);
  }

  /** All lists of an object count together: a witness is in one of them. */
  @Override
  public Set<String> marked(String store, Collection<String> objects, int beyond) {
    Set<String> plain = new LinkedHashSet<>(objects);
    plain.removeAll(wholes.keySet());
    Set<String> marked = new LinkedHashSet<>(roots.marked(store, plain, beyond));
    objects.stream()
        .filter(o -> !plain.contains(o) && waiting(store, o, beyond + 1L) > beyond)
        .forEach(marked::add);
    return marked;
  }

  @Override
  public long waiting(String store, String object, long limit) {
    long waiting = 0;
    for (Marks marks : lists(object)) {
      waiting += marks.tracking.waiting(store, marks.object, limit - waiting);
    }
    return waiting;
  }

  @Override
  public void marks(String store, String object, Predicate<Mark> next) {
    List<Marks> lists = lists(object);
    boolean[] more = {true};
    for (int i = 0; i < lists.size() && more[0]; i++) {
      long first = (long) i << LIST_BITS;
      Marks list = lists.get(i);
      Asked asked = new Asked(object, list.parts, next);
      list.tracking.marks(
          store,
          list.object,
          mark -> {
            if (list.parts.isEmpty()) {
              more[0] = next.test(mark);
            } else if (mark.whole() || !list.isAskedFor()) {
              more[0] = ofRecord(mark, list.parts.getFirst(), first, next);
            } else {
              more[0] = asked.take(first | mark.number(), mark);
            }
            return more[0];
          });
      more[0] = more[0] && asked.give();
    }
  }

  /** Marks of rows to which roots refer, whose records are asked for some at a time. */
  private final class Asked {
    private final List<Part> parts;
    private final Predicate<Mark> next;
    private final String object;
    private final Map<Long, Mark> waiting = new LinkedHashMap<>();

    Asked(String object, List<Part> parts, Predicate<Mark> next) {
      this.object = object;
      this.parts = parts;
      this.next = next;
    }

    boolean take(long number, Mark mark) {
      waiting.put(number, mark);
      return waiting.size() < TOGETHER || give();
    }

    boolean give() {
      if (waiting.isEmpty()) {
        return true;
      }
      Map<Key, Set<Key>> owners = owners();
      boolean more = true;
      for (Map.Entry<Long, Mark> entry : waiting.entrySet()) {
        Mark mark = entry.getValue();
        Set<Key> its = new LinkedHashSet<>();
        named(mark).forEach(row -> its.addAll(owners.getOrDefault(row, Set.of())));
        Key row = named(mark).getFirst();
        for (Key owner : its.isEmpty() ? Collections.<@Nullable Key>singleton(null) : its) {
          more =
              more
                  && next.test(
                      new Mark(entry.getKey(), owner, owner, mark.origin(), mark.cause(), row));
        }
      }
      waiting.clear();
      return more;
    }

    private Map<Key, Set<Key>> owners() {
      Whole whole = Objects.requireNonNull(wholes.get(object));
      Set<Key> rows = new LinkedHashSet<>();
      waiting.values().forEach(mark -> rows.addAll(named(mark)));
      Map<Key, Set<Key>> owners = new HashMap<>();
      for (Part part : parts) {
        for (Row root : Referrers.of(system, part, Referrers.shape(whole, part), rows)) {
          Key row = Referrers.referredTo(part, root);
          Key owner = root.key();
          if (row != null && owner != null) {
            owners.computeIfAbsent(row, r -> new LinkedHashSet<>()).add(owner);
          }
        }
      }
      return owners;
    }
  }

  /** The keys that a row had or has. */
  private static List<Key> named(Mark mark) {
    return Stream.of(Optional.ofNullable(mark.before()), Optional.ofNullable(mark.after()))
        .flatMap(Optional::stream)
        .distinct()
        .toList();
  }

  /**
   * That a record is to be looked at. It is not said that its key came or went: a row that hangs on
   * another record now marks both.
   */
  private static boolean ofRecord(Mark mark, Part part, long first, Predicate<Mark> next) {
    long number = first | mark.number();
    Set<Key> owners = new LinkedHashSet<>();
    for (Key held : named(mark)) {
      Key owner = PartConnector.owner(part, held.parts());
      if (owner != null) {
        owners.add(owner);
      }
    }
    if (owners.isEmpty()) {
      String cause =
          mark.cause().isEmpty()
              ? "rows of " + part.object().name() + " were written that do not say whose they are"
              : mark.cause();
      return next.test(new Mark(number, null, null, mark.origin(), cause));
    }
    boolean more = true;
    for (Key owner : owners) {
      more = more && next.test(new Mark(number, owner, owner, mark.origin(), mark.cause()));
    }
    return more;
  }

  @Override
  public void forget(String store, String object, Collection<Span> spans) {
    List<Marks> lists = lists(object);
    for (int i = 0; i < lists.size(); i++) {
      long first = (long) i << LIST_BITS;
      int list = i;
      List<Span> own =
          spans.stream()
              .filter(s -> s.from() >>> LIST_BITS == list)
              .map(s -> new Span(s.from() - first, s.to() - first))
              .toList();
      Marks marks = Objects.requireNonNull(lists.get(i));
      if (!own.isEmpty()) {
        marks.tracking.forget(store, marks.object, own);
      }
    }
  }

  @Override
  public void tidy(String store, String object) {
    lists(object).forEach(m -> m.tracking.tidy(store, m.object));
  }
}
