package dev.syncline.engine.run;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.apply.Pipeline;
import dev.syncline.engine.decide.AloneInOrder;
import dev.syncline.engine.decide.AloneRows;
import dev.syncline.engine.decide.Work;
import dev.syncline.engine.relations.Parents;
import dev.syncline.engine.run.RunOptions.Sends;
import dev.syncline.engine.sort.KeySorter;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.survey.KeptRows;
import dev.syncline.engine.survey.Survey;
import dev.syncline.engine.sync.Stopped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The second phase: has every record that is to be looked at decided, lets creates stream to the
 * applier, keeps what needs no write, and lets updates and deletes wait for the guard.
 */
final class DecidePhase {
  private final RunState run;
  private final ApplyPhase apply;

  private final Followers followers;

  /** Whether everything was decided once, and what comes now belongs to the rounds. */
  private boolean again;

  /** Whether updates are written while others are decided. */
  private boolean early;

  /** When a saved plan is applied: what it allows. */
  private @Nullable Reviewed reviewed;

  DecidePhase(RunState run, ApplyPhase apply) {
    this.run = run;
    this.apply = apply;
    this.followers = new Followers(run);
  }

  /** From now on only what a saved plan shows is let through. */
  void only(Reviewed plan) {
    reviewed = plan;
  }

  void decideAll() {
    early = apply.mayWriteEarly();
    run.chosen().forEach(this::decide);
    run.chosen().forEach(this::followers);
    again = true;
  }

  private void decide(TaskRun t) {
    Survey survey = Objects.requireNonNull(t.survey);
    Limiter limiter = new Limiter(run.options, run.capture.some(t.task), t.looked);
    for (Side holder : Side.values()) {
      alone(t, survey, holder, limiter);
    }
    linked(t, survey, limiter);
    if (!run.links.planning()) {
      // Who comes back has a key before children are created that refer to it.
      apply.flushCreates(t);
    }
  }

  /** Pairs that were just matched and differ, and linked records that changed or follow others. */
  private void linked(TaskRun t, Survey survey, Limiter limiter) {
    if (early && survey.linked() + survey.pairs() > run.batching.writes()) {
      writingEarly(t, survey, limiter);
    } else {
      eachLinked(t, survey, limiter);
    }
    followers(t);
  }

  private void writingEarly(TaskRun t, Survey survey, Limiter limiter) {
    run.progress.begin(t.task.name(), "updating both sides", survey.linked() + survey.pairs());
    try (EarlyUpdates updates = new EarlyUpdates(run, apply, t)) {
      t.early = updates;
      try {
        eachLinked(t, survey, limiter);
        updates.finish();
      } catch (Stopped e) {
        updates.drain();
        throw e;
      } finally {
        t.early = null;
      }
    }
    run.progress.end();
  }

  private void eachLinked(TaskRun t, Survey survey, Limiter limiter) {
    Map<Key, Link> following = t.following;
    try (WorkBatches work = batches(t, survey.kept(), this::waiting)) {
      survey.eachPair(
          (source, target) -> {
            following.remove(source);
            limiter.pass(Work.of(source, target), work::add);
          });
      work.flush();
      for (Survey.Moved moved : survey.moved()) {
        following.remove(moved.before().source());
        limiter.pass(Work.of(SurveyPhase.moved(moved)), work::add);
      }
      survey.eachLinked(
          source -> {
            following.remove(source);
            limiter.pass(Work.of(source, null), work::add);
          });
      work.flush();
    }
  }

  /** Linked records of which nothing changed, but that they refer to one which comes back. */
  private void followers(TaskRun t) {
    List<Work> some = new ArrayList<>();
    for (Link link : t.following.values()) {
      t.looked.add(Work.of(link));
      if (t.writes(Work.of(link))) {
        t.again.add(Work.of(link)); // it has to be written first
      } else {
        some.add(Work.of(link));
      }
    }
    t.following.clear();
    inBatches(some, t, this::waiting);
  }

  /** A linked record refers to one that comes back under another key. */
  private void follows(TaskRun t, Link link) {
    if (again) {
      t.looked.add(Work.of(link));
      t.again.add(Work.of(link));
    } else {
      t.following.put(link.source(), link);
    }
  }

