package dev.syncline.engine.survey;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Policies.NullKeys;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.plan.PlanItem.Held;
import dev.syncline.core.plan.PlanItem.Reason;
import dev.syncline.core.plan.PlanItem.Seen;
import dev.syncline.engine.relations.LinkView;
import dev.syncline.engine.sort.KeySorter;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.sync.AtOnce;
import dev.syncline.engine.sync.Ends;
import dev.syncline.engine.sync.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares both sides of a task, in full or what is to be looked at, with the links, and matches
 * what has no link by unique key. It writes nothing anywhere.
 */
public final class Surveyor {
  private static final int BATCH = 1_000;
  private static final int MANY = 200;

  private final Ends ends;
  private final LinkView view;
  private final StateStore store;
  private final SightingStream.ParentLookup parents;
  private final Path temp;
  private final Progress progress;
  private final boolean parallel;
  private boolean everything;

  /** Looks up the parents of rows, so that unique keys may contain references. */
  public interface ParentLookup extends SightingStream.ParentLookup {}

  /**
   * A surveyor for one task.
   *
   * @param parallel whether both sides are read at once
   */
  public Surveyor(
      Ends ends,
      LinkView view,
      ParentLookup parents,
      Path temp,
      Progress progress,
      boolean parallel) {
    this.ends = ends;
    this.view = view;
    this.store = view.store();
    this.parents = parents;
    this.temp = temp;
    this.progress = progress;
    this.parallel = parallel;
  }

  /** Linked records are to be looked at whatever became of them. */
  public Surveyor everything() {
    everything = true;
    return this;
  }

  /**
   * Compares both sides.
   *
   * @param looks which records of each side are looked at
   * @param matching whether records without a link are matched by unique key; else each is taken to
   *     have no counterpart
   */
  public Survey survey(Task task, int layout, boolean matching, BySide<Look> looks) {
    boolean match = matching && !task.match().isEmpty();
    long links = store.countLinks(task.id());
    boolean some = !looks.source().whole() || !looks.target().whole();
    Survey survey = new Survey(task, layout, temp, looks);
    AtOnce both = new AtOnce(progress);
    List<Survey.Moved> found =
        links > 0 || some ? new KeyChanges(task, ends, store).among(looks) : List.of();
    found.forEach(survey::move);
    BySide<Set<Key>> moved = BySide.of(side -> keys(found, side));
    try (SideSurvey source = side(survey, Side.SOURCE, match, both);
        SideSurvey target = side(survey, Side.TARGET, match, both)) {
      if (everything) {
        source.everything();
      }
      Side oneEmpty =
          links > 0 || some
              ? null
              : target.isEmpty() ? Side.TARGET : source.isEmpty() ? Side.SOURCE : null;
      progress.begin(task.name(), "reading both sides", links == 0 || some ? -1 : 2 * links);
      if (links > 0 || some) {
        both.run(
            parallel && (!some || areMany(looks.source()) && areMany(looks.target())),
            () -> source.read(looks.source(), moved.source()),
            () -> target.read(looks.target(), moved.target()));
      } else if (oneEmpty == null) {
        both.run(parallel, () -> source.readUnlinked(!match), () -> target.readUnlinked(!match));
      } else {
        (oneEmpty == Side.TARGET ? source : target).readUnlinked(true);
      }
      progress.end();
      survey.rows(Side.SOURCE, source.rows);
      survey.rows(Side.TARGET, target.rows);
      survey.diff(Side.SOURCE, source.diff(links, looks.source().whole()));
      survey.diff(Side.TARGET, target.diff(links, looks.target().whole()));
      survey.emptied(Side.SOURCE, isEmptied(looks.source(), source));
      survey.emptied(Side.TARGET, isEmptied(looks.target(), target));
      keyless(survey, Side.SOURCE, source, match);
      keyless(survey, Side.TARGET, target, match);
      if (source.freshRows + target.freshRows > 0) {
        try (KeySorter sourceKeys = new KeySorter(temp, 48L << 20);
            KeySorter targetKeys = new KeySorter(temp, 48L << 20)) {
          if (links > 0 || some) {
            new Neighbours(task, ends, store, parents, some, moved)
                .add(
                    source.fresh,
                    target.fresh,
                    sourceKeys,
                    targetKeys,
                    source.freshRows + target.freshRows);
          } else {
            sourceKeys.close();
            targetKeys.close();
          }
          match(
              survey,
              links > 0 || some ? sourceKeys : source.fresh,
              links > 0 || some ? targetKeys : target.fresh);
        }
      }
      due(survey, source, target);
      return survey;
    } catch (RuntimeException | Error e) {
      survey.close();
      throw e;
    }
  }

