package dev.syncline.engine.decide;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Observed;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.Fingerprints;
import dev.syncline.core.plan.Pair;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.core.plan.Planner;
import dev.syncline.core.plan.References;
import dev.syncline.engine.relations.LinkView;
import dev.syncline.engine.relations.Parents;
import dev.syncline.engine.survey.KeptRows;
import dev.syncline.engine.sync.AtOnce;
import dev.syncline.engine.sync.Ends;
import dev.syncline.engine.sync.Progress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Observes records of one task in batches and has the planner decide each. */
public final class Decider {
  /** How many records are observed at once. */
  public static final int BATCH = 1_000;

  /** So many are worth a thread. */
  private static final int MANY = 100;

  private final Task task;
  private final Ends ends;
  private final LinkView links;
  private final Parents parents;
  private final Planner planner;
  private final Predicate<Side> creates;
  private final Consumer<Work> late;
  private final Needed needed;
  private final Alone alone;
  private final Fingerprints fingerprints;
  private final Choices choices;

  /** Whether records that are found to belong together may have been linked before. */
  private boolean doubting;

  /** Whether rows are sent as if both sides had never agreed on anything. */
  private boolean anew;

  /** Its references to records of its own. */
  private final List<RelationRule> toItself;

  /** Tells which records that would be deleted on a side others need there. */
  @FunctionalInterface
  public interface Needed {
    Set<Key> of(Side side, Set<Key> deleted);
  }

  /** Tells which rows of a side no other row can be taken for: the keys of those. */
  @FunctionalInterface
  public interface Alone {
    Set<Key> of(Side side, List<Row> rows);
  }

  /** What was seen of a record, and what its plan would be. */
  public record Looked(Work work, Pair pair, List<PlanItem> lines) {
    /** Whether it is to be deleted on a side. */
    public boolean goes(Side side) {
      for (PlanItem line : lines) {
        if (line instanceof PlanItem.Delete d && d.side() == side) {
          return true;
        }
      }
      return false;
    }

    /** Whether two that belonged together, or were to, do so no more, and that is all. */
    public boolean parts() {
      return !work.isAlone()
          && (pair.link() == null
              || lines.size() == 1 && lines.getFirst() instanceof PlanItem.Unlink);
    }

    /**
     * Whether it came back into scope on a side, or is only updated, and its counterpart went
     * meanwhile.
     */
    private boolean returnsAlone(Side side, boolean creates) {
      return parts()
          && pair.link() != null
          && (pair.link().base().isOutside(side) || !creates)
          && pair.on(side) instanceof Observed.Present
          && pair.on(side.other()) instanceof Observed.Absent;
    }
  }

  /**
   * A decider for one task of a run.
   *
   * @param creates whether records that only the other side has are created on a side
   * @param late takes what is not any more what it was found to be, and has to be looked at anew
   * @param needed tells what must not be deleted yet
   * @param alone tells which records may be created without being matched anew
   */
  public Decider(
      Task task,
      Ends ends,
      LinkView links,
      Parents parents,
      Planner planner,
      Predicate<Side> creates,
      Consumer<Work> late,
      Needed needed,
      Alone alone) {
    this.task = task;
    this.ends = ends;
    this.links = links;
    this.parents = parents;
    this.planner = planner;
    this.creates = creates;
    this.late = late;
    this.needed = needed;
    this.alone = alone;
    this.fingerprints = new Fingerprints(task, links.store().fingerprinter());
    this.choices = new Choices(task, fingerprints, links.store().decisions(task.id()));
    this.toItself =
        task.fields().stream()
            .filter(f -> f instanceof RelationRule r && r.through() == task.id())
            .map(RelationRule.class::cast)
            .toList();
  }

  /** What persons chose, and undos pinned. */
  public Choices choices() {
    return choices;
  }

  /** The store was put back: records that are found to belong together may have agreed before. */
  public void doubt() {
    doubting = true;
  }

  /**
   * Both sides are taken never to have agreed on anything, and what left is left alone. What a side
   * is only assumed to hold is sent though both agree.
   */
  public void anew() {
    anew = true;
    Side written = read().other();
    if (ends.on(written).assumed()) {
      planner.sendAgain(written);
    }
  }

