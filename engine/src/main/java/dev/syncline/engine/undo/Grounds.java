package dev.syncline.engine.undo;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.engine.decide.Decider;
import dev.syncline.engine.relations.Parents;
import dev.syncline.engine.store.Decision;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.sync.Ends;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known now of the rows of one side that a run wrote, and of their counterparts; all of it
 * read at once.
 */
public final class Grounds {
  private final Ends ends;
  private final Task task;
  private final Side side;
  private final Map<Key, Row> rows;
  private final Map<Key, Row> counterparts;
  private final Map<String, Object> constants;
  private final Map<Key, Link> links;
  private final Map<Key, Link> ofCounterparts;
  private final Map<Key, Integer> incarnations;
  private final Map<Parents.Ref, List<Decision>> pins = new HashMap<>();

  private Grounds(Ends ends, StateStore store, Task task, Side side, List<Effect> effects) {
    this.ends = ends;
    this.task = task;
    this.side = side;
    Side there = side.other();
    Set<Key> own = new HashSet<>();
    Set<Key> other = new HashSet<>();
    for (Effect e : effects) {
      own.add(e.own());
      if (e.other() != null) {
        other.add(e.other());
      }
    }
    this.links = store.links(task.id(), side, own);
    this.ofCounterparts = store.links(task.id(), there, other);
    links.values().forEach(link -> other.add(link.key(there)));
    this.rows = fetch(ends, side, whole(), own);
    // After the rows: of an object without any, which may tell nothing, none is judged.
    this.constants = rows.isEmpty() ? Map.of() : ends.on(side).defaults(whole());
    this.counterparts = fetch(ends, there, task.shape(there), other);
    this.incarnations = new HashMap<>(store.incarnations(task.id(), Side.SOURCE, other));
    this.incarnations.putAll(store.incarnations(task.id(), there, other));
    for (Decision d : store.decisions(task.id())) {
      if (d.isPin()) {
        pins.computeIfAbsent(new Parents.Ref(task.id(), d.side(), d.key()), k -> new ArrayList<>())
            .add(d);
      }
    }
  }

  /** Reads what the effects of a run on a side of a task are about. */
  public static Grounds read(
      Ends ends, StateStore store, Task task, Side side, List<Effect> effects) {
    return new Grounds(ends, store, task, side, effects);
  }

  private static Map<Key, Row> fetch(Ends ends, Side from, Shape shape, Set<Key> keys) {
    return keys.isEmpty() ? Map.of() : Decider.byKey(ends.on(from).fetch(shape, keys));
  }

  /** All columns of the side's object, mapped or not, and what its rows lead to. */
  Shape whole() {
    return task.whole(side);
  }

  /** A row as it is going to be, with what it then leads to. */
  Row complete(Row row) {
    return ends.on(side).complete(row.shape(), List.of(row.stored())).getFirst();
  }

  /** The whole row with a key, if it is there. */
  @Nullable Row row(Key own) {
    return rows.get(own);
  }

  /** What the system puts into a column of every new row; null where that is not known. */
  @Nullable Object constant(String column) {
    return constants.get(column);
  }

  /** The mapped columns of the row with a key on the other side, if it is there. */
  @Nullable Row counterpart(@Nullable Key other) {
    return other == null ? null : counterparts.get(other);
  }

  /** The link of a row. */
  @Nullable Link link(Key own) {
    return links.get(own);
  }

  /** Whether the row with a key on the other side is linked. */
  boolean isLinked(Key other) {
    return ofCounterparts.containsKey(other);
  }

  /** How often a record with this key on the other side was created before. */
  int incarnation(Key other) {
    return incarnations.getOrDefault(other, 0);
  }

  /** What earlier undos pinned of a record that has this key on a side. */
  List<Decision> pins(Side of, Key key) {
    return pins.getOrDefault(new Parents.Ref(task.id(), of, key), List.of());
  }
}