  /** Records that only {@code holder} has: created on the other side, or else listed. */
  private void alone(TaskRun t, Survey survey, Side holder, Limiter limiter) {
    long total = survey.alone(holder);
    if (total == 0) {
      return;
    }
    boolean creates = run.sync.creates(t.task, holder.other());
    Map<Work, Row> batch = new LinkedHashMap<>();
    run.progress.begin(
        t.task.name(),
        !creates
            ? "listing what only one side has"
            : (run.links.planning() ? "deciding creates in " : "creating in ")
                + run.ends.name(holder.other()),
        total);
    try (KeySorter.Cursor keys = aloneKeys(t, survey, holder);
        Pipeline pipeline = apply.creating(t, holder.other())) {
      t.pipeline = run.links.planning() ? null : pipeline;
      try {
        new AloneRows(t.task, holder, run.ends.on(holder), run.batching.creates())
            .each(
                keys,
                t.task.order().isEmpty() && total > survey.rows(holder) / 5,
                (key, row, unique) ->
                    limiter.pass(
                        Work.alone(holder, key, 0),
                        work -> {
                          if (t.decider.isStill(holder, row, unique)) {
                            batch.put(work, row);
                          }
                        }),
                () -> alone(t, holder, batch));
        alone(t, holder, batch);
        apply.flushCreates(t);
      } catch (Stopped e) {
        pipeline.drain();
        throw e;
      } finally {
        t.pipeline = null;
      }
      pipeline.drain();
      apply.tellWritten();
    }
    run.progress.end();
  }

  private KeySorter.Cursor aloneKeys(TaskRun t, Survey survey, Side holder) {
    KeySorter.Cursor keys = survey.aloneKeys(holder);
    Optional<Task.Order> order = t.task.order();
    if (order.isEmpty() || !run.sync.creates(t.task, holder.other())) {
      return keys;
    }
    try (keys) {
      return AloneInOrder.of(t.task, holder, order.get(), run.ends.on(holder), keys, run.temp);
    }
  }

  /** Decides records without a counterpart whose rows are read, and empties their batch. */
  private void alone(TaskRun t, Side holder, Map<Work, Row> batch) {
    List<Work> work = List.copyOf(batch.keySet());
    Map<Key, Row> rows = HashMap.newHashMap(batch.size());
    batch.forEach((w, row) -> rows.put(w.key(), row));
    batch.clear();
    t.decider.decide(
        work, BySide.of(side -> side == holder ? rows : Map.of()), item -> creating(t, item));
    if (run.options.sends() == Sends.NOTHING) {
      remember(t);
    }
  }

  /** Creates stream to the applier as they are decided; anything else waits like the rest. */
  private void creating(TaskRun t, PlanItem item) {
    waiting(item);
    if (t.creates(Side.SOURCE).size() + t.creates(Side.TARGET).size() >= run.batching.creates()) {
      apply.flushCreates(t);
    }
  }

  /** What of a line may happen: all of it, or when a saved plan is applied what that shows. */
  @Nullable PlanItem allowed(PlanItem decided) {
    return reviewed == null ? decided : reviewed.only(decided);
  }

