package dev.syncline.engine.verify;

import dev.syncline.connect.Connector.RowStream;
import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Observed;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.plan.Equality;
import dev.syncline.core.plan.Fingerprints;
import dev.syncline.core.plan.PlanItem.Seen;
import dev.syncline.core.plan.Rebase;
import dev.syncline.core.plan.References;
import dev.syncline.engine.relations.LinkView;
import dev.syncline.engine.relations.Parents;
import dev.syncline.engine.store.Decision;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.sync.Ends;
import dev.syncline.engine.sync.Progress;
import dev.syncline.engine.sync.Sync;
import dev.syncline.engine.verify.Certificate.Difference;
import dev.syncline.engine.verify.Certificate.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks at records of a task one by one, through links and mapping, and enters in the certificate
 * what it finds: a changed byte, an extra row, a missing row, a swapped reference. The base is
 * asked only to tell a difference that both sides agreed on (a normalised value) from any other.
 */
final class RowCheck {
  private static final int BATCH = 2_000;

  /** Nothing is written here, so that the store may not know today's layout yet. */
  private static final int NO_LAYOUT = 0;

  private static final String LEFT_ALONE =
      "an undo, or a reset that sent nothing, left it without a counterpart";

  private final Sync sync;
  private final Ends ends;
  private final StateStore store;
  private final LinkView links;
  private final Parents parents;
  private final Progress progress;
  private final Task task;
  private final Rebase rebase;
  private final Certificate.OfTask found;
  private final BySide<Map<Key, Due.Reason>> due = BySide.of(side -> new HashMap<>());
  private final Set<Pin> pins = new HashSet<>();

  RowCheck(Sync sync, Means means, Task task, Certificate.OfTask found) {
    this.sync = sync;
    this.ends = means.ends();
    this.store = means.store();
    this.links = new LinkView(store, null);
    this.parents = new Parents(sync, ends, links);
    this.progress = means.progress();
    this.task = task;
    this.rebase = new Rebase(NO_LAYOUT, task.meanings(), store::layout);
    this.found = found;
    for (Decision d : store.decisions(task.id())) {
      if (d.isPin()) {
        pins.add(new Pin(d.side(), d.key(), d.field(), d.seen()));
      }
    }
    store.due(task.id(), d -> due.on(d.side()).put(d.key(), d.reason()));
  }

  /** What an undo left, as it left it. */
  private record Pin(Side side, Key key, String field, long seen) {}

  /** A side's keys, and no more unless other columns say which rows are in scope. */
  Shape keys(Side side) {
    if (!task.scope(side).isEverything()) {
      return task.shape(side);
    }
    return task.schema(side).shape(task.schema(side).identity());
  }

  /** Every row of the source's stream, which it closes, against its counterpart. */
  void source(RowStream stream) {
    inBatches(
        stream,
        rows -> {
          found.count(Side.SOURCE, rows.size());
          Map<Key, Link> linked = links.find(task.id(), Side.SOURCE, rows.keySet());
          pairs(rows, linked.values());
          rows.forEach(
              (key, row) -> {
                if (isOutside(Side.SOURCE, row)) {
                  found.filter(Side.SOURCE);
                } else if (!linked.containsKey(key)) {
                  alone(Side.SOURCE, key, row);
                }
              });
        });
  }

  /** Linked records, of which the source's rows were read. */
  private void pairs(Map<Key, Row> rows, Collection<Link> linked) {
    Map<Key, Row> others = fetch(Side.TARGET, linked.stream().map(Link::target).toList());
    References references = parents.lookUp(task, rows.values(), others.values());
    for (Link link : linked) {
      Row source = rows.get(link.source());
      Row target = others.get(link.target());
      if (source == null) {
        continue;
      } else if (isSetAside(link, source, target)) {
        if (target == null && !isOutside(Side.SOURCE, source)) {
          found.oneSided++; // its counterpart went while it was out of scope
        }
      } else if (target == null) {
        missing(Side.TARGET, link, source);
      } else {
        pair(link, source, target, references);
      }
    }
  }

  /** Linked records by their source keys, of which nothing was read yet, and as many as may be. */
  void linked(Collection<Key> sourceKeys) {
    Map<Key, Link> linked = links.find(task.id(), Side.SOURCE, sourceKeys);
    Map<Key, Row> rows = fetch(Side.SOURCE, linked.keySet());
    pairs(rows, linked.values());
    List<Link> gone = linked.values().stream().filter(l -> !rows.containsKey(l.source())).toList();
    Map<Key, Row> left = fetch(Side.TARGET, gone.stream().map(Link::target).toList());
    for (Link link : gone) {
      Row target = left.get(link.target());
      if (target == null || isOutside(Side.TARGET, target)) {
        continue;
      } else if (isSetAside(link, null, target)) {
        found.oneSided++; // its counterpart went while it was out of scope
      } else {
        missing(Side.SOURCE, link, null);
      }
    }
  }

