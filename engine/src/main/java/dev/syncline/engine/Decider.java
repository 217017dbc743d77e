package dev.syncline.engine;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Observed;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.plan.Fingerprints;
import dev.syncline.core.plan.Pair;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.core.plan.PlanItem.Seen;
import dev.syncline.core.plan.Planner;
import dev.syncline.core.plan.References;
import dev.syncline.core.value.Flaw;
import dev.syncline.engine.store.Decision;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Observes records of one task in batches and has the planner decide each. */
final class Decider {
  /** How many records are observed at once. */
  static final int BATCH = 1_000;

  private final Task task;
  private final Ends ends;
  private final LinkView links;
  private final Parents parents;
  private final Planner planner;
  private final Predicate<Side> creates;
  private final Consumer<Work> late;
  private final Fingerprints fingerprints;
  private final Map<Integer, Map<Key, List<Decision>>> choices = new HashMap<>();
  private final Set<Decision> holding = new HashSet<>();
  private final List<Decision> lapsed = new ArrayList<>();

  /**
   * A decider for one task of a run.
   *
   * @param creates whether records that only the other side has are created on a side
   * @param late takes what is not any more what it was found to be, and has to be looked at anew
   */
  Decider(
      Task task,
      Ends ends,
      LinkView links,
      Parents parents,
      Planner planner,
      Predicate<Side> creates,
      Consumer<Work> late,
      List<Decision> decisions) {
    this.task = task;
    this.ends = ends;
    this.links = links;
    this.parents = parents;
    this.planner = planner;
    this.creates = creates;
    this.late = late;
    this.fingerprints = new Fingerprints(task, links.store().fingerprinter());
    for (Decision d : decisions) {
      choices
          .computeIfAbsent(d.side().ordinal(), s -> new HashMap<>())
          .computeIfAbsent(d.key(), k -> new ArrayList<>())
          .add(d);
    }
  }

  /** Decides records of which nothing is read yet. */
  void decide(List<Work> work, Consumer<PlanItem> sink) {
    Map<Key, Row> source = fetch(Side.SOURCE, work.stream().map(Work::source).toList());
    Map<Key, Row> target = fetch(Side.TARGET, work.stream().map(Work::target).toList());
    decide(work, source, target, sink);
  }

  /** Decides records whose rows are read already; a key without a row is absent. */
  void decide(
      List<Work> work, Map<Key, Row> source, Map<Key, Row> target, Consumer<PlanItem> sink) {
    List<Key> sources = new ArrayList<>(work.size());
    List<Key> targets = new ArrayList<>();
    for (Work w : work) {
      if (w.source() != null && w.link() == null) {
        sources.add(w.source());
      } else if (w.source() == null && w.target() != null) {
        targets.add(w.target());
      }
    }
    Map<Key, Link> bySource = links.find(task.id(), Side.SOURCE, sources);
    Map<Key, Link> byTarget = links.find(task.id(), Side.TARGET, targets);
    References references = parents.lookUp(task, source.values(), target.values());
    Map<Side, Map<Key, Integer>> incarnations = incarnations(work);
    for (Work w : work) {
      Link link =
          w.link() != null
              ? w.link()
              : w.source() != null ? bySource.get(w.source()) : byTarget.get(w.target());
      if (link != null && (w.source() == null || w.target() == null)) {
        // It was linked since the survey, maybe because a record that this run created took the key
        // of one that went meanwhile: the link's next look decides it.
        late.accept(Work.of(link.source(), null));
        continue;
      }
      Observed onSource = observe(w.source(), source);
      Observed onTarget = observe(w.target(), target);
      if (link == null && w.source() != null && w.target() != null) {
        parted(w, onSource, onTarget);
      }
      Side holder = w.source() != null ? Side.SOURCE : Side.TARGET;
      Key key = w.source() != null ? w.source() : w.target();
      if ((w.source() == null || w.target() == null)
          && key != null
          && !creates.test(holder.other())
          && !pinned(w, onSource, onTarget)) {
        planner.alone(holder, key, holder == Side.SOURCE ? onSource : onTarget).forEach(sink);
        continue;
      }
      boolean pinned = pinned(w, onSource, onTarget);
      int incarnation = incarnations.getOrDefault(holder, Map.of()).getOrDefault(key, 0);
      Pair pair =
          new Pair(
              w.source(),
              w.target(),
              link,
              onSource,
              onTarget,
              incarnation,
              choices(holder, key, onSource, onTarget),
              pinned);
      if (pinned && key != null && (w.source() == null || w.target() == null)) {
        parents.hold(task.id(), holder, key); // its children have nobody to refer to
      }
      for (PlanItem item : planner.plan(pair, references)) {
        if (item instanceof PlanItem.Held h
            && (w.source() == null || w.target() == null)
            && key != null) {
          parents.hold(task.id(), holder, key);
          sink.accept(h);
        } else if (item instanceof PlanItem.Create c
            && w.seen() != 0
            && w.seen() != c.seen().on(holder)) {
          // It is not what was looked for on the other side: its unique key may be another by now.
          parents.hold(task.id(), holder, c.origin());
          late.accept(Work.alone(holder, c.origin(), 0));
        } else {
          sink.accept(item);
        }
      }
    }
  }

