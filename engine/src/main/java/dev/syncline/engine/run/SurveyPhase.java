package dev.syncline.engine.run;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Policies;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.apply.LaterNotes;
import dev.syncline.engine.decide.Work;
import dev.syncline.engine.relations.Parents;
import dev.syncline.engine.sort.KeySorter;
import dev.syncline.engine.store.Decision;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.survey.Look;
import dev.syncline.engine.survey.Survey;
import dev.syncline.engine.survey.Surveyor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The first phase: surveys each task, and links what was matched and agrees already. Nothing is
 * written to a user's system.
 */
final class SurveyPhase {
  private static final int LINK_BATCH = 50_000;
  private static final long RELINK_MEMORY = 8L << 20;

  /** Since a copy was made a record may have been unlinked and linked again some times. */
  private static final int LINKED_ANEW = 3;

  private final RunState run;

  SurveyPhase(RunState run) {
    this.run = run;
  }

  void survey(TaskRun t) {
    Task task = t.task;
    long links = run.store.countLinks(task.id());
    t.links = links + run.cutOff.links(task.id());
    boolean matching = run.matches(task);
    Surveyor surveyor =
        new Surveyor(
            run.ends,
            run.links,
            run.parentLookup(task),
            run.temp,
            run.progress,
            run.batching.parallel());
    if (run.options.sendsAnew(task)) {
      surveyor.everything();
    }
    if (!matching && !run.complete(task)) {
      t.doubles = doubles(t, surveyor);
    }
    Survey survey = surveyor.survey(task, t.rebase.layout(), matching, run.capture.of(task));
    t.survey = survey;
    if (run.notes != null) {
      relink(t.task, survey, run.notes);
    }
    if (run.cutOff.links(task.id()) > 0) {
      relinkCreated(task, survey);
    }
    if (run.capture.some(task) && run.options.whole()) {
      t.looked.addAll(run.capture.lookedAt(task));
    }
    Tally.OfTask counts = run.tally.task(task.id());
    counts.rows[0] = survey.rows(Side.SOURCE);
    counts.rows[1] = survey.rows(Side.TARGET);
    counts.links = links;
    Policies.Direction direction = task.policies().direction();
    counts.oneWay = direction != Policies.Direction.TWO_WAY;
    if (counts.oneWay) {
      counts.diff = survey.diff(direction.writes(Side.TARGET) ? Side.SOURCE : Side.TARGET);
    }
    for (Side side : Side.values()) {
      Look look = run.capture.of(task).on(side);
      counts.full[side.ordinal()] = look.why();
      counts.looked[side.ordinal()] = look.whole() ? -1 : look.keys().size();
    }
  }

  /**
   * Pairs records that were created from each other since the copy was made which the store was put
   * back from: what a create would be called is noted already, with the row that it made.
   */
  private void relink(Task task, Survey survey, LaterNotes notes) {
    try (KeySorter together = new KeySorter(run.temp, RELINK_MEMORY)) {
      for (Side origin : Side.values()) {
        Side written = origin.other();
        notes.written(
            task,
            written,
            asked -> creates(task, survey, origin, asked),
            (from, made) -> {
              Key source = origin == Side.SOURCE ? from : made;
              Key target = origin == Side.SOURCE ? made : from;
              together.add(source.bytes(), target.bytes());
            });
      }
      if (together.size() > 0) {
        survey.pairAlone(together);
      }
    }
  }

  /** Pairs what a run that was cut off created: the next one links it before it looks. */
  private void relinkCreated(Task task, Survey survey) {
    try (KeySorter together = new KeySorter(run.temp, RELINK_MEMORY)) {
      run.cutOff.created(task.id(), together);
      if (together.size() > 0) {
        survey.pairAlone(together);
      }
    }
  }

  /** Names the creates that a record without a counterpart may have been created by. */
  private void creates(Task task, Survey survey, Side origin, LaterNotes.Asked asked) {
    List<Key> keys = new ArrayList<>();
    Runnable ask =
        () -> {
          Map<Key, Integer> incarnations = run.store.incarnations(task.id(), origin, keys);
          for (Key key : keys) {
            int first = incarnations.getOrDefault(key, 0);
            for (int i = first; i <= first + LINKED_ANEW; i++) {
              asked.of(PlanItem.Create.id(task.id(), origin.other(), key, i), key);
            }
          }
          keys.clear();
        };
    survey.eachAlone(
        origin,
        key -> {
          keys.add(key);
          if (keys.size() == LINK_BATCH) {
            ask.run();
          }
        });
    ask.run();
  }

  /** Keeps what a survey found to belong together, and takes note of what it holds. */
  void keep(TaskRun t) {
    Survey survey = Objects.requireNonNull(t.survey);
    survey.held().forEach(h -> held(h));
    linkMatched(t, survey);
  }

  /**
   * How many records copying without matching would double. A plan asks on behalf of whoever has
   * still to approve it.
   */
  private long doubles(TaskRun t, Surveyor surveyor) {
    boolean approved = run.options.approve() && !run.links.planning();
    if (approved || t.task.match().isEmpty() || t.links > 0) {
      return 0;
    }
    try (Survey probe = surveyor.survey(t.task, t.rebase.layout(), true, run.capture.of(t.task))) {
      return probe.matchedNow();
    }
  }