  /** Whether a row is out of the task's scope. */
  private boolean isOutside(Side side, Row row) {
    return task.scope(side).observe(row) instanceof Observed.OutOfScope;
  }

  /** Whether a side of a link is out of scope, or went while it was: then nothing is compared. */
  private boolean isSetAside(Link link, @Nullable Row source, @Nullable Row target) {
    return source != null && isOutside(Side.SOURCE, source)
        || target != null && isOutside(Side.TARGET, target)
        || source == null && link.base().isOutside(Side.SOURCE)
        || target == null && link.base().isOutside(Side.TARGET);
  }

  private Map<Key, Row> fetch(Side side, Collection<Key> keys) {
    Map<Key, Row> found = new HashMap<>();
    if (!keys.isEmpty()) {
      for (Row row : ends.on(side).fetch(task.shape(side), keys)) {
        Key key = row.key();
        if (key != null) {
          found.put(key, row);
        }
      }
    }
    return found;
  }

  /**
   * Every key of the target's stream, which it closes: whether it has a counterpart, and whether
   * that is still there.
   */
  void target(RowStream stream) {
    inBatches(
        stream,
        rows -> {
          found.count(Side.TARGET, rows.size());
          Map<Key, Link> linked = links.find(task.id(), Side.TARGET, rows.keySet());
          Set<Key> there = new HashSet<>();
          List<Key> wanted = linked.values().stream().map(Link::source).toList();
          if (!wanted.isEmpty()) {
            ends.source().fetch(keys(Side.SOURCE), wanted).forEach(r -> there.add(r.key()));
          }
          rows.forEach(
              (key, row) -> {
                Link link = linked.get(key);
                if (row.shape() == task.shape(Side.TARGET) && isOutside(Side.TARGET, row)) {
                  found.filter(Side.TARGET);
                } else if (link == null) {
                  alone(Side.TARGET, key, null);
                } else if (there.contains(link.source())) {
                  return;
                } else if (link.base().isOutside(Side.SOURCE)) {
                  found.oneSided++; // its counterpart went while it was out of scope
                } else {
                  missing(Side.SOURCE, link, null);
                }
              });
        });
  }

  /**
   * A record without a link.
   *
   * @param read the record, if it was read already
   */
  void alone(Side side, Key key, @Nullable Row read) {
    boolean carried = sync.creates(task, side.other());
    Kind kind = side == Side.SOURCE ? Kind.ONLY_ON_SOURCE : Kind.ONLY_ON_TARGET;
    String source = side == Side.SOURCE ? key.toString() : "";
    String target = side == Side.TARGET ? key.toString() : "";
    Due.Reason waits = due.on(side).get(key);
    if (pinned(side, key, null, read)) {
      found.pin(new Difference(kind, source, target, LEFT_ALONE));
    } else if (waits != null) {
      hold(waits);
    } else if (carried || task.policies().mirror()) {
      found.differ(
          new Difference(kind, source, target, "has no counterpart on the " + side.other().word()));
    } else {
      found.oneSided++;
    }
  }

  /**
   * Whether an undo left a record just as it is now, without its other half.
   *
   * @param gone the key of the other half, where the record is still linked
   * @param read the record, if it was read already
   */
  private boolean pinned(Side side, Key key, @Nullable Key gone, @Nullable Row read) {
    List<Pin> mine =
        pins.stream()
            .filter(p -> p.field().equals(Decision.RECORD))
            .filter(p -> p.key().equals(p.side() == side ? key : gone))
            .toList();
    if (mine.isEmpty()) {
      return false;
    }
    Row row = read;
    if (row == null) {
      row = ends.on(side).fetch(task.shape(side), List.of(key)).stream().findFirst().orElse(null);
    }
    if (row == null || isUnreadable(side, row)) {
      return false;
    }
    long print = new Fingerprints(task, store.fingerprinter()).row(side, row);
    Seen seen = side == Side.SOURCE ? new Seen(print, 0) : new Seen(0, print);
    return mine.stream().anyMatch(p -> p.seen() == seen.both());
  }

  /** A link of which one side's record is gone. */
  private void missing(Side gone, Link link, @Nullable Row left) {
    Side side = gone.other();
    Kind kind = gone == Side.SOURCE ? Kind.MISSING_ON_SOURCE : Kind.MISSING_ON_TARGET;
    String source = link.source().toString();
    String target = link.target().toString();
    Due.Reason waits = reason(link);
    if (pinned(side, link.key(side), link.key(gone), left)) {
      found.pin(new Difference(kind, source, target, LEFT_ALONE));
    } else if (waits != null) {
      hold(waits);
    } else if (link.base().isGone(gone) || !task.policies().mode().updates()) {
      found.unsent++; // it was written once, or left and is kept
    } else {
      found.differ(new Difference(kind, source, target, "is missing on the " + gone.word()));
    }
  }

