package dev.syncline.engine;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.plan.Awaited;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.PlanItem.Create;
import dev.syncline.core.plan.PlanItem.Update;
import dev.syncline.engine.apply.Applied;
import dev.syncline.engine.apply.Applier;
import dev.syncline.engine.apply.Circle;
import dev.syncline.engine.store.Due;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * New records that wait for each other in a circle, through references that are never null: no
 * order brings them over, so that each circle is created as one. What only hangs on a circle is
 * left to the next round.
 */
final class NewCircles {
  /** Records that are written as one. */
  static final int MOST = 200;

  private final RunState run;
  private final DecidePhase decide;
  private final ApplyPhase apply;

  /** By a record to be created on the other side, those that have to be there before or with it. */
  private final Map<Parents.Ref, Set<Parents.Ref>> waits = new LinkedHashMap<>();

  /** What each of them held when it was found to have no counterpart. */
  private final Map<Parents.Ref, Long> seen = new HashMap<>();

  private final Map<TaskRun, List<Work>> hanging = new LinkedHashMap<>();

  NewCircles(RunState run, DecidePhase decide, ApplyPhase apply) {
    this.run = run;
    this.decide = decide;
    this.apply = apply;
  }

  /** Takes note of a create that could not be applied. */
  void add(TaskRun t, Create create) {
    Set<Parents.Ref> parents = new HashSet<>();
    for (Change change : create.changes()) {
      boolean canWait =
          t.task.fields().get(change.field()) instanceof RelationRule r
              && r.nullable(create.side());
      for (Object value : change.after()) {
        if (!canWait && value instanceof Awaited a) {
          parents.add(new Parents.Ref(a.task(), a.from(), a.key()));
        }
      }
    }
    if (!parents.isEmpty()) {
      waits.put(ref(create), parents);
      seen.put(ref(create), create.seen().on(create.side().other()));
    }
  }

  /** Takes note of an update that may wait for a record in a circle. */
  void add(TaskRun t, Update update) {
    if (update.changes().stream()
        .anyMatch(c -> Arrays.stream(c.after()).anyMatch(Awaited.class::isInstance))) {
      hanging
          .computeIfAbsent(t, x -> new ArrayList<>())
          .add(Work.of(update.source(), update.target()));
    }
  }

  private static Parents.Ref ref(Create create) {
    return new Parents.Ref(create.task(), create.side().other(), create.origin());
  }

  /** Creates the circles; returns how many records were written. */
  long untie() {
    List<List<Parents.Ref>> circles = ClosedCircles.of(waits);
    long done = 0;
    for (Side from : Side.values()) {
      List<List<Parents.Ref>> some = new ArrayList<>();
      int records = 0;
      for (List<Parents.Ref> circle : circles) {
        if (circle.getFirst().side() != from) {
          continue;
        }
        if (circle.size() > MOST) {
          tooLarge(circle);
          continue;
        }
        if (records + circle.size() > MOST) {
          done += create(from, some);
          some = new ArrayList<>();
          records = 0;
        }
        some.add(circle);
        records += circle.size();
      }
      done += create(from, some);
    }
    if (done > 0) {
      circles.forEach(waits.keySet()::removeAll);
      waits.keySet().forEach(r -> run.task(r.task()).again.add(work(r)));
      hanging.forEach((t, work) -> work.forEach(t.again::add));
    }
    return done;
  }

  private Work work(Parents.Ref ref) {
    return Work.alone(ref.side(), ref.key(), seen.getOrDefault(ref, 0L));
  }

  private void tooLarge(List<Parents.Ref> circle) {
    String message =
        "refers in a circle to "
            + (circle.size() - 1)
            + " records that are new too; at most "
            + MOST
            + " are created together. Let one of the references be null for a while.";
    circle.forEach(r -> run.leftovers.add(r.task(), work(r), Due.Reason.BLOCKED, message));
  }

  /** Several circles as one, and in halves when one of them is refused. */
  private long create(Side from, List<List<Parents.Ref>> circles) {
    if (circles.isEmpty()) {
      return 0;
    }
    List<Applied> results = Circle.apply(from.other(), run.store, decided(circles));
    boolean refused =
        results.stream()
            .anyMatch(
                r -> r.result() == Applied.Result.REJECTED || r.result() == Applied.Result.BLOCKED);
    if (refused && circles.size() > 1) {
      int half = circles.size() / 2;
      return create(from, circles.subList(0, half))
          + create(from, circles.subList(half, circles.size()));
    }
    return apply.take(results);
  }

  /** Decided once more, so that no more of the creates was held than is written now. */
  private Map<Applier, List<Create>> decided(List<List<Parents.Ref>> circles) {
    Map<TaskRun, Set<Parents.Ref>> members = new LinkedHashMap<>();
    for (List<Parents.Ref> circle : circles) {
      circle.forEach(
          r -> members.computeIfAbsent(run.task(r.task()), t -> new LinkedHashSet<>()).add(r));
    }
    Map<Applier, List<Create>> creates = new LinkedHashMap<>();
    members.forEach(
        (t, refs) -> {
          List<Create> mine = new ArrayList<>();
          decide.inBatches(
              refs.stream().map(this::work).toList(),
              t,
              item -> {
                if (decide.allowed(item) instanceof Create c && refs.contains(ref(c))) {
                  mine.add(c);
                }
              });
          if (!mine.isEmpty()) {
            creates.put(apply.applier(t), mine);
          }
        });
    return creates;
  }
}
