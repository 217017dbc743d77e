package dev.syncline.connect.parts;

import dev.syncline.connect.ChangeTracking;
import dev.syncline.core.model.Key;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Marks of records with parts: those of the root's rows, and those of the parts' rows, which name
 * the record by the columns that link a part to it. So a row that is gone, or hangs on another
 * record now, still tells whose it was.
 */
final class PartTracking implements ChangeTracking {
  /** Numbers of a list of marks lie below; above is the number of the list. */
  private static final int LIST_BITS = 48;

  private final ChangeTracking roots;
  private final Map<String, Whole> wholes;

  PartTracking(ChangeTracking roots, Map<String, Whole> wholes) {
    this.roots = roots;
    this.wholes = wholes;
  }

  /**
   * One list of marks.
   *
   * @param tracking what keeps it
   * @param object whose rows it is about
   * @param part whose rows those are; null for the root's own
   */
  private record Marks(ChangeTracking tracking, String object, @Nullable Part part) {}

  /** The root's list first, then one for each way in which rows of an object hang on it. */
  private List<Marks> lists(String object) {
    List<Marks> lists = new ArrayList<>();
    lists.add(new Marks(roots, object, null));
    Whole whole = wholes.get(object);
    Set<List<Object>> known = new LinkedHashSet<>();
    for (Part part : whole == null ? List.<Part>of() : whole.parts()) {
      List<String> columns = part.links().stream().map(Part.Link::column).toList();
      if (known.add(List.of(part.object().name(), columns))) {
        roots
            .naming(columns)
            .ifPresent(tracking -> lists.add(new Marks(tracking, part.object().name(), part)));
      }
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
      Part part = lists.get(i).part;
      lists
          .get(i)
          .tracking
          .marks(
              store,
              lists.get(i).object,
              mark -> {
                more[0] = part == null ? next.test(mark) : ofRecord(mark, part, first, next);
                return more[0];
              });
    }
  }

  /**
   * That a record is to be looked at. It is not said that its key came or went: a row that hangs on
   * another record now marks both.
   */
  private static boolean ofRecord(Mark mark, Part part, long first, Predicate<Mark> next) {
    long number = first | mark.number();
    Set<Key> owners = new LinkedHashSet<>();
    for (Key held : new @Nullable Key[] {mark.before(), mark.after()}) {
      Key owner = held == null ? null : PartConnector.owner(part, held.parts());
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
