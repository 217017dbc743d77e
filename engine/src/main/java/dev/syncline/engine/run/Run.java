package dev.syncline.engine.run;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.core.plan.Planner;
import dev.syncline.core.plan.Rebase;
import dev.syncline.engine.apply.LaterNotes;
import dev.syncline.engine.apply.Recovery;
import dev.syncline.engine.apply.Recovery.Recovered;
import dev.syncline.engine.decide.Decider;
import dev.syncline.engine.decide.Flips;
import dev.syncline.engine.decide.Work;
import dev.syncline.engine.plan.PlanFile;
import dev.syncline.engine.relations.LinkView;
import dev.syncline.engine.relations.Parents;
import dev.syncline.engine.run.RunOptions.Sends;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.JournalBatch;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.survey.Namesakes;
import dev.syncline.engine.survey.Survey;
import dev.syncline.engine.sync.Batching;
import dev.syncline.engine.sync.Ends;
import dev.syncline.engine.sync.Progress;
import dev.syncline.engine.sync.Sync;
import dev.syncline.engine.undo.LeftAlone;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * One run or plan of a sync, from capture to remember:
 *
 * <ol>
 *   <li>every task is surveyed, parents first; where that may be too much, the guard has a plan
 *       made and looks at its numbers;
 *   <li>creates are written as they are decided, parents first;
 *   <li>updates and deletes wait until all are decided and the guard has seen their counts, then
 *       updates are written parents first and deletes children first; updates wait for nothing
 *       where the guard lets pass whatever they come to, see {@link EarlyUpdates};
 *   <li>what is not settled (stale, waiting for another write, a reference still to be filled) is
 *       looked at again, round after round, as long as rounds make progress;
 *   <li>what is left over becomes the due set.
 * </ol>
 *
 * <p>A plan is the same with nothing applied: what it would link is kept in a scratch store, so
 * that children see their parents' links.
 */
public final class Run {
  private final RunState run;
  private final ApplyPhase apply;
  private final DecidePhase decide;

  public Run(
      Sync sync,
      Ends ends,
      LinkView links,
      RunOptions options,
      LongSupplier clock,
      Path temp,
      Progress progress,
      Consumer<PlanItem> sink,
      Batching batching) {
    this.run = new RunState(sync, ends, links, options, clock, temp, progress, sink, batching);
    this.apply = new ApplyPhase(run);
    this.decide = new DecidePhase(run, apply);
  }

  public Tally tally() {
    return run.tally;
  }

  public List<String> halted() {
    return run.halted;
  }

  /** What is due after it. */
  public List<Due> due() {
    return run.leftovers.all();
  }

  /**
   * Takes the sync in both systems and settles what an earlier run left open.
   *
   * @return what was open and is done
   */
  public Recovered begin(long runId) {
    run.id = runId;
    for (Side side : Side.values()) {
      if (run.sync.writes(side)) {
        run.ends.on(side).install();
        run.tokens.put(
            side, run.ends.on(side).claim(run.sync.id(), run.store.id(), run.options.takeOver()));
      }
    }
    Map<Integer, Task> byId = new HashMap<>();
    Map<Integer, Rebase> rebases = new HashMap<>();
    for (TaskRun t : run.tasks.values()) {
      byId.put(t.task.id(), t.task);
      rebases.put(t.task.id(), t.rebase);
    }
    announceOpen();
    LaterNotes.notice(run.ends, run.store, run.sync.id());
    Recovered recovered =
        new Recovery(run.ends, run.store, run.clock).recover(run.sync.id(), byId, rebases);
    if (!run.options.provisional()) {
      run.capture.install();
    }
    return recovered;
  }

  /**
   * What was meant to be written is looked at again, whoever meant it, also if it never happened:
   * what was kept in view of it, like the pins of an undo, is then found to hold for nothing.
   */
  private void announceOpen() {
    for (JournalBatch batch : run.store.openBatches(run.sync.id())) {
      if (run.tasks.containsKey(batch.task())) {
        for (Side side : Side.values()) {
          List<Key> keys =
              batch.entries().stream()
                  .filter(e -> side == Side.SOURCE || e.source() == null)
                  .map(e -> side == Side.SOURCE ? e.source() : e.target())
                  .filter(Objects::nonNull)
                  .toList();
          if (!keys.isEmpty()) {
            run.leftovers.announce(
                batch.task(),
                side,
                keys,
                "a write of it was cut off; the next run looks what became of it");
          }
        }
      }
    }
  }

  /**
   * Goes on where a run of this process, which nobody has taken the sync from since, ended well.
   */
  public void resume(long runId, Map<Side, Long> tokens) {
    run.id = runId;
    run.tokens.putAll(tokens);
  }

  /** The tokens by which both systems let this process write. */
  public Map<Side, Long> tokens() {
    return Map.copyOf(run.tokens);
  }

