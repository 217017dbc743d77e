package dev.syncline.engine;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.Awaited;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.Fingerprints;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.core.plan.PlanItem.Seen;
import dev.syncline.engine.plan.PlanFile;
import dev.syncline.engine.store.StateStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A saved plan while it is applied: it says what may be written, and nothing else is. A record that
 * changed on either side since it was planned is reported and left.
 */
final class Reviewed {
  private static final int BATCH = 1_000;

  private final Sync sync;
  private final Ends ends;
  private final StateStore store;
  private final Tally tally;
  private final Map<Integer, Fingerprints> prints = new HashMap<>();
  private final Set<String> operations = new HashSet<>();
  private final Map<Parents.Ref, Set<Integer>> awaiting = new HashMap<>();

  Reviewed(Sync sync, Ends ends, StateStore store, Tally tally) {
    this.sync = sync;
    this.ends = ends;
    this.store = store;
    this.tally = tally;
    sync.tasks().forEach(t -> prints.put(t.id(), new Fingerprints(t, store.fingerprinter())));
  }

  /** Reads what the plan is going to do. */
  Tally count(Path file) {
    Tally planned = new Tally();
    PlanFile.items(
        file,
        sync,
        item -> {
          planned.plan(item);
          if (item instanceof PlanItem.Operation op) {
            operations.add(op.id());
          }
          if (item instanceof PlanItem.Create c) {
            Set<Integer> fields =
                c.changes().stream()
                    .filter(x -> x.after().length > 0 && x.after()[0] instanceof Awaited)
                    .map(Change::field)
                    .collect(Collectors.toSet());
            if (!fields.isEmpty()) {
              awaiting.put(new Parents.Ref(c.task(), c.side().other(), c.origin()), fields);
            }
          }
        });
    return planned;
  }

  /** Gives each line that still fits to {@code fits}, and any other to {@code stale}. */
  void each(Path file, Consumer<PlanItem> fits, BiConsumer<PlanItem, String> stale) {
    List<PlanItem> batch = new ArrayList<>();
    PlanFile.items(
        file,
        sync,
        item -> {
          if (!batch.isEmpty() && (batch.get(0).task() != item.task() || batch.size() >= BATCH)) {
            check(batch, fits, stale);
          }
          batch.add(item);
        });
    check(batch, fits, stale);
  }

  private void check(
      List<PlanItem> batch, Consumer<PlanItem> fits, BiConsumer<PlanItem, String> stale) {
    if (batch.isEmpty()) {
      return;
    }
    Task task = sync.task(batch.get(0).task()).orElseThrow();
    Map<Key, Row> source = fetch(task, Side.SOURCE, batch);
    Map<Key, Row> target = fetch(task, Side.TARGET, batch);
    Map<Key, Link> links =
        new HashMap<>(store.links(task.id(), Side.SOURCE, keys(batch, Side.SOURCE)));
    for (PlanItem item : batch) {
      if (unchanged(task, item, source, target, links)) {
        fits.accept(item);
      } else {
        tally.task(task.id()).stale++;
        stale.accept(item, "changed since it was planned; plan again");
      }
    }
    batch.clear();
  }

  private boolean unchanged(
      Task task, PlanItem item, Map<Key, Row> source, Map<Key, Row> target, Map<Key, Link> links) {
    Seen seen =
        switch (item) {
          case PlanItem.Operation op -> op.seen();
          case PlanItem.Match m -> m.seen();
          case PlanItem.Advance a -> a.seen();
          case PlanItem.Held h -> null;
          case PlanItem.Unlink u -> null;
          case PlanItem.Drift d -> null;
          case PlanItem.Alone a -> null;
        };
    if (seen == null) {
      return true;
    }
    boolean linkedMeanwhile = item.source() != null && links.containsKey(item.source());
    boolean newLink =
        item instanceof PlanItem.Match
            || (item instanceof PlanItem.Create c && c.replaces() == null);
    if (newLink && linkedMeanwhile) {
      return false;
    }
    return seen.source() == print(task, Side.SOURCE, item.source(), source)
        && seen.target() == print(task, Side.TARGET, item.target(), target);
  }

  private long print(Task task, Side side, @Nullable Key key, Map<Key, Row> rows) {
    Row row = key == null ? null : rows.get(key);
    return row == null ? 0 : Objects.requireNonNull(prints.get(task.id())).row(side, row);
  }

  private Map<Key, Row> fetch(Task task, Side side, List<PlanItem> batch) {
    Set<Key> keys = keys(batch, side);
    return keys.isEmpty() ? Map.of() : Decider.byKey(ends.on(side).fetch(task.shape(side), keys));
  }

  private static Set<Key> keys(List<PlanItem> batch, Side side) {
    Set<Key> keys = new HashSet<>();
    for (PlanItem item : batch) {
      Key key = item.key(side);
      if (key != null) {
        keys.add(key);
      }
    }
    return keys;
  }

  /**
   * What of a line decided in a later round the plan had shown: an operation that is in it, or the
   * reference that one of its creates was to have; null when it had shown nothing of it.
   */
  @Nullable PlanItem only(PlanItem decided) {
    return switch (decided) {
      case PlanItem.Update u -> operations.contains(u.id()) ? u : awaited(u);
      case PlanItem.Operation op -> operations.contains(op.id()) ? op : null;
      case PlanItem.Held h -> h;
      case PlanItem.Match m -> null;
      case PlanItem.Advance a -> null;
      case PlanItem.Unlink u -> null;
      case PlanItem.Drift d -> null;
      case PlanItem.Alone a -> null;
    };
  }

  private PlanItem.@Nullable Update awaited(PlanItem.Update u) {
    Side origin = u.side().other();
    Key key = Objects.requireNonNull(u.key(origin));
    Set<Integer> fields = awaiting.get(new Parents.Ref(u.task(), origin, key));
    if (fields == null) {
      return null;
    }
    List<Change> changes = u.changes().stream().filter(c -> fields.contains(c.field())).toList();
    return changes.isEmpty()
        ? null
        : new PlanItem.Update(
            u.task(),
            u.side(),
            u.source(),
            u.target(),
            u.incarnation(),
            u.revision(),
            u.seen(),
            changes,
            u.rule());
  }
}