  private void linkMatched(TaskRun t, Survey survey) {
    List<Link> batch = new ArrayList<>();
    Consumer<Link> take =
        link -> {
          run.item(
              new PlanItem.Match(
                  t.task.id(),
                  link.source(),
                  link.target(),
                  link.base(),
                  new PlanItem.Seen(
                      link.base().rowFingerprint(Side.SOURCE),
                      link.base().rowFingerprint(Side.TARGET)),
                  "matched by unique key"));
          batch.add(link);
        };
    if (survey.matchedNow() > 0) {
      run.progress.begin(t.task.name(), "linking", survey.matchedNow());
    }
    survey.eachMatched(
        link -> {
          take.accept(link);
          if (batch.size() >= LINK_BATCH) {
            addLinks(t, batch);
          }
        });
    addLinks(t, batch);
    pairUp(t, survey);
    if (run.links.planning()) {
      run.links.pair(
          t.task.id(), survey.moved().stream().map(SurveyPhase::moved).toList(), run.temp);
    } else {
      follow(run, t, survey.moved());
    }
    run.progress.end();
  }

  /** Lets links follow their records to other keys. */
  static void follow(RunState run, TaskRun t, List<Survey.Moved> records) {
    for (Survey.Moved moved : records) {
      try (StateStore.Change change = run.store.begin()) {
        Link before = moved.before();
        change.moveLink(t.task.id(), before, moved(moved));
        for (Side side : Side.values()) {
          Key now = side == Side.SOURCE ? moved.source() : moved.target();
          if (!now.equals(before.key(side))) {
            Decision.rekey(run.store, change, t.task.id(), side, Map.of(before.key(side), now));
          }
        }
        change.commit();
      }
    }
  }

  /**
   * Links pairs that still differ where others may refer to them, with nothing agreed on yet: what
   * their children agree on rests on their belonging together, and has to outlive this run no more
   * than that does. A plan only keeps in mind that they belong together.
   */
  private void pairUp(TaskRun t, Survey survey) {
    if (survey.pairs() == 0 || !isParent(t.task)) {
      return;
    }
    List<Work> batch = new ArrayList<>();
    survey.eachPair(
        (source, target) -> {
          batch.add(Work.of(source, target));
          if (batch.size() >= LINK_BATCH) {
            pairUp(t, batch);
          }
        });
    pairUp(t, batch);
  }

  private void pairUp(TaskRun t, List<Work> pairs) {
    if (pairs.isEmpty()) {
      return;
    }
    int task = t.task.id();
    Base nothing = Base.unknown(t.rebase.layout(), t.task.fields().size());
    List<Key> sources = pairs.stream().map(w -> Objects.requireNonNull(w.source())).toList();
    Map<Key, Integer> incarnations = run.store.incarnations(task, Side.SOURCE, sources);
    List<Link> links = new ArrayList<>(pairs.size());
    for (Work pair : pairs) {
      Key source = Objects.requireNonNull(pair.source());
      Key target = Objects.requireNonNull(pair.target());
      links.add(new Link(source, target, nothing, 0, incarnations.getOrDefault(source, 0)));
    }
    pairs.clear();
    if (run.links.planning()) {
      run.links.pair(task, links, run.temp);
      return;
    }
    try (StateStore.Change change = run.store.begin()) {
      change.addLinks(task, links);
      change.commit();
    }
    for (Link link : links) {
      run.item(
          new PlanItem.Match(
              task,
              link.source(),
              link.target(),
              nothing,
              new PlanItem.Seen(0, 0),
              "matched by unique key"));
    }
  }

  private boolean isParent(Task task) {
    return run.sync.tasks().stream()
        .flatMap(t -> t.fields().stream())
        .anyMatch(f -> f instanceof RelationRule r && r.through() == task.id());
  }

  static Link moved(Survey.Moved moved) {
    Link before = moved.before();
    Base base = before.base();
    boolean anew =
        base.isOutside(Side.SOURCE) && !moved.source().equals(before.source())
            || base.isOutside(Side.TARGET) && !moved.target().equals(before.target());
    return new Link(
        moved.source(),
        moved.target(),
        // Who knows whether it is the one that was out of scope: as if both were matched just now.
        anew ? Base.unknown(base.layout(), base.size()) : base,
        before.revision() + 1,
        before.incarnation());
  }

  private void addLinks(TaskRun t, List<Link> batch) {
    if (batch.isEmpty()) {
      return;
    }
    try (StateStore.Change change = run.links.writable().begin()) {
      change.addLinks(t.task.id(), batch);
      change.commit();
    }
    run.progress.advance(batch.size());
    batch.clear();
  }

  private void held(PlanItem.Held h) {
    run.leftovers.add(h);
    Side side = h.source() != null ? Side.SOURCE : Side.TARGET;
    Key key = h.key(side);
    if (key != null && (h.source() == null || h.target() == null)) {
      run.parents.hold(new Parents.Ref(h.task(), side, key));
    }
    run.item(h);
  }
}