  /** Prepares the tasks. */
  public void prepare() {
    for (Task task : run.sync.tasks()) {
      Rebase rebase = rebase(task);
      Task decided = run.options.sends() == Sends.NOTHING ? task.writingNothing() : task;
      Decider decider =
          new Decider(
              decided,
              run.ends,
              run.links,
              run.parents,
              new Planner(
                  decided,
                  rebase,
                  run.store.fingerprinter(),
                  BySide.of(side -> run.ends.on(side).limits(task.shape(side)))),
              side -> run.sync.creates(task, side),
              work -> run.leftovers.addStale(task.id(), work),
              (side, deleted) -> new StillNeeded(run, side).of(task, deleted),
              (side, rows) -> withoutNamesakes(task, side, rows));
      if (run.options.sendsAnew(task)) {
        decider.anew();
      }
      run.tasks.put(
          task.id(),
          new TaskRun(
              task, rebase, decider, new Flips(run.store, task, run.clock.getAsLong()), run.links));
    }
  }

  /** The keys of rows that no other row of either side can be taken for. */
  private Set<Key> withoutNamesakes(Task task, Side side, List<Row> rows) {
    return run.matches(task)
        ? new Namesakes(task, run.ends, run.store, run.parentLookup(task)).alone(side, rows)
        : Decider.byKey(rows).keySet();
  }

  private Rebase rebase(Task task) {
    try (StateStore.Change change = run.store.begin()) {
      int layout = change.layout(task.layout());
      change.commit();
      return new Rebase(layout, task.meanings(), run.store::layout);
    }
  }

  /** Does it all. */
  public void perform() {
    try {
      if (run.links.planning()) {
        foresee();
      }
      learn();
      run.capture.look();
      survey();
      if (run.stopped()) {
        guarded();
      } else if (run.options.linkOnly()) {
        run.chosen().forEach(decide::linkOnly);
      } else {
        decide.decideAll();
        if (run.links.planning()) {
          guardCreates();
        }
        apply.applyWaiting();
        if (!run.links.planning() && !run.stopped()) {
          new Rounds(run, decide, apply).settle();
        }
      }
    } finally {
      run.links.close();
      if (run.notes != null) {
        run.notes.close();
      }
      for (TaskRun t : run.tasks.values()) {
        if (t.survey != null) {
          t.survey.close();
        }
      }
    }
  }

  /** A plan begins with what the next run settles first. */
  private void foresee() {
    run.cutOff = CutOff.of(run.sync.id(), run.store, run.ends);
    run.guard.settles(run.cutOff);
    for (TaskRun t : run.chosen()) {
      run.tally.task(t.task.id()).inDoubt = run.cutOff.inDoubt(t.task.id());
    }
  }

  /**
   * A store that was put back from an older copy learns what both systems noted since. A plan only
   * learns what belongs together.
   */
  private void learn() {
    OptionalLong since =
        run.links.planning()
            ? LaterNotes.since(run.ends, run.store, run.sync.id())
            : run.store.notesSince(run.sync.id());
    if (since.isPresent()) {
      LaterNotes notes =
          LaterNotes.read(run.ends, run.store, run.sync.id(), since.getAsLong(), run.temp);
      run.notes = notes;
      run.tasks.values().forEach(t -> t.decider.doubt());
      if (!run.links.planning() && run.store.hasOldBases(run.sync.id())) {
        run.tasks.values().forEach(t -> notes.advance(t.task, t.rebase));
        // Once only: what is agreed on from now on may be newer than the notes tell.
        try (StateStore.Change change = run.store.begin()) {
          change.basesLearnt(run.sync.id());
          change.commit();
        }
      }
    }
  }

  /** Surveys the tasks, parents first; each one's links are there before its children's survey. */
  private void survey() {
    SurveyPhase phase = new SurveyPhase(run);
    boolean judged = run.options.approve();
    for (TaskRun t : run.chosen()) {
      phase.survey(t);
      Survey survey = Objects.requireNonNull(t.survey);
      if (run.links.planning()) {
        run.halted.addAll(run.guard.emptied(survey, t.links));
        run.halted.addAll(run.guard.doubled(t.task, t.doubles));
      } else if (!judged
          && !run.stopped()
          && (t.doubles > 0 || run.guard.mayStop(survey, t.links))) {
        judged = true;
        judge();
        if (run.stopped()) {
          return;
        }
      }
      if (!run.stopped()) {
        phase.keep(t);
      }
    }
  }

  /**
   * What was surveyed may be too much, so a plan is made of it all before anything is written: only
   * that knows how much it is, for the records that it would link count as linked, and those that
   * it would hold are not created.
   */
  private void judge() {
    try (StateStore scratch = LinkView.temporary(run.temp)) {
      Run plan =
          new Run(
              run.sync,
              run.ends,
              new LinkView(run.store, scratch),
              run.options.approved(),
              run.clock,
              run.temp,
              run.progress,
              item -> {},
              run.batching);
      plan.prepare();
      plan.perform();
      run.halted.addAll(plan.halted());
      if (run.stopped()) {
        run.tally.surveyed(plan.tally());
      }
    }
  }