  /**
   * Whether a record still has the unique key by which no counterpart was found; else it is to be
   * looked at anew.
   *
   * @param unique one number for that key; 0 if none was looked for
   */
  boolean isStill(Side holder, Row row, long unique) {
    Key key = Objects.requireNonNull(row.key());
    if (unique == 0
        || observe(key, Map.of(key, row)) instanceof Observed.Unreadable
        || fingerprints.unique(holder, row) == unique) {
      return true;
    }
    parents.hold(task.id(), holder, key);
    late.accept(Work.alone(holder, key, 0));
    return false;
  }

  /** Of two that were to be linked one is gone: the other has to be matched anew. */
  private void parted(Work pair, Observed onSource, Observed onTarget) {
    if (onSource instanceof Observed.Absent && pair.target() != null) {
      late.accept(Work.alone(Side.TARGET, pair.target(), 0));
    }
    if (onTarget instanceof Observed.Absent && pair.source() != null) {
      late.accept(Work.alone(Side.SOURCE, pair.source(), 0));
    }
  }

  /** How often records without a link were linked before, by the side that is asked for them. */
  private Map<Side, Map<Key, Integer>> incarnations(List<Work> work) {
    List<Key> sources = new ArrayList<>();
    List<Key> targets = new ArrayList<>();
    for (Work w : work) {
      if (w.link() == null && w.source() != null) {
        sources.add(w.source());
      } else if (w.link() == null && w.target() != null) {
        targets.add(w.target());
      }
    }
    return Map.of(
        Side.SOURCE,
        links.store().incarnations(task.id(), Side.SOURCE, sources),
        Side.TARGET,
        links.store().incarnations(task.id(), Side.TARGET, targets));
  }

  private static Observed observe(@Nullable Key key, Map<Key, Row> rows) {
    Row row = key == null ? null : rows.get(key);
    if (row == null) {
      return new Observed.Absent();
    }
    for (int i = 0; i < row.values().length; i++) {
      if (row.get(i) instanceof Flaw flaw) {
        return new Observed.Unreadable(row.shape().columns().get(i).name() + ": " + flaw.reason());
      }
    }
    return new Observed.Present(row);
  }

  private Map<String, Side> choices(
      Side side, @Nullable Key key, Observed onSource, Observed onTarget) {
    List<Decision> mine = choices.getOrDefault(side.ordinal(), Map.of()).get(key);
    if (mine == null) {
      return Map.of();
    }
    Seen seen = new Seen(print(Side.SOURCE, onSource), print(Side.TARGET, onTarget));
    Map<String, Side> holding = new HashMap<>();
    for (Decision d : mine) {
      // A choice is bound to what the person saw; when either side changed since, it lapses.
      if (d.seen() == seen.both()) {
        switch (d.choice()) {
          case "source" -> holding.put(d.field(), Side.SOURCE);
          case "target" -> holding.put(d.field(), Side.TARGET);
          default -> {}
        }
      }
    }
    return holding;
  }

