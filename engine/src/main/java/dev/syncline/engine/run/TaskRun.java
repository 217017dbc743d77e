package dev.syncline.engine.run;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.core.plan.Rebase;
import dev.syncline.engine.apply.Pipeline;
import dev.syncline.engine.decide.Decider;
import dev.syncline.engine.decide.Flips;
import dev.syncline.engine.decide.RefusedKeys;
import dev.syncline.engine.decide.Work;
import dev.syncline.engine.relations.LinkView;
import dev.syncline.engine.survey.Survey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a run holds of one task while it works on it. */
public final class TaskRun {
  public final Task task;
  public final Rebase rebase;
  final Decider decider;
  final Flips flips;
  final RefusedKeys refusedKeys;

  /** How many links there were when the run began with it. */
  long links;

  /** How many records of both sides, which belong together, it would create again on the other. */
  long doubles;

  @Nullable Survey survey;

  /** Where creates go while they are streamed. */
  @Nullable Pipeline pipeline;

  /** Where updates go while they are written early. */
  @Nullable EarlyUpdates early;

  /** Source keys of the records that were. */
  final Set<Key> updatedEarly = new HashSet<>();

  /** Records that a run of only some was to look at; what was due of them before is settled. */
  final List<Work> looked = new ArrayList<>();

  /** Lines that need no write, about to be kept. */
  final List<PlanItem> remember = new ArrayList<>();

  /** Records to look at once more in this run. */
  final Revisits again;

  /** Links of records that follow one which comes back under another key, by source key. */
  final Map<Key, Link> following = new LinkedHashMap<>();

  private final BySide<List<PlanItem.Create>> creates = BySide.of(side -> new ArrayList<>());
  private final BySide<List<PlanItem.Update>> updates = BySide.of(side -> new ArrayList<>());
  private final BySide<List<PlanItem.Delete>> deletes = BySide.of(side -> new ArrayList<>());

  TaskRun(Task task, Rebase rebase, Decider decider, Flips flips, LinkView links) {
    this.task = task;
    this.rebase = rebase;
    this.decider = decider;
    this.flips = flips;
    this.refusedKeys = new RefusedKeys(task);
    this.again = new Revisits(task.id(), links);
  }

  /** Whether a record is updated or deleted by what waits, or was updated early. */
  boolean writes(Work record) {
    return record.source() != null && updatedEarly.contains(record.source())
        || Arrays.stream(Side.values())
            .flatMap(side -> Stream.concat(updates(side).stream(), deletes(side).stream()))
            .anyMatch(
                op ->
                    Objects.equals(op.source(), record.source())
                        && Objects.equals(op.target(), record.target()));
  }

  /** Creates that are decided and not sent yet. */
  List<PlanItem.Create> creates(Side side) {
    return creates.on(side);
  }

  /** Updates that wait until the guard has seen how many there are. */
  List<PlanItem.Update> updates(Side side) {
    return updates.on(side);
  }

  /** Deletes that wait until the guard has seen how many there are. */
  List<PlanItem.Delete> deletes(Side side) {
    return deletes.on(side);
  }
}