  /**
   * Reads the rows of records.
   *
   * @param kept what was read of them already
   * @param atOnce both sides, where they are many
   */
  public BySide<Map<Key, Row>> read(List<Work> work, BySide<KeptRows> kept, boolean atOnce) {
    Map<Side, Map<Key, Row>> rows = new ConcurrentHashMap<>();
    new AtOnce(Progress.NONE)
        .run(
            atOnce && work.size() > MANY,
            () -> rows.put(Side.SOURCE, fetch(Side.SOURCE, work, kept.source())),
            () -> rows.put(Side.TARGET, fetch(Side.TARGET, work, kept.target())));
    return BySide.of(side -> Objects.requireNonNull(rows.get(side)));
  }

  /** Decides records whose rows are read; a key without a row is absent. */
  public void decide(List<Work> work, BySide<Map<Key, Row>> rows, Consumer<PlanItem> sink) {
    new Batch(work, rows).decide(work, sink);
  }

  /** What would be decided of records, for all that is known of each by itself. */
  public List<Looked> foresee(List<Work> work) {
    Batch batch = new Batch(work, BySide.of(side -> fetch(side, work, new KeptRows())));
    return work.stream().map(batch::look).toList();
  }

  /** Records that are decided together: what they rest on is looked up at once. */
  private final class Batch {
    private final BySide<Map<Key, Row>> rows;
    private final BySide<Map<Key, Link>> linked;
    private final BySide<Map<Key, Integer>> incarnations;
    private final References references;

    Batch(List<Work> work, BySide<Map<Key, Row>> rows) {
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
          BySide.of(
              side ->
                  links
                      .store()
                      .incarnations(
                          task.id(),
                          side,
                          work.stream()
                              .filter(w -> mayBeCreated(w) && origin(w) == side)
                              .map(w -> Objects.requireNonNull(w.key(side)))
                              .toList()));
    }

    /** Only what is not on both sides, or has no link that tells, is asked for how often it was. */
    private boolean mayBeCreated(Work w) {
      return w.link() == null
          || !rows.source().containsKey(w.link().source())
          || !rows.target().containsKey(w.link().target());
    }

    /** The side from which a record would be created on the other. */
    private Side origin(Work w) {
      return w.link() != null && !rows.source().containsKey(w.link().source())
          ? Side.TARGET
          : w.holder();
    }

    void decide(List<Work> work, Consumer<PlanItem> sink) {
      List<Looked> looked = new ArrayList<>(work.size());
      for (Work w : work) {
        Link link = link(w);
        if (w.isAlone() && link != null) {
          // It was linked since the survey, maybe because a record that this run created took the
          // key of one that went meanwhile: the link's next look decides it.
          late.accept(Work.of(link.source(), null));
        } else {
          looked.add(look(w));
        }
      }
      BySide<Set<Key>> stay = BySide.of(side -> needed.of(side, deleted(side, looked)));
      looked.replaceAll(
          l -> {
            boolean stays = stays(l, Side.SOURCE, stay) || stays(l, Side.TARGET, stay);
            return stays ? planned(l.work(), l.pair().asNeeded(), references) : l;
          });
      for (Side side : Side.values()) {
        returned(side, looked);
      }
      holdBack(looked);
      looked.forEach(l -> tell(l, sink));
    }

    /**
     * What comes back into scope without its counterpart, or is only updated and has lost it, is a
     * new record, and is decided as one at once, where matching it anew could find nothing else.
     */
    private void returned(Side side, List<Looked> looked) {
      boolean creates = task.policies().mode().creates() && !anew;
      List<Row> rows =
          looked.stream()
              .filter(l -> l.returnsAlone(side, creates))
              .flatMap(l -> present(l, side).stream())
              .toList();
      Set<Key> fresh = rows.isEmpty() ? Set.of() : alone.of(side, rows);
      looked.replaceAll(
          l -> {
            Key key = l.work().key(side);
            return key != null && fresh.contains(key) && l.returnsAlone(side, creates)
                ? asNew(side, key, l)
                : l;
          });
    }

