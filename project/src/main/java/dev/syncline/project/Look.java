package dev.syncline.project;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.Equality;
import dev.syncline.core.plan.References;
import dev.syncline.engine.relations.LinkView;
import dev.syncline.engine.relations.Parents;
import dev.syncline.project.screen.FieldPair;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at single records of a task on both sides, as they are now. */
public final class Look {
  private final OpenSync sync;
  private final Task task;
  private final Parents parents;

  /** Looks at a task. */
  public Look(OpenSync sync, Task task) {
    this.sync = sync;
    this.task = task;
    this.parents = new Parents(sync.sync(), sync.ends(), new LinkView(sync.store(), null));
  }

  /**
   * A record as it is now.
   *
   * @param source its key on the source; null where it has none
   * @param target its key on the target; null where it has none
   * @param fields its fields; empty when it is on neither side
   */
  public record Seen(
      @Nullable Key source, @Nullable Key target, boolean linked, List<FieldPair> fields) {}

  /** Records by their keys on a side, in the order of the keys. */
  public List<Seen> at(Side side, Collection<Key> keys) {
    Map<Key, Link> links = sync.store().links(task.id(), side, keys);
    Map<Key, Row> here = fetch(side, keys);
    Map<Key, Row> there =
        fetch(side.other(), links.values().stream().map(l -> l.key(side.other())).toList());
    Map<Key, Row> source = side == Side.SOURCE ? here : there;
    Map<Key, Row> target = side == Side.SOURCE ? there : here;
    References references = parents.lookUp(task, source.values(), target.values());
    return keys.stream().map(k -> seen(side, k, links.get(k), source, target, references)).toList();
  }

  /**
   * Whether there is a record of that key on either side, or was one that Syncline has not
   * forgotten yet: it is linked, or due.
   *
   * @param typed a key as a person types it; sides may have keys of different types
   */
  public boolean knows(String typed) {
    for (Side side : Side.values()) {
      Optional<Key> key = TypedKey.maybe(task, side, typed);
      if (key.isPresent()
          && (!sync.store().links(task.id(), side, key.stream().toList()).isEmpty()
              || !fetch(side, key.stream().toList()).isEmpty()
              || isDue(side, key.get()))) {
        return true;
      }
    }
    return false;
  }

  private boolean isDue(Side side, Key key) {
    boolean[] found = {false};
    sync.store().due(task.id(), d -> found[0] |= d.side() == side && d.key().equals(key));
    return found[0];
  }

  /** What both sides hold of records whose keys are known on both. */
  public List<List<FieldPair>> pairs(List<Key> sources, List<Key> targets) {
    Map<Key, Row> source = fetch(Side.SOURCE, sources);
    Map<Key, Row> target = fetch(Side.TARGET, targets);
    References references = parents.lookUp(task, source.values(), target.values());
    List<List<FieldPair>> pairs = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      pairs.add(fields(source.get(sources.get(i)), target.get(targets.get(i)), references));
    }
    return pairs;
  }

  private List<FieldPair> fields(
      @Nullable Row source, @Nullable Row target, References references) {
    return source == null && target == null
        ? List.of()
        : FieldPair.of(
            task,
            source,
            target,
            (rule, s, t) -> Equality.inStep(task, rule, s, t, references),
            sync.mask(task));
  }

  private Seen seen(
      Side side,
      Key key,
      @Nullable Link link,
      Map<Key, Row> sources,
      Map<Key, Row> targets,
      References references) {
    Key source = link != null ? link.source() : side == Side.SOURCE ? key : null;
    Key target = link != null ? link.target() : side == Side.TARGET ? key : null;
    Row sourceRow = source == null ? null : sources.get(source);
    Row targetRow = target == null ? null : targets.get(target);
    return new Seen(source, target, link != null, fields(sourceRow, targetRow, references));
  }

  private Map<Key, Row> fetch(Side side, Collection<Key> keys) {
    Map<Key, Row> rows = new HashMap<>();
    if (!keys.isEmpty()) {
      for (Row row : sync.ends().on(side).fetch(task.shape(side), keys)) {
        Key key = row.key();
        if (key != null) {
          rows.put(key, row);
        }
      }
    }
    return rows;
  }
}
