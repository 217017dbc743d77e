package dev.syncline.engine.sim;

import dev.syncline.connect.ChangeTracking;
import dev.syncline.engine.sim.Faults.Step;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Tracking by the {@link MemoryLog}, which a process reads that may end at any moment: what it read
 * since it last noted its place is then read, and marked, again. The log may be purged before it
 * was read, and the file of marks may be lost.
 */
final class MemoryLogTracking implements ChangeTracking {
  private final String name;
  private final MemoryDatabase database;
  private final Faults faults;

  /** Where this process reads next, for each store. */
  private final Map<String, Integer> next = new HashMap<>();

  MemoryLogTracking(String name, MemoryDatabase database, Faults faults) {
    this.name = name;
    this.database = database;
    this.faults = faults;
  }

  private MemoryLog log() {
    return database.log();
  }

  @Override
  public List<String> statements(String store, String object) {
    synchronized (database) {
      return log().reader(store) == null ? List.of("READ LOG") : List.of();
    }
  }

  @Override
  public List<String> privileges(String store, String object) {
    return List.of();
  }

  @Override
  public List<String> handOver(String store, String object) {
    return List.of();
  }

  @Override
  public Optional<String> obstacle(String object) {
    return Optional.empty();
  }

  @Override
  public List<String> blindSpots(String object) {
    return List.of();
  }

  @Override
  public void track(String store, Collection<String> objects) {
    faults.at(name, Step.BEFORE_CLAIM);
    synchronized (database) {
      next.remove(store);
      objects.forEach(log().begin(store)::track);
    }
    faults.at(name, Step.AFTER_CLAIM);
  }

  @Override
  public void untrack(String store, Collection<String> objects) {
    synchronized (database) {
      next.remove(store);
      for (String object : objects) {
        if (log().begin(store).untrack(object)) {
          log().leave(store);
        }
      }
    }
  }

  @Override
  public boolean catchUp(String store, long keep, BooleanSupplier stop) {
    faults.at(name, Step.BEFORE_READ);
    synchronized (database) {
      if (rarely()) {
        log().purge();
      }
      if (rarely()) {
        next.remove(store);
        log().begin(store).lose();
      }
    }
    while (read(store)) {
      faults.at(name, Step.DURING_READ);
    }
    return true;
  }

  private boolean rarely() {
    for (int draw = 0; draw < 3; draw++) {
      if (!faults.unruly(name)) {
        return false;
      }
    }
    return true;
  }

  /** Reads the next transaction, and sometimes notes its place; false when there is none. */
  private boolean read(String store) {
    synchronized (database) {
      LogMarks marks = log().begin(store);
      if (marks.isEmpty()) {
        return false;
      }
      int at = next.computeIfAbsent(store, s -> marks.place(log()));
      if (at == log().end()) {
        return false;
      }
      marks.add(log().at(at));
      next.put(store, at + 1);
      if (!faults.unruly(name)) {
        marks.reach(at + 1);
      }
      return true;
    }
  }

  /** What is read while nobody waits for it. */
  private void meanwhile(String store) {
    if (faults.unruly(name)) {
      read(store);
    }
  }

  @Override
  public Set<String> marked(String store, Collection<String> objects, int beyond) {
    meanwhile(store);
    Set<String> marked = new HashSet<>();
    synchronized (database) {
      for (String object : objects) {
        if (log().begin(store).of(object).size() > beyond) {
          marked.add(object);
        }
      }
    }
    return marked;
  }

  @Override
  public void marks(String store, String object, Predicate<Mark> next) {
    faults.at(name, Step.BEFORE_READ);
    List<Mark> marks;
    synchronized (database) {
      marks = List.copyOf(log().begin(store).of(object));
    }
    for (Mark mark : marks) {
      if (!next.test(mark)) {
        break;
      }
    }
    faults.at(name, Step.DURING_READ);
  }

  @Override
  public void forget(String store, String object, Collection<Span> spans) {
    faults.at(name, Step.BEFORE_WRITE);
    meanwhile(store);
    synchronized (database) {
      log().begin(store).forget(object, spans);
    }
    faults.at(name, Step.AFTER_COMMIT);
  }

  @Override
  public long waiting(String store, String object, long limit) {
    synchronized (database) {
      return log().begin(store).of(object).size();
    }
  }
}