    /** The same, and then what becomes of the record without the link. */
    private Looked asNew(Side side, Key key, Looked parted) {
      Work work = Work.alone(side, key, 0);
      Pair was = parted.pair();
      Pair now =
          new Pair(
              work.source(),
              work.target(),
              null,
              was.onSource(),
              was.onTarget(),
              was.incarnation(),
              choices.chosen(work, was.onSource(), was.onTarget()),
              choices.pins(work, was.onSource(), was.onTarget()),
              false,
              false);
      List<PlanItem> lines = new ArrayList<>(parted.lines());
      lines.addAll(planned(work, now, references).lines());
      return new Looked(parted.work(), was, lines);
    }

    /**
     * Takes note of who is held: their children have nobody to refer to. Children among the same
     * records are decided once more, so that it does not matter which are decided together.
     */
    private void holdBack(List<Looked> looked) {
      Set<Parents.Ref> held = new HashSet<>();
      for (Looked l : looked) {
        hold(l, held);
      }
      while (!held.isEmpty() && !toItself.isEmpty()) {
        Set<Parents.Ref> more = new HashSet<>();
        for (ListIterator<Looked> each = looked.listIterator(); each.hasNext(); ) {
          Looked child = each.next();
          if (refersTo(held, child)) {
            Looked anew =
                planned(
                    child.work(),
                    child.pair(),
                    parents.lookUp(task, present(child, Side.SOURCE), present(child, Side.TARGET)));
            hold(anew, more);
            each.set(anew);
          }
        }
        held = more;
      }
    }

    /** Adds what has no counterpart for now, and was not known to have none. */
    private void hold(Looked looked, Set<Parents.Ref> more) {
      Work w = looked.work();
      Pair pair = looked.pair();
      boolean held = looked.lines().stream().anyMatch(PlanItem.Held.class::isInstance);
      for (Side side : Side.values()) {
        Key key = w.key(side);
        boolean isOnlyHere = pair.on(side.other()) instanceof Observed.Absent;
        if (key != null && isOnlyHere && (held || w.isAlone() && pair.pinned())) {
          Parents.Ref ref = new Parents.Ref(task.id(), side, key);
          if (parents.hold(ref)) {
            more.add(ref);
          }
        }
      }
    }

    private boolean refersTo(Set<Parents.Ref> held, Looked child) {
      for (RelationRule rule : toItself) {
        for (Side side : Side.values()) {
          for (Row row : present(child, side)) {
            Key parent = Fingerprints.parent(rule, side, row);
            if (parent != null && held.contains(new Parents.Ref(task.id(), side, parent))) {
              return true;
            }
          }
        }
      }
      return false;
    }

    private static List<Row> present(Looked looked, Side side) {
      return looked.pair().on(side) instanceof Observed.Present p ? List.of(p.row()) : List.of();
    }

    private static boolean stays(Looked looked, Side side, BySide<Set<Key>> stay) {
      return looked.goes(side) && stay.on(side).contains(looked.work().key(side));
    }

    private @Nullable Link link(Work w) {
      return w.link() != null ? w.link() : linked.on(w.holder()).get(w.key());
    }

    /** Linked records that are to be deleted on a side. */
    private Set<Key> deleted(Side side, List<Looked> looked) {
      return looked.stream()
          .filter(l -> l.pair().link() != null && l.goes(side))
          .map(l -> Objects.requireNonNull(l.work().key(side)))
          .collect(Collectors.toSet());
    }

    /** What is seen of a record, and the plan for it by itself. */
    Looked look(Work w) {
      Observed onSource = observe(Side.SOURCE, w.source(), rows.source());
      Observed onTarget = observe(Side.TARGET, w.target(), rows.target());
      return planned(
          w,
          new Pair(
              w.source(),
              w.target(),
              forgetting(link(w)),
              onSource,
              onTarget,
              incarnations.on(origin(w)).getOrDefault(w.key(origin(w)), 0),
              choices.chosen(w, onSource, onTarget),
              !anew && choices.pins(w, onSource, onTarget),
              false,
              doubting && link(w) == null || choices.doubts(w)),
          references);
    }