  /** Takes a line of the plan: remembers what needs no write, and lets writes wait. */
  void waiting(PlanItem decided) {
    TaskRun t = run.task(decided.task());
    if (run.options.sends() == Sends.NOTHING && isAdded(decided)) {
      t.remember.add(decided);
      Side side = decided.source() != null ? Side.SOURCE : Side.TARGET;
      run.item(new PlanItem.Alone(t.task.id(), side, Objects.requireNonNull(decided.key(side))));
      return;
    }
    PlanItem item = allowed(decided);
    if (item == null) {
      if (decided instanceof PlanItem.Operation op) {
        run.leftovers.add(op, Due.Reason.WAITING, "the plan did not show it; plan again");
      }
      return;
    }
    if (item instanceof PlanItem.Operation op && rests(t, op)) {
      return;
    }
    switch (item) {
      case PlanItem.Create c -> {
        t.creates(c.side()).add(c);
        followers.of(c);
      }
      case PlanItem.Restore r -> throw new IllegalStateException("only an undo plans " + r);
      case PlanItem.Update u -> {
        PlanItem.Held flips = t.flips.held(u).orElse(null);
        if (flips != null) {
          run.leftovers.add(flips);
          run.item(flips);
          return;
        }
        String refused = t.refusedKeys.why(u);
        if (refused != null) {
          item = t.refusedKeys.without(u);
          run.leftovers.add(u, Due.Reason.REJECTED, refused);
        }
        PlanItem.Update update = (PlanItem.Update) item;
        if (t.early == null || !t.early.take(update)) {
          t.updates(u.side()).add(update);
        }
      }
      case PlanItem.Delete d -> {
        PlanItem whole = d.before() != null ? d : t.decider.whole(d);
        if (whole == null) {
          // It went or changed while it was decided; the next look sees what it is by now.
          t.again.add(Work.of(d.source(), d.target()));
          return;
        }
        t.deletes(d.side()).add((PlanItem.Delete) whole);
        run.item(whole);
        return;
      }
      case PlanItem.Match m -> t.remember.add(m);
      case PlanItem.Advance a -> t.remember.add(a);
      case PlanItem.SetAside a -> t.remember.add(a);
      case PlanItem.Unlink u -> t.remember.add(u);
      case PlanItem.Held h -> {
        run.leftovers.add(h);
        if (isDoubtful(h)) {
          t.remember.add(h);
        }
      }
      case PlanItem.Drift d -> {}
      case PlanItem.Unsent u -> {}
      case PlanItem.Alone a -> {}
    }
    run.item(item);
  }

  /**
   * Leaves alone what a system refused again and again, of a task that goes one way, until its time
   * has come or a side changes. It stays due.
   */
  private boolean rests(TaskRun t, PlanItem.Operation op) {
    Due due = t.task.policies().direction() == Direction.TWO_WAY ? null : run.resting(op);
    if (due == null) {
      return false;
    }
    run.leftovers.stand(due);
    if (op instanceof PlanItem.Create c) {
      run.parents.hold(new Parents.Ref(t.task.id(), c.side().other(), c.origin()));
    }
    run.item(
        new PlanItem.Held(
            t.task.id(),
            due.side(),
            op.source(),
            op.target(),
            PlanItem.Reason.REJECTED,
            List.of(),
            due.message(),
            op.seen()));
    return true;
  }

  /** Whether a line is about a record without a counterpart, to be created or refused that. */
  private static boolean isAdded(PlanItem line) {
    return line instanceof PlanItem.Create c && c.replaces() == null
        || line instanceof PlanItem.Held h
            && (h.source() == null) != (h.target() == null)
            && h.seen().both() != 0;
  }

  /**
   * While a store that was put back learns what is noted, what differs in a record that was linked
   * anew waits for a person, in later runs, too.
   */
  private boolean isDoubtful(PlanItem.Held held) {
    return run.notes != null
        && !run.links.planning()
        && held.reason() == PlanItem.Reason.CONFLICT
        && held.source() != null
        && held.target() != null;
  }

  /** Keeps what the last lines mean for links and bases where nothing is written. */
  void remember(TaskRun t) {
    if (!t.remember.isEmpty()) {
      new Remembering(run, t).keep(t.remember);
      t.remember.clear();
    }
  }

  void linkOnly(TaskRun t) {
    Survey survey = Objects.requireNonNull(t.survey);
    List<Work> pairs = new ArrayList<>();
    survey.eachPair((s, target) -> pairs.add(Work.of(s, target)));
    inBatches(
        pairs,
        t,
        item -> {
          if (item instanceof PlanItem.Match || item instanceof PlanItem.Advance) {
            t.remember.add(item);
            run.item(item);
          } else if (item instanceof PlanItem.Operation op) {
            run.leftovers.add(op, Due.Reason.WAITING, "differs; only linked so far");
          }
        });
  }

  void inBatches(List<Work> work, TaskRun t, Consumer<PlanItem> take) {
    t.decider.choices().read(run.store.decisions(t.task.id()));
    try (WorkBatches batches = batches(t, BySide.of(side -> new KeptRows()), take)) {
      work.forEach(batches::add);
      batches.flush();
    }
  }

  private WorkBatches batches(TaskRun t, BySide<KeptRows> kept, Consumer<PlanItem> take) {
    return new WorkBatches(
        run,
        t,
        kept,
        (work, rows) -> {
          t.decider.decide(work, rows, take);
          remember(t);
          followers.find(t.task, this::follows);
          if (t.early != null) {
            t.early.send();
          }
        });
  }
}
