package dev.syncline.engine;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Observed;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.plan.Fingerprints;
import dev.syncline.core.plan.Pair;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.core.plan.Planner;
import dev.syncline.core.plan.References;
import dev.syncline.core.value.Flaw;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
  private final Choices choices;

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
      Consumer<Work> late) {
    this.task = task;
    this.ends = ends;
    this.links = links;
    this.parents = parents;
    this.planner = planner;
    this.creates = creates;
    this.late = late;
    this.fingerprints = new Fingerprints(task, links.store().fingerprinter());
    this.choices = new Choices(task, fingerprints, links.store().decisions(task.id()));
  }

  /** What persons chose, and undos pinned. */
  Choices choices() {
    return choices;
  }

  /** Decides records of which nothing is read yet. */
  void decide(List<Work> work, Consumer<PlanItem> sink) {
    decide(work, BySide.of(side -> fetch(side, work)), sink);
  }

  /** Decides records whose rows are read already; a key without a row is absent. */
  void decide(List<Work> work, BySide<Map<Key, Row>> rows, Consumer<PlanItem> sink) {
    Batch batch = new Batch(work, rows, sink);
    work.forEach(batch::decide);
  }

  /** Records that are decided together: what they rest on is looked up at once. */
  private final class Batch {
    private final BySide<Map<Key, Row>> rows;
    private final BySide<Map<Key, Link>> linked;
    private final BySide<Map<Key, Integer>> incarnations;
    private final References references;
    private final Consumer<PlanItem> sink;

    Batch(List<Work> work, BySide<Map<Key, Row>> rows, Consumer<PlanItem> sink) {
      BySide<List<Key>> unlinked =
          BySide.of(
              side ->
                  work.stream()
                      .filter(w -> w.link() == null && w.holder() == side)
                      .map(Work::key)
                      .toList());
      this.rows = rows;
      this.linked = BySide.of(side -> links.find(task.id(), side, unlinked.on(side)));
      this.references = parents.lookUp(task, rows.source().values(), rows.target().values());
      this.incarnations =
          BySide.of(side -> links.store().incarnations(task.id(), side, unlinked.on(side)));
      this.sink = sink;
    }

    void decide(Work w) {
      Link link = w.link() != null ? w.link() : linked.on(w.holder()).get(w.key());
      if (w.isAlone() && link != null) {
        // It was linked since the survey, maybe because a record that this run created took the key
        // of one that went meanwhile: the link's next look decides it.
        late.accept(Work.of(link.source(), null));
        return;
      }
      Observed onSource = observe(w.source(), rows.source());
      Observed onTarget = observe(w.target(), rows.target());
      if (link == null && !w.isAlone()) {
        parted(w, onSource, onTarget);
      }
      boolean pinned = choices.pins(w, onSource, onTarget);
      Side holder = w.holder();
      if (w.isAlone() && !pinned && !creates.test(holder.other())) {
        planner.alone(holder, w.key(), holder == Side.SOURCE ? onSource : onTarget).forEach(sink);
        return;
      }
      Pair pair =
          new Pair(
              w.source(),
              w.target(),
              link,
              onSource,
              onTarget,
              incarnations.on(holder).getOrDefault(w.key(), 0),
              choices.chosen(w, onSource, onTarget),
              pinned);
      List<PlanItem> lines = planner.plan(pair, references);
      if (w.isAlone() && (pinned || lines.stream().anyMatch(PlanItem.Held.class::isInstance))) {
        parents.hold(task.id(), holder, w.key()); // its children have nobody to refer to
      }
      for (PlanItem line : lines) {
        if (line instanceof PlanItem.Create c && w.seen() != 0 && w.seen() != c.seen().on(holder)) {
          anew(holder, c.origin());
        } else {
          sink.accept(line);
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
    anew(holder, key);
    return false;
  }

  /**
   * A record is not what was looked for on the other side: its unique key may be another by now.
   */
  private void anew(Side holder, Key key) {
    parents.hold(task.id(), holder, key);
    late.accept(Work.alone(holder, key, 0));
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

  private Map<Key, Row> fetch(Side side, List<Work> work) {
    List<Key> wanted = new ArrayList<>();
    for (Work w : work) {
      Key key = w.key(side);
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
            .shape(task.schema(delete.side()).columns().stream().map(Column::name).toList());
    Key key = Objects.requireNonNull(delete.key(delete.side()));
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
