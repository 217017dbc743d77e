package dev.syncline.engine.relations;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.plan.Fingerprints;
import dev.syncline.core.plan.References;
import dev.syncline.core.value.MatchForm;
import dev.syncline.engine.sync.Ends;
import dev.syncline.engine.sync.Sync;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Looks up the parents that a batch of rows refers to, all at once, so that the planner can ask for
 * them one by one without input or output.
 */
public final class Parents {
  private final Sync sync;
  private final Ends ends;
  private final LinkView links;
  private final Set<Ref> held = new HashSet<>();
  private final Set<Ref> leaving = new HashSet<>();

  /** A record of a task on a side. */
  public record Ref(int task, Side side, Key key) {}

  /** Looks up parents among the links of a run. */
  public Parents(Sync sync, Ends ends, LinkView links) {
    this.sync = sync;
    this.ends = ends;
    this.links = links;
  }

  /**
   * Remembers that a record is held, so that its children wait for it; returns whether that is new.
   */
  public boolean hold(Ref record) {
    return held.add(record);
  }

  /**
   * Remembers that a linked record is gone from a side and comes back there under another key, so
   * that its children refer to the record to come.
   *
   * @param key the key that it had
   */
  public void leave(int task, Side side, Key key) {
    leaving.add(new Ref(task, side, key));
  }

  /** It came back, or does not for now. */
  public void settled(int task, Side side, Key key) {
    leaving.remove(new Ref(task, side, key));
  }

  /** Forgets who was held: another round begins. */
  public void release() {
    held.clear();
  }

  /** Looks up all parents of these rows of one side, and adds them to what is known already. */
  public References lookUp(Task task, Collection<Row> sourceRows, Collection<Row> targetRows) {
    Map<Ref, References.Parent> known = new HashMap<>();
    for (FieldRule field : task.fields()) {
      if (field instanceof RelationRule rule) {
        lookUp(rule, Side.SOURCE, sourceRows, known);
        lookUp(rule, Side.TARGET, targetRows, known);
      }
    }
    return (rule, from, key) ->
        known.getOrDefault(new Ref(rule.through(), from, key), new References.Parent.Missing());
  }

  private void lookUp(
      RelationRule rule, Side from, Collection<Row> rows, Map<Ref, References.Parent> known) {
    Set<Key> wanted = new HashSet<>();
    for (Row row : rows) {
      Key parent = Fingerprints.parent(rule, from, row);
      if (parent != null && !known.containsKey(new Ref(rule.through(), from, parent))) {
        wanted.add(parent);
      }
    }
    if (wanted.isEmpty()) {
      return;
    }
    Map<Key, Link> found = new HashMap<>(links.ofParents(rule.through(), from, wanted));
    List<Key> unlinked = wanted.stream().filter(key -> !found.containsKey(key)).toList();
    Map<Key, Key> written = unlinked.isEmpty() ? Map.of() : written(rule.through(), from, unlinked);
    Map<Key, Link> meant = links.ofParents(rule.through(), from, new HashSet<>(written.values()));
    for (Key key : wanted) {
      Key own = written.getOrDefault(key, key);
      Link link = found.getOrDefault(key, meant.get(own));
      Ref ref = new Ref(rule.through(), from, own);
      known.put(
          new Ref(rule.through(), from, key),
          link == null ? unlinked(ref, written.containsKey(key)) : linked(ref, link));
    }
  }

  private References.Parent linked(Ref ref, Link link) {
    Side other = ref.side().other();
    if (held.contains(ref)) {
      // It is gone on the other side, and whether it comes back there is not decided.
      return new References.Parent.Held();
    }
    if (leaving.contains(ref)) {
      return new References.Parent.Gone();
    }
    return leaving.contains(new Ref(ref.task(), other, link.key(other)))
        ? new References.Parent.Planned()
        : new References.Parent.Linked(link.key(other));
  }

  /**
   * A parent without a link is gone, or it exists: then it is planned if its task creates on the
   * other side.
   */
  private References.Parent unlinked(Ref ref, boolean exists) {
    Task task = sync.task(ref.task()).orElse(null);
    if (task == null || exists && !sync.creates(task, ref.side().other())) {
      return new References.Parent.Missing();
    }
    if (!exists) {
      return new References.Parent.Gone();
    }
    return held.contains(ref) ? new References.Parent.Held() : new References.Parent.Planned();
  }

  /**
   * Which keys are there, as their own rows write them: where a system takes texts for the same, a
   * reference may write its parent's key in another case.
   */
  private Map<Key, Key> written(int parentTask, Side from, List<Key> keys) {
    Task task = sync.task(parentTask).orElse(null);
    if (task == null) {
      return Map.of();
    }
    ObjectSchema schema = task.schema(from);
    Shape shape = schema.shape(schema.identity());
    Map<Key, Key> written = new HashMap<>();
    rows(ends.on(from).fetch(shape, keys), key -> written.put(key, key));
    MatchForm form = schema.identityForm();
    List<Key> left = keys.stream().filter(key -> !written.containsKey(key)).toList();
    if (form == MatchForm.EXACT || left.isEmpty()) {
      return written;
    }
    Map<Key, Key> same = new HashMap<>();
    List<Object[]> tuples = left.stream().map(Key::parts).toList();
    rows(
        ends.on(from).find(shape, schema.identity(), tuples, true),
        key -> same.put(folded(key, form), key));
    for (Key key : left) {
      Key own = same.get(folded(key, form));
      if (own != null) {
        written.put(key, own);
      }
    }
    return written;
  }

  private static void rows(List<Row> rows, Consumer<Key> take) {
    for (Row row : rows) {
      Key key = row.key();
      if (key != null) {
        take.accept(key);
      }
    }
  }

  private static Key folded(Key key, MatchForm form) {
    return Key.of(
        Arrays.stream(key.parts())
            .map(part -> part instanceof String text ? form.apply(text) : part)
            .toArray());
  }
}