    private @Nullable Link forgetting(@Nullable Link link) {
      return link == null || !anew
          ? link
          : new Link(
              link.source(),
              link.target(),
              Base.unknown(link.base().layout(), link.base().size()),
              link.revision(),
              link.incarnation());
    }

    private Looked planned(Work w, Pair pair, References references) {
      Side holder = w.holder();
      boolean left = anew && pair.link() != null && isNothing(pair.on(read()));
      return new Looked(
          w,
          pair,
          left
              ? List.of()
              : w.isAlone() && !pair.pinned() && !creates.test(holder.other())
                  ? planner.alone(holder, w.key(), pair.on(holder))
                  : planner.plan(pair, references));
    }

    /** Gives the lines of a record's plan, and takes note of what others have to know. */
    private void tell(Looked looked, Consumer<PlanItem> sink) {
      Work w = looked.work();
      Pair pair = looked.pair();
      if (looked.parts()) {
        parted(w, pair);
      }
      for (PlanItem line : looked.lines()) {
        if (line instanceof PlanItem.Create c
            && w.seen() != 0
            && w.seen() != c.seen().on(w.holder())) {
          anew(w.holder(), c.origin());
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
  public boolean isStill(Side holder, Row row, long unique) {
    Key key = Objects.requireNonNull(row.key());
    if (unique == 0
        || task.scope(holder).observe(row) instanceof Observed.Unreadable
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
    parents.hold(new Parents.Ref(task.id(), holder, key));
    late.accept(Work.alone(holder, key, 0));
  }

  /** Of two that belonged together one is gone, or out of scope: the other is matched anew. */
  private void parted(Work work, Pair pair) {
    for (Side side : Side.values()) {
      Key key = work.key(side);
      boolean isOnlyHere = isNothing(pair.on(side.other())) && !isNothing(pair.on(side));
      if (key != null && isOnlyHere) {
        late.accept(Work.alone(side, key, 0));
      }
    }
  }

  /** The side that a sync in one direction reads. */
  private Side read() {
    return task.policies().direction().writes(Side.SOURCE) ? Side.TARGET : Side.SOURCE;
  }

  private static boolean isNothing(Observed observed) {
    return switch (observed) {
      case Observed.Absent a -> true;
      case Observed.OutOfScope o -> true;
      case Observed.Present p -> false;
      case Observed.Unreadable u -> false;
    };
  }

  private Observed observe(Side side, @Nullable Key key, Map<Key, Row> rows) {
    Row row = key == null ? null : rows.get(key);
    return row == null ? new Observed.Absent() : task.scope(side).observe(row);
  }

  private Map<Key, Row> fetch(Side side, List<Work> work, KeptRows kept) {
    List<Key> wanted = new ArrayList<>(work.size());
    for (Work w : work) {
      Key key = w.key(side);
      if (key != null) {
        wanted.add(key);
      }
    }
    Map<Key, Row> rows = HashMap.newHashMap(wanted.size());
    List<Key> others = kept.take(wanted, rows);
    if (!others.isEmpty()) {
      rows.putAll(byKey(ends.on(side).fetch(task.shape(side), others)));
    }
    return rows;
  }

  /** Rows by their key. */
  public static Map<Key, Row> byKey(Collection<Row> rows) {
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
  public @Nullable PlanItem whole(PlanItem.Delete delete) {
    Key key = Objects.requireNonNull(delete.key(delete.side()));
    List<Row> rows = ends.on(delete.side()).fetch(task.whole(delete.side()), List.of(key));
    return rows.isEmpty() || !asSeen(delete, rows.getFirst())
        ? null
        : delete.of(rows.getFirst().stored());
  }

  private boolean asSeen(PlanItem.Delete delete, Row whole) {
    Row row = whole.in(task.shape(delete.side()));
    return task.scope(delete.side()).observe(row) instanceof Observed.Present p
        && fingerprints.row(delete.side(), p.row()) == delete.seen().on(delete.side());
  }
}