  /** Why a linked record is due; null when it is not. */
  private Due.@Nullable Reason reason(Link link) {
    Due.Reason reason = due.source().get(link.source());
    return reason != null ? reason : due.target().get(link.target());
  }

  /** What is due is not proved equal, and what could not be read is said to be just that. */
  private void hold(Due.Reason reason) {
    if (reason == Due.Reason.UNREADABLE) {
      found.unreadable++;
    } else {
      found.hold(reason);
    }
  }

  private void pair(Link link, Row source, Row target, References references) {
    if (isUnreadable(Side.SOURCE, source) || isUnreadable(Side.TARGET, target)) {
      found.unreadable++;
      return;
    }
    List<String> different = new ArrayList<>();
    // What was agreed on under another meaning of a field says nothing of today's.
    Base base = rebase.of(link.base());
    boolean agreed = true;
    boolean unsent = false;
    List<FieldRule> pinned = new ArrayList<>();
    List<RelationRule> referring = new ArrayList<>();
    Fingerprints prints = new Fingerprints(task, store.fingerprinter());
    for (int i = 0; i < task.fields().size(); i++) {
      FieldRule rule = task.fields().get(i);
      if (!Equality.equal(rule, source, target, references)) {
        if (task.skips(rule, Side.SOURCE, source) || task.skips(rule, Side.TARGET, target)) {
          unsent = true;
          continue;
        }
        different.add(describe(rule, source, target));
        long here = prints.of(Side.SOURCE, source, rule);
        long there = prints.of(Side.TARGET, target, rule);
        if (pins.contains(
            new Pin(Side.SOURCE, link.source(), rule.name(), new Seen(here, there).both()))) {
          pinned.add(rule);
        } else if (rule instanceof RelationRule r && !empty(r, source, target)) {
          referring.add(r);
        }
        agreed &=
            base.knows(i)
                && base.fingerprint(Side.SOURCE, i) == here
                && base.fingerprint(Side.TARGET, i) == there;
      }
    }
    // No system normalises a reference; only an empty one can have been agreed on as it is, or one
    // of which a pinned field has a part.
    agreed &= referring.stream().allMatch(r -> pinned.stream().anyMatch(p -> shares(r, p)));
    Due.Reason waits = reason(link);
    if (different.isEmpty() && !unsent) {
      found.equal++;
    } else if (waits != null) {
      found.hold(waits);
    } else if (different.isEmpty() || !task.policies().mode().updates()) {
      found.unsent++;
    } else if (agreed && pinned.isEmpty()) {
      found.normalised++;
    } else {
      Difference difference =
          new Difference(
              Kind.FIELDS,
              link.source().toString(),
              link.target().toString(),
              String.join("; ", different));
      if (agreed) {
        found.pin(difference);
      } else {
        found.differ(difference);
      }
    }
  }

  private static boolean shares(FieldRule one, FieldRule other) {
    return Arrays.stream(Side.values())
        .anyMatch(side -> !Collections.disjoint(one.columns(side), other.columns(side)));
  }

  private boolean isUnreadable(Side side, Row row) {
    return task.scope(side).observe(row) instanceof Observed.Unreadable;
  }

  private static String describe(FieldRule rule, Row source, Row target) {
    return rule.name()
        + ": "
        + shown(rule, Side.SOURCE, source)
        + " ≠ "
        + shown(rule, Side.TARGET, target);
  }

  private static String shown(FieldRule rule, Side side, Row row) {
    List<String> parts = new ArrayList<>();
    for (int column : rule.columns(side)) {
      Object value = row.shape().columns().get(column).shown(row.get(column));
      String text = value instanceof byte[] b ? b.length + " bytes" : String.valueOf(value);
      parts.add(text.length() > 60 ? text.substring(0, 59) + "…" : text);
    }
    return String.join(", ", parts);
  }

  private static boolean empty(RelationRule rule, Row source, Row target) {
    return Fingerprints.parent(rule, Side.SOURCE, source) == null
        || Fingerprints.parent(rule, Side.TARGET, target) == null;
  }

  private interface Batch {
    void take(Map<Key, Row> rows);
  }

  private void inBatches(RowStream stream, Batch each) {
    try (stream) {
      Map<Key, Row> batch = new HashMap<>();
      Row row;
      while ((row = stream.next()) != null) {
        Key key = row.key();
        if (key != null) {
          batch.put(key, row);
        }
        if (batch.size() == BATCH) {
          each.take(batch);
          progress.advance(batch.size());
          batch.clear();
        }
      }
      if (!batch.isEmpty()) {
        each.take(batch);
        progress.advance(batch.size());
      }
    }
  }
}
