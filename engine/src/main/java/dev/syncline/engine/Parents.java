package dev.syncline.engine;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.Fingerprints;
import dev.syncline.core.plan.References;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

  /** Remembers that a record is held, so that its children wait for it. */
  public void hold(int task, Side side, Key key) {
    held.add(new Ref(task, side, key));
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
    List<Key> unlinked = new ArrayList<>();
    Map<Key, Link> found = links.ofParents(rule.through(), from, wanted);
    for (Key key : wanted) {
      Link link = found.get(key);
      Ref ref = new Ref(rule.through(), from, key);
      if (link == null) {
        unlinked.add(key);
      } else if (held.contains(ref)) {
        // It is gone on the other side, and whether it comes back there is not decided.
        known.put(ref, new References.Parent.Held());
      } else if (leaving.contains(ref)) {
        known.put(ref, new References.Parent.Gone());
      } else if (leaving.contains(new Ref(rule.through(), from.other(), link.key(from.other())))) {
        known.put(ref, new References.Parent.Planned());
      } else {
        known.put(ref, new References.Parent.Linked(link.key(from.other())));
      }
    }
    unlinked(rule.through(), from, unlinked, known);
  }

  /**
   * A parent without a link is gone, or it exists: then it is planned if its task creates on the
   * other side.
   */
  private void unlinked(
      int parentTask, Side from, List<Key> keys, Map<Ref, References.Parent> known) {
    Task task = sync.task(parentTask).orElse(null);
    if (task == null || keys.isEmpty()) {
      return;
    }
    boolean creates = sync.creates(task, from.other());
    Set<Key> existing = new HashSet<>();
    for (Row row :
        ends.on(from).fetch(task.schema(from).shape(task.schema(from).identity()), keys)) {
      Key key = row.key();
      if (key != null) {
        existing.add(key);
      }
    }
    for (Key key : keys) {
      Ref ref = new Ref(parentTask, from, key);
      if (!existing.contains(key)) {
        known.put(ref, new References.Parent.Gone());
      } else if (creates) {
        known.put(
            ref,
            held.contains(ref) ? new References.Parent.Held() : new References.Parent.Planned());
      }
    }
  }
}