  /**
   * Whether an undo left a record as it is now, so that nothing flows for it. What an undo left of
   * single fields is in their base: both sides agreed to differ.
   */
  private boolean pinned(Work w, Observed onSource, Observed onTarget) {
    if (onSource instanceof Observed.Unreadable || onTarget instanceof Observed.Unreadable) {
      return false;
    }
    boolean pinned = false;
    for (Side side : Side.values()) {
      Key key = side == Side.SOURCE ? w.source() : w.target();
      if (key == null) {
        continue;
      }
      for (Decision d :
          choices.getOrDefault(side.ordinal(), Map.of()).getOrDefault(key, List.of())) {
        if (d.isPin()) {
          boolean holds = d.seen() == seen(d, onSource, onTarget);
          pinned |= holds && d.field().equals(Decision.RECORD);
          if (holds) {
            holding.add(d);
          } else {
            lapsed.add(d);
          }
        }
      }
    }
    return pinned;
  }

  /** What both sides hold of what a pin is about. */
  private long seen(Decision pin, Observed onSource, Observed onTarget) {
    if (pin.field().equals(Decision.RECORD)) {
      return new Seen(print(Side.SOURCE, onSource), print(Side.TARGET, onTarget)).both();
    }
    return new Seen(
            print(Side.SOURCE, onSource, pin.field()), print(Side.TARGET, onTarget, pin.field()))
        .both();
  }

  private long print(Side side, Observed observed, String field) {
    for (FieldRule rule : task.fields()) {
      if (rule.name().equals(field) && observed instanceof Observed.Present p) {
        return fingerprints.of(side, p.row(), rule);
      }
    }
    return 0;
  }

  /**
   * The pins that hold no longer, because a side changed.
   *
   * @param all whether all records were looked at, so that a pinned record that was not met is gone
   */
  List<Decision> lapsed(boolean all) {
    List<Decision> gone = new ArrayList<>(lapsed);
    if (all) {
      choices.values().stream()
          .flatMap(byKey -> byKey.values().stream())
          .flatMap(List::stream)
          .filter(d -> d.isPin() && d.field().equals(Decision.RECORD) && !holding.contains(d))
          .forEach(gone::add);
    }
    return gone;
  }

  private long print(Side side, Observed observed) {
    return observed instanceof Observed.Present p ? fingerprints.row(side, p.row()) : 0;
  }

  private Map<Key, Row> fetch(Side side, Collection<@Nullable Key> keys) {
    List<Key> wanted = new ArrayList<>();
    for (Key key : keys) {
      if (key != null) {
        wanted.add(key);
      }
    }
    return wanted.isEmpty() ? Map.of() : byKey(ends.on(side).fetch(task.shape(side), wanted));
  }

  /** Rows by their key. */
  static Map<Key, Row> byKey(Collection<Row> rows) {
    Map<Key, Row> map = new HashMap<>();
    for (Row row : rows) {
      Key key = row.key();
      if (key != null) {
        map.put(key, row);
      }
    }
    return map;
  }

  /**
   * The same delete with the whole row that it removes; null when the row is gone, or is not the
   * one that was seen: an edit that was made since must not go with it.
   */
  @Nullable PlanItem whole(PlanItem.Delete delete) {
    Shape whole =
        task.schema(delete.side())
            .shape(
                task.schema(delete.side()).columns().stream()
                    .map(dev.syncline.core.model.Column::name)
                    .toList());
    Key key = java.util.Objects.requireNonNull(delete.key(delete.side()));
    List<Row> rows = ends.on(delete.side()).fetch(whole, List.of(key));
    return rows.isEmpty() || !asSeen(delete, rows.getFirst()) ? null : delete.of(rows.getFirst());
  }

  private boolean asSeen(PlanItem.Delete delete, Row whole) {
    Shape mapped = task.shape(delete.side());
    @Nullable Object[] values = new Object[mapped.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = whole.get(mapped.columns().get(i).name());
    }
    Row row = new Row(mapped, values);
    return observe(row.key(), byKey(List.of(row))) instanceof Observed.Present p
        && fingerprints.row(delete.side(), p.row()) == delete.seen().on(delete.side());
  }
}
