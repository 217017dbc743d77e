package dev.syncline.engine.run;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.plan.Awaited;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.plan.PlanFile;
import dev.syncline.engine.relations.Parents;
import dev.syncline.engine.survey.Survey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A saved plan while it is applied: it says what may be written, and nothing else is. A record that
 * changed on either side since it was planned is reported and left.
 */
final class Reviewed {
  private static final int BATCH = 1_000;

  private final RunState run;
  private final Set<String> operations = new HashSet<>();

  /** By record, what its references hold that may be written when those they lead to are there. */
  private final Map<Parents.Ref, Map<Integer, Long>> awaiting = new HashMap<>();

  private final Tally fresh = new Tally();
  private final Set<Integer> tasks = new HashSet<>();
  private final DoneBefore before;

  /**
   * @param file the plan, after what was left open by earlier runs was settled
   */
  Reviewed(RunState run, Path file) {
    this.run = run;
    this.before = DoneBefore.of(run, PlanFile.header(file));
  }

  /** Reads what the plan is going to do. */
  Tally count(Path file) {
    Tally planned = new Tally();
    PlanFile.items(
        file,
        run.sync,
        item -> {
          planned.plan(item);
          tasks.add(item.task());
          if (item instanceof PlanItem.Operation op) {
            operations.add(op.id());
            if (!run.leftovers.retries().has(op) && !before.wrote(op)) {
              fresh.plan(op);
            }
          }
          switch (item) {
            case PlanItem.Create c -> awaits(c, c.origin(), c.changes());
            case PlanItem.Update u ->
                awaits(u, Objects.requireNonNull(u.key(u.side().other())), u.changes());
            default -> {}
          }
        });
    return planned;
  }

  /** The tasks that it has lines of. */
  Set<Integer> tasks() {
    return tasks;
  }

  /** What is written that was not refused before, as it was counted. */
  Tally fresh() {
    return fresh;
  }

  /** Some references of an operation may be written later than the rest of it. */
  private void awaits(PlanItem.Operation op, Key origin, List<Change> changes) {
    Map<Integer, Long> references =
        changes.stream()
            .filter(x -> Arrays.stream(x.after()).anyMatch(Awaited.class::isInstance))
            .collect(Collectors.toMap(Change::field, Change::origin));
    if (!references.isEmpty()) {
      awaiting.put(new Parents.Ref(op.task(), op.side().other(), origin), references);
    }
  }

  /** Lines of which only links, bases and decisions are kept: first, for others rest on them. */
  static boolean keeps(PlanItem line) {
    return line instanceof PlanItem.Match
        || line instanceof PlanItem.Advance
        || line instanceof PlanItem.SetAside
        || line instanceof PlanItem.Unlink;
  }

  /**
   * Gives each line of a kind that still fits to {@code fits}, and any other to {@code stale}.
   *
   * @param after is called after each batch
   */
  void each(
      Path file,
      Predicate<PlanItem> kind,
      Consumer<PlanItem> fits,
      BiConsumer<PlanItem, String> stale,
      Runnable after) {
    List<PlanItem> batch = new ArrayList<>();
    PlanFile.items(
        file,
        run.sync,
        item -> {
          if (!kind.test(item)) {
            return;
          }
          if (!batch.isEmpty() && (batch.get(0).task() != item.task() || batch.size() >= BATCH)) {
            check(batch, fits, stale);
            after.run();
          }
          batch.add(item);
        });
    if (!batch.isEmpty()) {
      check(batch, fits, stale);
      after.run();
    }
  }

  private void check(
      List<PlanItem> batch, Consumer<PlanItem> fits, BiConsumer<PlanItem, String> stale) {
    TaskRun t = run.task(batch.get(0).task());
    StillFits now = new StillFits(run, t, batch);
    List<Survey.Moved> moved = now.moved(batch);
    if (!moved.isEmpty()) {
      SurveyPhase.follow(run, t, moved);
      now = new StillFits(run, t, batch);
    }
    Unmasked unmasked = new Unmasked(run, t.task, batch);
    for (PlanItem item : batch) {
      String why = now.why(item);
      PlanItem whole = why == null ? unmasked.of(item) : null;
      if (whole != null) {
        fits.accept(now.confirmed(whole));
      } else if (before.did(item, now)) {
        done(t, item);
      } else {
        run.tally.task(item.task()).stale++;
        stale.accept(item, why == null ? StillFits.CHANGED : why);
      }
    }
    batch.clear();
  }

  /** References that were to be written later than the rest of it may still be to be written. */
  private void done(TaskRun t, PlanItem line) {
    if (line instanceof PlanItem.Operation op) {
      run.tally.task(op.task()).doneBefore++;
      Key origin = op.key(op.side().other());
      if (origin != null
          && awaiting.containsKey(new Parents.Ref(op.task(), op.side().other(), origin))) {
        t.again.add(ApplyPhase.work(op));
      }
    }
  }

  /**
   * What of a line decided in a later round the plan had shown: an operation that is in it, or the
   * reference that one of its creates or updates was to write; null when it had shown nothing of
   * it.
   */
  @Nullable PlanItem only(PlanItem decided) {
    return switch (decided) {
      case PlanItem.Update u -> operations.contains(u.id()) ? u : awaited(u);
      case PlanItem.Operation op -> operations.contains(op.id()) ? op : null;
      case PlanItem.Held h -> h;
      case PlanItem.Match m -> null;
      case PlanItem.Advance a -> null;
      case PlanItem.SetAside a -> null;
      case PlanItem.Unlink u -> null;
      case PlanItem.Drift d -> null;
      case PlanItem.Unsent u -> null;
      case PlanItem.Alone a -> null;
    };
  }

  private PlanItem.@Nullable Update awaited(PlanItem.Update u) {
    Side origin = u.side().other();
    Key key = Objects.requireNonNull(u.key(origin));
    Map<Integer, Long> references =
        awaiting.getOrDefault(new Parents.Ref(u.task(), origin, key), Map.of());
    List<Change> changes =
        u.changes().stream()
            .filter(c -> Objects.equals(references.get(c.field()), c.origin()))
            .toList();
    return changes.isEmpty() ? null : u.with(changes);
  }
}
