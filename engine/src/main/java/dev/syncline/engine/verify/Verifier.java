package dev.syncline.engine.verify;

import dev.syncline.connect.Connector;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.ColumnRule;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.plan.Equality;
import dev.syncline.core.plan.Fingerprints;
import dev.syncline.core.plan.PlanItem.Seen;
import dev.syncline.core.plan.References;
import dev.syncline.core.value.Flaw;
import dev.syncline.engine.Ends;
import dev.syncline.engine.LinkView;
import dev.syncline.engine.Parents;
import dev.syncline.engine.Progress;
import dev.syncline.engine.Sync;
import dev.syncline.engine.store.Decision;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.verify.Certificate.Difference;
import dev.syncline.engine.verify.Certificate.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads both sides whole and compares them through links and mapping: a changed byte, an extra row,
 * a missing row and a swapped reference made behind Syncline's back are all found. The base is
 * asked only to tell a difference that both sides agreed on (a normalised value) from any other.
 */
public final class Verifier {
  private static final int BATCH = 2_000;
  private static final String LEFT_ALONE = "an undo left it without a counterpart";

  private final Sync sync;
  private final Ends ends;
  private final StateStore store;
  private final LinkView links;
  private final Parents parents;
  private final Progress progress;

  /** A verifier of a sync. */
  public Verifier(Sync sync, Ends ends, StateStore store, Progress progress) {
    this.sync = sync;
    this.ends = ends;
    this.store = store;
    this.links = new LinkView(store, null);
    this.parents = new Parents(sync, ends, links);
    this.progress = progress;
  }

  /** Verifies tasks by id; all of them when none is named. */
  public Certificate verify(Set<Integer> tasks) {
    Certificate certificate = new Certificate();
    for (Task task : sync.tasks()) {
      if (tasks.isEmpty() || tasks.contains(task.id())) {
        Certificate.OfTask found = new Certificate.OfTask(task.id(), task.name());
        certificate.tasks().add(found);
        Held held = new Held(new HashSet<>(), new HashSet<>(), new HashSet<>());
        for (Decision d : store.decisions(task.id())) {
          if (d.isPin()) {
            held.pins.add(new Pin(d.side(), d.key(), d.field(), d.seen()));
          }
        }
        store.due(
            task.id(), d -> (d.side() == Side.SOURCE ? held.source : held.target).add(d.key()));
        progress.begin(task.name(), "verifying", -1);
        source(task, found, held);
        target(task, found, held);
        progress.end();
      }
    }
    return certificate;
  }

  /** What an undo left, as it left it. */
  private record Pin(Side side, Key key, String field, long seen) {}

  private record Held(Set<Key> source, Set<Key> target, Set<Pin> pins) {
    Set<Key> on(Side side) {
      return side == Side.SOURCE ? source : target;
    }
  }

  /** Every source row against its counterpart. */
  private void source(Task task, Certificate.OfTask found, Held held) {
    inBatches(
        Side.SOURCE,
        task.shape(Side.SOURCE),
        rows -> {
          found.sourceRows += rows.size();
          Map<Key, Link> linked = links.find(task.id(), Side.SOURCE, rows.keySet());
          Map<Key, Row> others = new HashMap<>();
          List<Key> wanted = linked.values().stream().map(Link::target).toList();
          if (!wanted.isEmpty()) {
            for (Row row : ends.on(Side.TARGET).fetch(task.shape(Side.TARGET), wanted)) {
              Key key = row.key();
              if (key != null) {
                others.put(key, row);
              }
            }
          }
          References references = parents.lookUp(task, rows.values(), others.values());
          rows.forEach(
              (key, row) -> {
                Link link = linked.get(key);
                if (link == null) {
                  alone(task, Side.SOURCE, key, row, found, held);
                } else {
                  pair(task, link, row, others.get(link.target()), found, held, references);
                }
              });
          progress.advance(rows.size());
        });
  }

  /** Every target row: whether it has a counterpart, and whether that is still there. */
  private void target(Task task, Certificate.OfTask found, Held held) {
    Shape keys = task.schema(Side.TARGET).shape(task.schema(Side.TARGET).identity());
    Shape sourceKeys = task.schema(Side.SOURCE).shape(task.schema(Side.SOURCE).identity());
    inBatches(
        Side.TARGET,
        keys,
        rows -> {
          found.targetRows += rows.size();
          Map<Key, Link> linked = links.find(task.id(), Side.TARGET, rows.keySet());
          Set<Key> there = new HashSet<>();
          List<Key> wanted = linked.values().stream().map(Link::source).toList();
          if (!wanted.isEmpty()) {
            ends.on(Side.SOURCE).fetch(sourceKeys, wanted).forEach(r -> there.add(r.key()));
          }
          for (Key key : rows.keySet()) {
            Link link = linked.get(key);
            if (link == null) {
              alone(task, Side.TARGET, key, null, found, held);
            } else if (!there.contains(link.source())) {
              missing(task, Side.SOURCE, link, null, found, held);
            }
          }
          progress.advance(rows.size());
        });
  }

