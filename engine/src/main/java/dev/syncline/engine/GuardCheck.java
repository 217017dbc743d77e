package dev.syncline.engine;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.plan.Guard;
import dev.syncline.engine.store.Decision;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.survey.Survey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.LongSupplier;

/** Speaks before the damage: compares what is about to be written with what the guard allows. */
final class GuardCheck {
  private static final long WINDOW_MILLIS = 60L * 60 * 1000;

  private final Guard guard;
  private final BiPredicate<Task, Side> creates;
  private final StateStore store;
  private final LongSupplier clock;

  GuardCheck(Guard guard, BiPredicate<Task, Side> creates, StateStore store, LongSupplier clock) {
    this.guard = guard;
    this.creates = creates;
    this.store = store;
    this.clock = clock;
  }

  /** What is wrong with a survey before anything of its task is written or linked. */
  List<String> survey(Survey survey, long links) {
    Task task = survey.task();
    List<String> halted = new ArrayList<>();
    for (Side side : Side.values()) {
      if (survey.emptied(side) && links > 1) {
        halted.add(
            task.name()
                + ": the "
                + side.word()
                + " ("
                + task.schema(side).name()
                + ") is empty, but "
                + links
                + " of its records are linked. If it was emptied on"
                + " purpose, approve the deletes with: run --approve");
      }
      if (!creates.test(task, side)) {
        continue;
      }
      long now = survey.alone(side.other()) - pinned(task, side.other());
      long creates = now + recent(task, side, "creates");
      long rows = held(survey, side, links);
      if (now > 0
          && rows > 0
          && held(survey, side.other(), links) > 0
          && guard.creates().exceeded(creates, rows)) {
        halted.add(
            task.name()
                + ": would create "
                + sum(now, creates)
                + " records on the "
                + side.word()
                + ", which holds "
                + rows
                + " (guard: "
                + guard.creates().words()
                + "). Is the unique key right? If so: run --approve");
      }
    }
    return halted;
  }

  /** How many records a side holds, or at least that are linked there. */
  private static long held(Survey survey, Side side, long links) {
    return survey.whole(side) ? survey.rows(side) : links;
  }

  /** What is wrong with the updates and deletes of a task before the first of them is written. */
  List<String> writes(Task task, Side side, long updates, long deletes, long links) {
    List<String> halted = new ArrayList<>();
    long allDeletes = deletes + recent(task, side, "deletes");
    if (deletes > 0 && guard.deletes().exceeded(allDeletes, links)) {
      halted.add(
          task.name()
              + ": would delete "
              + sum(deletes, allDeletes)
              + " of "
              + links
              + " linked records on the "
              + side.word()
              + " (guard: "
              + guard.deletes().words()
              + "). If that is right: run --approve");
    }
    long allUpdates = updates + recent(task, side, "overwrites");
    if (updates > 0 && guard.overwrites().exceeded(allUpdates, links)) {
      halted.add(
          task.name()
              + ": would overwrite "
              + sum(updates, allUpdates)
              + " of "
              + links
              + " linked records on the "
              + side.word()
              + " (guard: "
              + guard.overwrites().words()
              + "). If that is right: run --approve");
    }
    return halted;
  }

  /** What comes now, and beside it what was done lately and counts too. */
  private static String sum(long now, long withRecent) {
    return now == withRecent
        ? Long.toString(now)
        : now + " (and did " + (withRecent - now) + " in the last hour)";
  }

  /** Records of a side that an undo left without a counterpart: they are not created. */
  private long pinned(Task task, Side side) {
    return store.decisions(task.id()).stream()
        .filter(d -> d.isPin() && d.side() == side && d.field().equals(Decision.RECORD))
        .count();
  }

  private long recent(Task task, Side side, String kind) {
    return store.guardCount(task.id(), side, kind, clock.getAsLong() - WINDOW_MILLIS);
  }
}
