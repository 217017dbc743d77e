package dev.syncline.engine.run;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.plan.Awaited;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.core.plan.PlanItem.Create;
import dev.syncline.core.plan.PlanItem.Delete;
import dev.syncline.core.plan.PlanItem.Operation;
import dev.syncline.core.plan.PlanItem.Update;
import dev.syncline.engine.apply.Applied;
import dev.syncline.engine.decide.Work;
import dev.syncline.engine.relations.ClosedCircles;
import dev.syncline.engine.relations.Parents;
import dev.syncline.engine.relations.Referring;
import dev.syncline.engine.store.Due;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Records that wait for each other in a circle: new ones, through references that are never null;
 * and ones that go, each of which another still refers to. No order does, so that each circle is
 * written as one. What only hangs on a circle is left to the next round.
 */
final class Circles {
  /** Records that are written as one. */
  static final int MOST = 200;

  private final RunState run;
  private final DecidePhase decide;
  private final ApplyPhase apply;

  /**
   * By a record to be created on the other side, those that have to be there before or with it; by
   * one to be deleted, those that have to be gone before or with it. No record is both.
   */
  private final Map<Parents.Ref, Set<Parents.Ref>> waits = new LinkedHashMap<>();

  /** What each of them waits to have done. */
  private final Map<Parents.Ref, Operation> operations = new LinkedHashMap<>();

  private final Referring<Parents.Ref> going = new Referring<>();

  private final Map<TaskRun, List<Work>> hanging = new LinkedHashMap<>();

  Circles(RunState run, DecidePhase decide, ApplyPhase apply) {
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
      operations.put(ref(create), create);
    }
  }

  /** Takes note of a delete that was refused. */
  void add(TaskRun t, Delete delete) {
    going.add(
        ref(delete),
        delete.side(),
        t.task.schema(delete.side()),
        Objects.requireNonNull(delete.before()));
    operations.put(ref(delete), delete);
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

  private static Parents.Ref ref(Delete delete) {
    return new Parents.Ref(
        delete.task(), delete.side(), Objects.requireNonNull(delete.key(delete.side())));
  }

  /** Writes the circles; returns how many records were written. */
  long untie() {
    waits.putAll(going.toEach());
    List<List<Parents.Ref>> circles = ClosedCircles.of(waits);
    Map<Kind, List<List<Parents.Ref>>> kinds = new LinkedHashMap<>();
    for (List<Parents.Ref> circle : circles) {
      if (circle.size() > MOST) {
        tooLarge(circle);
      } else {
        kinds
            .computeIfAbsent(Kind.of(operation(circle.getFirst())), k -> new ArrayList<>())
            .add(circle);
      }
    }
    long done = 0;
    for (List<List<Parents.Ref>> some : kinds.values()) {
      done += inBatches(some);
    }
    if (done > 0) {
      circles.forEach(operations.keySet()::removeAll);
      operations.keySet().forEach(r -> run.task(r.task()).again.add(work(r)));
      hanging.forEach((t, work) -> work.forEach(t.again::add));
    }
    return done;
  }

  /** What goes into one batch. */
  private record Kind(Side side, Class<?> what) {
    static Kind of(Operation op) {
      return new Kind(op.side(), op.getClass());
    }
  }

  private Operation operation(Parents.Ref ref) {
    return Objects.requireNonNull(operations.get(ref));
  }

  private Work work(Parents.Ref ref) {
    long seen = operation(ref) instanceof Create c ? c.seen().on(ref.side()) : 0;
    return Work.alone(ref.side(), ref.key(), seen);
  }

  private void tooLarge(List<Parents.Ref> circle) {
    boolean isNew = operation(circle.getFirst()) instanceof Create;
    String message =
        "refers in a circle to "
            + (circle.size() - 1)
            + (isNew ? " records that are new too; at most " : " records that go too; at most ")
            + MOST
            + (isNew ? " are created together." : " are deleted together.")
            + " Let one of the references be null for a while.";
    circle.forEach(r -> run.leftovers.add(operation(r), Due.Reason.BLOCKED, message));
  }

  private long inBatches(List<List<Parents.Ref>> circles) {
    long done = 0;
    List<List<Parents.Ref>> some = new ArrayList<>();
    int records = 0;
    for (List<Parents.Ref> circle : circles) {
      if (records + circle.size() > MOST) {
        done += write(some);
        some = new ArrayList<>();
        records = 0;
      }
      some.add(circle);
      records += circle.size();
    }
    return done + write(some);
  }

  /** Several circles as one, and in halves when one of them is refused. */
  private long write(List<List<Parents.Ref>> circles) {
    List<Operation> decided = decided(circles);
    if (decided.isEmpty()) {
      return 0;
    }
    List<Applied> results = apply.asOne(decided);
    boolean refused =
        results.stream()
            .anyMatch(
                r -> r.result() == Applied.Result.REJECTED || r.result() == Applied.Result.BLOCKED);
    if (refused && circles.size() > 1) {
      int half = circles.size() / 2;
      return write(circles.subList(0, half)) + write(circles.subList(half, circles.size()));
    }
    // What is refused now says why; what is done has nothing left of its first refusal.
    decided.forEach(op -> run.leftovers.remove(op.task(), op.source(), op.target()));
    return apply.take(results);
  }

  /** Decided once more, so that no more of the operations was held than is written now. */
  private List<Operation> decided(List<List<Parents.Ref>> circles) {
    Map<TaskRun, Set<Parents.Ref>> members = new LinkedHashMap<>();
    for (List<Parents.Ref> circle : circles) {
      circle.forEach(
          r -> members.computeIfAbsent(run.task(r.task()), t -> new LinkedHashSet<>()).add(r));
    }
    List<Operation> all = new ArrayList<>();
    members.forEach(
        (t, refs) ->
            decide.inBatches(
                refs.stream().map(this::work).toList(),
                t,
                item -> {
                  PlanItem allowed = decide.allowed(item);
                  if (allowed instanceof Create c && isStill(refs, ref(c), c)) {
                    all.add(c);
                  } else if (allowed instanceof Delete d && isStill(refs, ref(d), d)) {
                    PlanItem whole = t.decider.whole(d);
                    if (whole != null) {
                      all.add((Operation) whole);
                    }
                  }
                }));
    return all;
  }

  private boolean isStill(Set<Parents.Ref> refs, Parents.Ref ref, Operation now) {
    return refs.contains(ref) && Kind.of(operation(ref)).equals(Kind.of(now));
  }
}