  private void guardCreates() {
    for (TaskRun t : run.chosen()) {
      Tally.Writes planned = run.tally.task(t.task.id()).planned;
      run.halted.addAll(
          run.guard.creates(
              Objects.requireNonNull(t.survey),
              t.links,
              BySide.of(planned::creates),
              BySide.of(side -> run.leftovers.retries().creates(t.task.id(), side))));
    }
  }

  /**
   * Applies a saved plan: what it says and nothing else. What the guard said when it was made stops
   * it, for that was not approved by looking at it.
   */
  public void perform(Path planFile) {
    Reviewed plan = new Reviewed(run, planFile);
    Tally planned = plan.count(planFile);
    run.halted.addAll(PlanFile.guarded(planFile));
    if (PlanFile.header(planFile).comparison().isPresent()) {
      run.promoted.addAll(plan.tasks());
    }
    boolean listed = !run.halted.isEmpty();
    for (TaskRun t : run.tasks.values()) {
      t.links = run.store.countLinks(t.task.id());
      run.tally.task(t.task.id()).links = t.links;
      Tally.OfTask counts = planned.task(t.task.id());
      run.tally.reviewed(t.task.id(), counts);
      // What is too much together with what was written since the plan was made.
      Tally.Writes fresh = plan.fresh().task(t.task.id()).planned;
      for (Side side : listed ? new Side[0] : Side.values()) {
        run.halted.addAll(
            run.guard.writes(
                t.task,
                side,
                fresh.overwrites(side),
                fresh.deletes(side),
                t.links + counts.matched));
      }
    }
    if (run.stopped()) {
      return;
    }
    // What belongs together is kept first: whether a write still fits is judged by it.
    plan.each(planFile, Reviewed::keeps, decide::waiting, run.leftovers::add, this::rememberAll);
    plan.each(
        planFile,
        line -> !Reviewed.keeps(line),
        decide::waiting,
        run.leftovers::add,
        () -> run.tasks.values().forEach(apply::flushCreates));
    decide.only(plan);
    apply.writeWaiting();
    new Rounds(run, decide, apply).settle();
  }

  /** Takes a run back, as far as nothing changed since. */
  public void undo(long undone) {
    new UndoPhase(run, apply, undone).perform();
  }

  /** The same up to the plan, and nothing is written; returns what it leaves alone. */
  public List<LeftAlone> planUndo(long undone) {
    return new UndoPhase(run, apply, undone).plan();
  }

  /** What an undo left alone. */
  public List<LeftAlone> left() {
    return run.leftAlone;
  }

  private void rememberAll() {
    run.tasks.values().forEach(decide::remember);
  }

  /** The guard stopped the run before anything was written. */
  private void guarded() {
    for (TaskRun t : run.chosen()) {
      if (t.survey != null) {
        t.survey.held().forEach(h -> run.leftovers.add(h));
      }
      run.leftovers.stand(t.task);
    }
  }

  /**
   * Makes the leftovers the due set.
   *
   * @param surveyed whether both sides were compared, not a saved plan applied
   * @param stopped whether it ended early; what was due before then stays due, as it does when the
   *     guard stopped it or it only linked
   */
  public void finish(StateStore.Change change, boolean surveyed, boolean stopped) {
    boolean looked = surveyed && !stopped && !run.options.linkOnly() && !run.stopped();
    for (TaskRun t : run.chosen()) {
      boolean all = looked && run.options.whole() && !run.capture.some(t.task);
      List<Work> some = looked ? t.looked : List.of();
      if (run.options.sendsAnew(t.task)) {
        new SentAnew(run, t.task).finish(change);
      }
      run.leftovers.keep(change, t.task, all || run.promoted.contains(t.task.id()), some);
      if (run.options.sends() != Sends.NOTHING) { // what was just pinned was not met yet
        dropLapsed(change, t, all, some);
      }
    }
    if (looked && run.options.whole() && run.notes != null) {
      change.learnt(run.sync.id());
    }
    // What is marked of rows that left is for the next run.
    boolean everything = run.options.sends() != Sends.EVERYTHING;
    run.capture.keep(change, looked && run.options.whole() && everything);
  }

  /**
   * Drops pins that hold no longer. One of a record without a link, whose key was looked at, was
   * found to hold if the record is still there, for it was decided then, unless it is held.
   */
  private void dropLapsed(StateStore.Change change, TaskRun t, boolean all, List<Work> some) {
    int task = t.task.id();
    Predicate<Key> linked =
        source -> !run.store.links(task, Side.SOURCE, List.of(source)).isEmpty();
    Predicate<Parents.Ref> decided =
        pinned ->
            some.stream().anyMatch(w -> pinned.key().equals(w.key(pinned.side())))
                && !(pinned.side() == Side.SOURCE && linked.test(pinned.key()));
    t.decider
        .choices()
        .lapsed(
            run.store.decisions(task),
            linked,
            pinned -> (all || decided.test(pinned)) && !run.leftovers.has(pinned))
        .forEach(change::removeDecision);
  }

  /**
   * Forgets the marks that are dealt with; after the change that {@link #finish} made is durable.
   */
  public void forget() {
    if (!run.options.provisional()) {
      run.capture.forget();
    }
  }
}