  /** Whether a side takes so long to read that it is worth a thread. */
  private static boolean areMany(Look look) {
    return look.whole() || look.marked().size() + look.due().size() > MANY;
  }

  /** Whether nothing is left of a side, as far as that was looked at. */
  private static boolean isEmptied(Look look, SideSurvey side) {
    // What a system leaves out is there, too.
    return look.whole() ? side.rows + side.outside == 0 && side.isEmpty() : side.keys == 0;
  }

  private SideSurvey side(Survey survey, Side side, boolean match, AtOnce both) {
    return new SideSurvey(
        survey.task(),
        side,
        survey.layout(),
        store,
        ends.on(side),
        parents,
        temp,
        both,
        match,
        parallel,
        survey.kept().on(side));
  }

  /** The keys that moved records have or had on a side. */
  private static Set<Key> keys(List<Survey.Moved> moved, Side side) {
    Set<Key> keys = new HashSet<>();
    for (Survey.Moved m : moved) {
      Key now = side == Side.SOURCE ? m.source() : m.target();
      if (!now.equals(m.before().key(side))) {
        keys.add(now);
        keys.add(m.before().key(side));
      }
    }
    return keys;
  }

  /** Rows without a usable unique key: created when nothing is matched, else held. */
  private void keyless(Survey survey, Side side, SideSurvey from, boolean match) {
    Task task = survey.task();
    try (KeySorter.Cursor cursor = from.keyless.sorted()) {
      while (cursor.next()) {
        Sighting sighting = Sighting.unpack(cursor.payload());
        if (sighting.flaw()) {
          survey.hold(
              held(task, side, sighting.toKey(), Reason.UNREADABLE, "a value could not be read"));
        } else if (!match || task.policies().nullKeys() == NullKeys.CREATE) {
          survey.alone(side, sighting.key(), match ? sighting.unique(task) : 0);
        } else {
          survey.hold(
              held(
                  task,
                  side,
                  sighting.toKey(),
                  Reason.NULL_KEY,
                  withoutKey(task, side, sighting.toKey())));
        }
      }
    }
  }

  private static String withoutKey(Task task, Side side, Key key) {
    List<String> columns =
        task.match().stream()
            .flatMap(m -> task.fields().get(m.field()).columns(side).stream())
            .map(i -> task.shape(side).columns().get(i).name())
            .toList();
    return task.schema(side).name()
        + " "
        + key
        + " has no "
        + String.join(" or no ", columns)
        + ": null matches nothing. Fill it, choose another key, or set null-keys: create.";
  }

  private void match(Survey survey, KeySorter sourceKeys, KeySorter targetKeys) {
    try (KeySorter.Cursor s = sourceKeys.sorted();
        KeySorter.Cursor t = targetKeys.sorted()) {
      new GroupMerge(survey, ends, view).merge(s, t);
    }
  }

  /** Linked records that changed on either side, each once, by source key. */
  private void due(Survey survey, SideSurvey source, SideSurvey target) {
    for (SideSurvey side : List.of(source, target)) {
      try (KeySorter.Cursor cursor = side.dueLinks.sorted()) {
        while (cursor.next()) {
          survey.linked(Key.fromBytes(cursor.key()));
        }
      }
    }
    try (KeySorter.Cursor cursor = source.due.sorted()) {
      while (cursor.next()) {
        survey.linked(Key.fromBytes(cursor.key()));
      }
    }
    List<Key> batch = new ArrayList<>(BATCH);
    try (KeySorter.Cursor cursor = target.due.sorted()) {
      while (cursor.next()) {
        batch.add(Key.fromBytes(cursor.key()));
        if (batch.size() == BATCH) {
          dueByTarget(survey, batch);
          batch.clear();
        }
      }
    }
    dueByTarget(survey, batch);
  }

  private void dueByTarget(Survey survey, List<Key> keys) {
    Map<Key, Link> links = store.links(survey.task().id(), Side.TARGET, keys);
    for (Link link : links.values()) {
      survey.linked(link.source());
    }
  }

  static Held held(Task task, Side side, Key key, Reason reason, String message) {
    return new Held(
        task.id(),
        side,
        side == Side.SOURCE ? key : null,
        side == Side.TARGET ? key : null,
        reason,
        List.of(),
        message,
        new Seen(0, 0));
  }
}