  private void alone(
      Task task, Side side, Key key, @Nullable Row read, Certificate.OfTask found, Held held) {
    boolean carried = sync.creates(task, side.other());
    if (pinned(task, side, key, null, read, held)) {
      found.pin(
          new Difference(
              side == Side.SOURCE ? Kind.ONLY_ON_SOURCE : Kind.ONLY_ON_TARGET,
              side == Side.SOURCE ? key.toString() : "",
              side == Side.TARGET ? key.toString() : "",
              LEFT_ALONE));
    } else if (held.on(side).contains(key)) {
      found.held++;
    } else if (carried || task.policies().mirror()) {
      found.differ(
          new Difference(
              side == Side.SOURCE ? Kind.ONLY_ON_SOURCE : Kind.ONLY_ON_TARGET,
              side == Side.SOURCE ? key.toString() : "",
              side == Side.TARGET ? key.toString() : "",
              "has no counterpart"));
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
  private boolean pinned(
      Task task, Side side, Key key, @Nullable Key gone, @Nullable Row read, Held held) {
    List<Pin> pins =
        held.pins.stream()
            .filter(p -> p.field().equals(Decision.RECORD))
            .filter(p -> p.key().equals(p.side() == side ? key : gone))
            .toList();
    if (pins.isEmpty()) {
      return false;
    }
    Row row = read;
    if (row == null) {
      row = ends.on(side).fetch(task.shape(side), List.of(key)).stream().findFirst().orElse(null);
    }
    if (row == null || flawed(row)) {
      return false;
    }
    long print = new Fingerprints(task, store.fingerprinter()).row(side, row);
    Seen seen = side == Side.SOURCE ? new Seen(print, 0) : new Seen(0, print);
    return pins.stream().anyMatch(p -> p.seen() == seen.both());
  }

  /** A link of which one side's record is gone. */
  private void missing(
      Task task, Side gone, Link link, @Nullable Row left, Certificate.OfTask found, Held held) {
    Side side = gone.other();
    Kind kind = gone == Side.SOURCE ? Kind.MISSING_ON_SOURCE : Kind.MISSING_ON_TARGET;
    String source = link.source().toString();
    String target = link.target().toString();
    if (pinned(task, side, link.key(side), link.key(gone), left, held)) {
      found.pin(new Difference(kind, source, target, LEFT_ALONE));
    } else if (held.source.contains(link.source()) || held.target.contains(link.target())) {
      found.held++;
    } else {
      found.differ(new Difference(kind, source, target, "is missing on the " + gone.word()));
    }
  }

  private void pair(
      Task task,
      Link link,
      Row source,
      @Nullable Row target,
      Certificate.OfTask found,
      Held held,
      References references) {
    if (target == null) {
      missing(task, Side.TARGET, link, source, found, held);
      return;
    }
    if (flawed(source) || flawed(target)) {
      found.unreadable++;
      return;
    }
    List<String> different = new ArrayList<>();
    boolean agreed = link.base().size() == task.fields().size();
    boolean pinned = false;
    Fingerprints prints = new Fingerprints(task, store.fingerprinter());
    for (int i = 0; i < task.fields().size(); i++) {
      FieldRule rule = task.fields().get(i);
      if (!Equality.equal(rule, source, target, references)) {
        different.add(describe(rule, source, target));
        long here = prints.of(Side.SOURCE, source, rule);
        long there = prints.of(Side.TARGET, target, rule);
        boolean pin =
            held.pins.contains(
                new Pin(Side.SOURCE, link.source(), rule.name(), new Seen(here, there).both()));
        pinned |= pin;
        // No system normalises a reference; only an empty one can have been agreed on as it is.
        agreed &=
            (pin || rule instanceof ColumnRule || empty(rule, source, target))
                && link.base().knows(i)
                && link.base().fingerprint(Side.SOURCE, i) == here
                && link.base().fingerprint(Side.TARGET, i) == there;
      }
    }
    if (different.isEmpty()) {
      found.equal++;
    } else if (held.source.contains(link.source()) || held.target.contains(link.target())) {
      found.held++;
    } else if (agreed && pinned) {
      found.pin(
          new Difference(
              Kind.FIELDS,
              link.source().toString(),
              link.target().toString(),
              String.join("; ", different)));
    } else if (agreed) {
      found.normalised++;
    } else {
      found.differ(
          new Difference(
              Kind.FIELDS,
              link.source().toString(),
              link.target().toString(),
              String.join("; ", different)));
    }
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
      Object value = row.get(column);
      String text = value instanceof byte[] b ? b.length + " bytes" : String.valueOf(value);
      parts.add(text.length() > 60 ? text.substring(0, 59) + "…" : text);
    }
    return String.join(", ", parts);
  }

  private static boolean empty(FieldRule rule, Row source, Row target) {
    return Fingerprints.parent((RelationRule) rule, Side.SOURCE, source) == null
        || Fingerprints.parent((RelationRule) rule, Side.TARGET, target) == null;
  }

  private static boolean flawed(Row row) {
    for (Object value : row.values()) {
      if (value instanceof Flaw) {
        return true;
      }
    }
    return false;
  }

  private interface Batch {
    void take(Map<Key, Row> rows);
  }

  private void inBatches(Side side, Shape shape, Batch each) {
    try (Connector.RowStream stream = ends.on(side).read(shape, Connector.Order.KEY)) {
      Map<Key, Row> batch = new HashMap<>();
      Row row;
      while ((row = stream.next()) != null) {
        Key key = row.key();
        if (key != null) {
          batch.put(key, row);
        }
        if (batch.size() == BATCH) {
          each.take(batch);
          batch.clear();
        }
      }
      if (!batch.isEmpty()) {
        each.take(batch);
      }
    }
  }
}
