package dev.syncline.engine.sim;

import dev.syncline.connect.ChangeTracking;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.core.model.Key;
import dev.syncline.engine.sim.Faults.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Tracking in a {@link MemoryDatabase}: marks appear with the commit that writes their rows. */
final class MemoryTracking implements ChangeTracking {
  private final String name;
  private final MemoryDatabase database;
  private final MemoryLedger ledger;
  private final Faults faults;

  /** The columns by which marks name rows; none: the key's. */
  private final List<String> named;

  MemoryTracking(String name, MemoryDatabase database, MemoryLedger ledger, Faults faults) {
    this(name, database, ledger, faults, List.of());
  }

  private MemoryTracking(
      String name,
      MemoryDatabase database,
      MemoryLedger ledger,
      Faults faults,
      List<String> named) {
    this.named = named;
    this.name = name;
    this.database = database;
    this.ledger = ledger;
    this.faults = faults;
  }

  @Override
  public Optional<ChangeTracking> naming(List<String> columns) {
    return Optional.of(new MemoryTracking(name, database, ledger, faults, columns));
  }

  /** Marks that name rows otherwise stand in a list of their own. */
  private String list(String consumer) {
    return named.isEmpty() ? consumer : consumer + "|by " + named;
  }

  private Key name(String object, Object[] stored) {
    return Key.of(database.table(object).values(stored, named).toArray());
  }

  @Override
  public List<String> statements(String consumer, String object) {
    synchronized (database) {
      return ledger.isTracked(list(consumer), object) ? List.of() : List.of("TRACK " + object);
    }
  }

  @Override
  public List<String> privileges(String consumer, String object) {
    return List.of();
  }

  @Override
  public List<String> handOver(String consumer, String object) {
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
  public void track(String consumer, Collection<String> objects) {
    faults.at(name, Step.BEFORE_CLAIM);
    synchronized (database) {
      for (String object : objects) {
        if (named.isEmpty()) {
          ledger.track(consumer, object);
        } else {
          ledger.track(list(consumer), object, stored -> name(object, stored));
        }
      }
    }
    faults.at(name, Step.AFTER_CLAIM);
  }

  @Override
  public void untrack(String consumer, Collection<String> objects) {
    synchronized (database) {
      objects.forEach(object -> ledger.untrack(list(consumer), object));
    }
  }

  @Override
  public Set<String> marked(String consumer, Collection<String> objects, int beyond) {
    Set<String> marked = new HashSet<>();
    synchronized (database) {
      for (String object : objects) {
        List<Mark> marks = ledger.marks(list(consumer), object);
        if (marks == null) {
          throw new ConnectorException(Kind.MISSING, "the marks of " + object + " are gone", null);
        }
        if (marks.size() > beyond) {
          marked.add(object);
        }
      }
    }
    return marked;
  }

  @Override
  public void marks(String consumer, String object, Predicate<Mark> next) {
    faults.at(name, Step.BEFORE_READ);
    List<Mark> marks;
    synchronized (database) {
      marks = List.copyOf(ledger.marks(list(consumer), object));
    }
    for (Mark mark : marks) {
      if (!next.test(mark)) {
        break;
      }
    }
    faults.at(name, Step.DURING_READ);
  }

  @Override
  public void forget(String consumer, String object, Collection<Span> spans) {
    faults.at(name, Step.BEFORE_WRITE);
    synchronized (database) {
      List<Mark> left = new ArrayList<>(ledger.marks(list(consumer), object));
      left.removeIf(
          mark ->
              spans.stream().anyMatch(s -> s.from() <= mark.number() && mark.number() <= s.to()));
      ledger.keep(list(consumer), object, left);
    }
    faults.at(name, Step.AFTER_COMMIT);
  }

  @Override
  public long waiting(String consumer, String object, long limit) {
    synchronized (database) {
      return ledger.marks(list(consumer), object).size();
    }
  }
}
