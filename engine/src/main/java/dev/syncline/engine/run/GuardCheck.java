package dev.syncline.engine.run;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.plan.Guard;
import dev.syncline.engine.store.Decision;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.survey.Survey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** Speaks before the damage: compares what is about to be written with what the guard allows. */
final class GuardCheck {
  private static final long WINDOW_MILLIS = 60L * 60 * 1000;
  private static final String LATELY = "in the last hour";

  private final Guard guard;
  private final BiPredicate<Task, Side> creates;
  private final Predicate<Task> matches;
  private final Function<Side, String> names;
  private final StateStore store;
  private final LongSupplier clock;
  private CutOff cutOff = CutOff.NOTHING;

  /**
   * @param matches whether records of a task are matched by unique key
   * @param names sides as people know them
   */
  GuardCheck(
      Guard guard,
      BiPredicate<Task, Side> creates,
      Predicate<Task> matches,
      Function<Side, String> names,
      StateStore store,
      LongSupplier clock) {
    this.guard = guard;
    this.creates = creates;
    this.matches = matches;
    this.names = names;
    this.store = store;
    this.clock = clock;
  }

  /** From now on what is settled first counts as if it were. */
  void settles(CutOff first) {
    cutOff = first;
  }

  /**
   * Whether what a survey found may be too much. It knows no better than that a record without a
   * counterpart may be created; how many are, a plan tells.
   */
  boolean mayStop(Survey survey, long links) {
    return !emptied(survey, links).isEmpty()
        || Arrays.stream(Side.values())
            .anyMatch(
                side ->
                    isTooMuch(
                        survey,
                        side,
                        survey.alone(side.other()) - pinned(survey.task(), side.other()),
                        links));
  }

  /** The sides of a task that hold nothing any more. */
  List<String> emptied(Survey survey, long links) {
    Task task = survey.task();
    return Arrays.stream(Side.values())
        .filter(side -> survey.emptied(side) && links > 1)
        .map(
            side ->
                task.name()
                    + ": "
                    + task.schema(side).name()
                    + " in "
                    + names.apply(side)
                    + " is empty, but "
                    + number(links)
                    + " of its records are linked. If it was emptied on"
                    + " purpose, approve the deletes with: run --approve")
        .toList();
  }

  /**
   * What is wrong with the creates of a task, as a plan counted them.
   *
   * @param retried those among them that are only tried again
   */
  List<String> creates(Survey survey, long links, BySide<Long> planned, BySide<Long> retried) {
    Task task = survey.task();
    return Arrays.stream(Side.values())
        .filter(side -> isTooMuch(survey, side, planned.on(side) - retried.on(side), links))
        .map(
            side ->
                task.name()
                    + ": would create "
                    + sum(
                        planned.on(side) - retried.on(side),
                        created(task, side),
                        isUnfinished(task) ? "before" : LATELY)
                    + " records"
                    + (retried.on(side) == 0
                        ? ""
                        : ", besides " + number(retried.on(side)) + " that were refused before,")
                    + " in "
                    + names.apply(side)
                    + ", which holds "
                    + number(held(survey, side, links))
                    + " (guard: "
                    + guard.creates().words()
                    + "). "
                    + (matches.test(task) ? "Is the unique key right? If so" : "If that is right")
                    + ": run --approve")
        .toList();
  }

  /** What is wrong with copying without matching: it doubles what both sides hold already. */
  List<String> doubled(Task task, long records) {
    return records == 0
        ? List.of()
        : List.of(
            task.name()
                + ": first-sync: copy would double "
                + number(records)
                + (records == 1 ? " record" : " records")
                + " that both sides hold already by their unique key. Use first-sync: match,"
                + " empty one side, or confirm the duplicates with: run --approve");
  }

  private boolean isTooMuch(Survey survey, Side side, long now, long links) {
    Task task = survey.task();
    long created = created(task, side);
    // An unfinished historical sync is judged as a whole, by what there was before it began.
    long rows = held(survey, side, links) - (isUnfinished(task) ? created : 0);
    return creates.test(task, side)
        && now > 0
        && rows > 0
        && held(survey, side.other(), links) > 0
        && guard.creates().exceeded(now + created, rows);
  }

  /** What was created before and counts too. */
  private long created(Task task, Side side) {
    return isUnfinished(task)
        ? store.guardCount(task.id(), side, "creates", 0) + cutOff.count(task.id(), side, "creates")
        : recent(task, side, "creates");
  }

  private boolean isUnfinished(Task task) {
    return store.sync(task.sync()).map(s -> !s.tasks().getOrDefault(task.id(), false)).orElse(true);
  }

  /** How many records a side holds, or at least that are linked there. */
  private long held(Survey survey, Side side, long links) {
    return survey.whole(side) ? survey.rows(side) + cutOff.toCome(survey.task().id(), side) : links;
  }

  /** Whether what was surveyed may become too many updates or deletes. */
  boolean mayStopWrites(Survey survey, long links) {
    long most =
        survey.linked()
            + survey.pairs()
            + survey.moved().size()
            + survey.alone(Side.SOURCE)
            + survey.alone(Side.TARGET);
    return Arrays.stream(Side.values())
        .anyMatch(side -> !writes(survey.task(), side, most, most, links).isEmpty());
  }

  /**
   * What is wrong with the updates and deletes of a task before the first of them is written.
   *
   * @param overwrites the updates but for those that only fill empty fields
   */
  List<String> writes(Task task, Side side, long overwrites, long deletes, long links) {
    List<String> halted = new ArrayList<>();
    long allDeletes = deletes + recent(task, side, "deletes");
    if (deletes > 0 && guard.deletes().exceeded(allDeletes, links)) {
      halted.add(
          task.name()
              + ": would delete "
              + sum(deletes, allDeletes - deletes, LATELY)
              + " of "
              + number(links)
              + " linked records in "
              + names.apply(side)
              + " (guard: "
              + guard.deletes().words()
              + "). If that is right: run --approve");
    }
    long all = overwrites + recent(task, side, "overwrites");
    if (overwrites > 0 && guard.overwrites().exceeded(all, links)) {
      halted.add(
          task.name()
              + ": would overwrite "
              + sum(overwrites, all - overwrites, LATELY)
              + " of "
              + number(links)
              + " linked records in "
              + names.apply(side)
              + " (guard: "
              + guard.overwrites().words()
              + "). If that is right: run --approve");
    }
    return halted;
  }

  /** What comes now, and beside it what was done before and counts too. */
  private static String sum(long now, long before, String when) {
    return before == 0
        ? number(now)
        : number(now) + " (and did " + number(before) + " " + when + ")";
  }

  private static String number(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  /** Records of a side that an undo left without a counterpart: they are not created. */
  private long pinned(Task task, Side side) {
    return store.decisions(task.id()).stream()
        .filter(d -> d.isPin() && d.side() == side && d.field().equals(Decision.RECORD))
        .count();
  }

  private long recent(Task task, Side side, String kind) {
    return store.guardCount(task.id(), side, kind, clock.getAsLong() - WINDOW_MILLIS)
        + cutOff.count(task.id(), side, kind);
  }
}
