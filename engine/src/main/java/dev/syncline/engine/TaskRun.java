package dev.syncline.engine;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.core.plan.Planner;
import dev.syncline.core.plan.Rebase;
import dev.syncline.engine.apply.Pipeline;
import dev.syncline.engine.survey.Survey;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a run holds of one task while it works on it. */
final class TaskRun {
  final Task task;
  final Rebase rebase;
  final Planner planner;
  final Decider decider;
  final Flips flips;
  long links;
  @Nullable Survey survey;

  /** Updates and deletes that wait until the guard has seen their counts, per side. */
  final Map<Side, List<PlanItem.Update>> updates = new EnumMap<>(Side.class);

  final Map<Side, List<PlanItem.Delete>> deletes = new EnumMap<>(Side.class);

  /** Creates of a later round, per side. */
  final Map<Side, List<PlanItem.Create>> creates = new EnumMap<>(Side.class);

  /** Records without a counterpart that are read and about to be decided. */
  Map<Work, Row> alone = new LinkedHashMap<>();

  /** Where creates go while they are streamed. */
  @Nullable Pipeline pipeline;

  /** Records that a run of only some was to look at; what was due of them before is settled. */
  final List<Work> looked = new ArrayList<>();

  /** Lines that need no write, about to be kept. */
  final List<PlanItem> remember = new ArrayList<>();

  /** Records to look at once more in this run. */
  List<Work> again = new ArrayList<>();

  TaskRun(Task task, Rebase rebase, Planner planner, Decider decider, Flips flips) {
    this.task = task;
    this.rebase = rebase;
    this.planner = planner;
    this.decider = decider;
    this.flips = flips;
    for (Side side : Side.values()) {
      updates.put(side, new ArrayList<>());
      deletes.put(side, new ArrayList<>());
      creates.put(side, new ArrayList<>());
    }
  }

  List<PlanItem.Update> updates(Side side) {
    return java.util.Objects.requireNonNull(updates.get(side));
  }

  List<PlanItem.Delete> deletes(Side side) {
    return java.util.Objects.requireNonNull(deletes.get(side));
  }

  List<PlanItem.Create> creates(Side side) {
    return java.util.Objects.requireNonNull(creates.get(side));
  }
}
