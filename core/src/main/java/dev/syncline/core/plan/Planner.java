package dev.syncline.core.plan;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Observed;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.PlanItem.Advance;
import dev.syncline.core.plan.PlanItem.Create;
import dev.syncline.core.plan.PlanItem.Delete;
import dev.syncline.core.plan.PlanItem.Drift;
import dev.syncline.core.plan.PlanItem.Held;
import dev.syncline.core.plan.PlanItem.Match;
import dev.syncline.core.plan.PlanItem.Reason;
import dev.syncline.core.plan.PlanItem.Seen;
import dev.syncline.core.plan.PlanItem.Unlink;
import dev.syncline.core.plan.PlanItem.Update;
import dev.syncline.core.reconcile.FieldFact;
import dev.syncline.core.reconcile.FieldVerdict;
import dev.syncline.core.reconcile.Reconciler;
import dev.syncline.core.reconcile.Verdict;
import dev.syncline.core.value.Fingerprinter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Turns what is known of a record into the lines of a plan: it computes the facts, asks the {@link
 * Reconciler}, and says what each verdict means in operations and in the base. Pure, like the
 * reconciler; one per task and thread.
 */
public final class Planner {
  /** What a record holds before it is created. */
  private static final Object[] NOTHING = {};

  private final Task task;
  private final Fingerprints fingerprints;
  private final Facts facts;
  private final Carrier carrier;
  private final Reconciler reconciler;

  /**
   * A planner of one task.
   *
   * @param rebase reads the bases of the task's links
   */
  public Planner(Task task, Rebase rebase, Fingerprinter fingerprinter) {
    this.task = task;
    this.fingerprints = new Fingerprints(task, fingerprinter);
    this.facts = new Facts(task, rebase);
    this.carrier = new Carrier(task);
    this.reconciler = new Reconciler(task.policies());
  }

  /** The lines of a plan for one record; empty when nothing is to be said of it. */
  public List<PlanItem> plan(Pair pair, References references) {
    if (pair.source() != null && pair.target() != null) {
      return both(pair, pair.source(), pair.target(), references);
    }
    Side holder = pair.source() != null ? Side.SOURCE : Side.TARGET;
    Key key = Objects.requireNonNull(holder == Side.SOURCE ? pair.source() : pair.target());
    return switch (pair.on(holder)) {
      case Observed.Present p when pair.pinned() ->
          List.of(new PlanItem.Alone(task.id(), holder, key));
      case Observed.Present p ->
          List.of(
              create(holder, key, p.row(), pair.incarnation(), null, "no counterpart", references));
      case Observed.Unreadable u -> List.of(unreadable(holder, pair, u.reason()));
      case Observed.Absent a -> List.of();
      case Observed.OutOfScope o -> List.of();
    };
  }

  /**
   * The lines of a plan for a record that only {@code holder} has and that is not created on the
   * other side: in mirror mode it is removed, else it is listed.
   */
  public List<PlanItem> alone(Side holder, Key key, Observed observed) {
    if (!(observed instanceof Observed.Present p)) {
      return List.of();
    }
    boolean removes = task.policies().mirror() && task.policies().direction().writes(holder);
    if (!removes) {
      return List.of(new PlanItem.Alone(task.id(), holder, key));
    }
    long print = fingerprints.row(holder, p.row());
    return List.of(
        new Delete(
            task.id(),
            holder,
            holder == Side.SOURCE ? key : null,
            holder == Side.TARGET ? key : null,
            0,
            0,
            holder == Side.SOURCE ? new Seen(print, 0) : new Seen(0, print),
            null,
            "mirror: only on the " + holder.word()));
  }

  private List<PlanItem> both(Pair pair, Key source, Key target, References references) {
    boolean oneIsGone =
        pair.onSource() instanceof Observed.Absent || pair.onTarget() instanceof Observed.Absent;
    if (pair.link() == null && oneIsGone) {
      // Just matched, and one of the two went before it was decided. They never agreed on anything,
      // so it is no delete; the other one is matched anew by the next look at both sides.
      return List.of();
    }
    if (pair.pinned() && oneIsGone) {
      return List.of();
    }
    Row sourceRow = row(pair.onSource());
    Row targetRow = row(pair.onTarget());
    long[] sourcePrints = sourceRow == null ? null : fingerprints.of(Side.SOURCE, sourceRow);
    long[] targetPrints = targetRow == null ? null : fingerprints.of(Side.TARGET, targetRow);
    Seen seen =
        new Seen(
            sourcePrints == null ? 0 : Base.combine(sourcePrints),
            targetPrints == null ? 0 : Base.combine(targetPrints));
    Base base = facts.base(pair.link());
    List<FieldFact> fieldFacts = List.of();
    if (sourceRow != null && targetRow != null && sourcePrints != null && targetPrints != null) {
      fieldFacts =
          facts.fields(
              base, sourceRow, targetRow, sourcePrints, targetPrints, pair.choices(), references);
    }
    Verdict verdict =
        reconciler.reconcile(
            facts.state(Side.SOURCE, pair.onSource(), base, sourcePrints),
            facts.state(Side.TARGET, pair.onTarget(), base, targetPrints),
            fieldFacts,
            facts.newest(sourceRow, targetRow),
            pair.choices().get("*"));
    return switch (verdict) {
      case Verdict.Unreadable u ->
          List.of(
              unreadable(
                  u.on(),
                  pair,
                  pair.on(u.on()) instanceof Observed.Unreadable o ? o.reason() : "unreadable"));
      case Verdict.Unlink u -> List.of(new Unlink(task.id(), source, target, u.rule()));
      case Verdict.Keep k -> List.of();
      case Verdict.DeleteConflict d ->
          List.of(
              new Held(
                  task.id(),
                  Side.SOURCE,
                  source,
                  target,
                  Reason.CONFLICT,
                  List.of(),
                  "deleted on the "
                      + d.gone().word()
                      + " and edited on the "
                      + d.gone().other().word()
                      + "; decide with: syncline conflicts resolve",
                  seen));
      case Verdict.Delete d -> {
        Link link = Objects.requireNonNull(pair.link());
        yield List.of(
            new Delete(
                task.id(),
                d.on(),
                source,
                target,
                link.incarnation(),
                link.revision(),
                seen,
                null,
                d.rule()));
      }
      case Verdict.ClearFields c ->
          clear(
              Objects.requireNonNull(pair.link()),
              c.on(),
              Objects.requireNonNull(row(pair.on(c.on()))),
              seen);
      case Verdict.Restore r -> {
        Key origin = r.on() == Side.SOURCE ? target : source;
        Key gone = r.on() == Side.SOURCE ? source : target;
        int next = pair.link() == null ? 0 : pair.link().incarnation() + 1;
        yield List.of(
            create(
                r.on().other(),
                origin,
                Objects.requireNonNull(row(pair.on(r.on().other()))),
                next,
                gone,
                r.rule(),
                references));
      }
      case Verdict.Fields f ->
          fields(
              pair,
              source,
              target,
              seen,
              base,
              f.fields(),
              Objects.requireNonNull(sourceRow),
              Objects.requireNonNull(targetRow),
              Objects.requireNonNull(sourcePrints),
              Objects.requireNonNull(targetPrints),
              references);
    };
  }

  private List<PlanItem> fields(
      Pair pair,
      Key source,
      Key target,
      Seen seen,
      Base base,
      List<FieldVerdict> verdicts,
      Row sourceRow,
      Row targetRow,
      long[] sourcePrints,
      long[] targetPrints,
      References references) {
    Base agreed = base;
    List<Change> toSource = new ArrayList<>();
    List<Change> toTarget = new ArrayList<>();
    List<String> conflicts = new ArrayList<>();
    Map<Side, List<String>> drifted = new EnumMap<>(Side.class);
    List<PlanItem> items = new ArrayList<>();
    for (int i = 0; i < verdicts.size(); i++) {
      FieldRule rule = task.fields().get(i);
      switch (verdicts.get(i)) {
        case FieldVerdict.Same s -> {}
        case FieldVerdict.Converged c -> agreed = agreed.with(i, sourcePrints[i], targetPrints[i]);
        case FieldVerdict.Conflict c -> conflicts.add(rule.name());
        case FieldVerdict.Drift d ->
            drifted.computeIfAbsent(d.on(), side -> new ArrayList<>()).add(rule.name());
        case FieldVerdict.Write w -> {
          Row from = w.to() == Side.SOURCE ? targetRow : sourceRow;
          Row to = w.to() == Side.SOURCE ? sourceRow : targetRow;
          long origin = w.to() == Side.SOURCE ? targetPrints[i] : sourcePrints[i];
          switch (carrier.carry(rule, w.to(), from, references)) {
            case Carrier.Carried.Values v ->
                (w.to() == Side.SOURCE ? toSource : toTarget)
                    .add(
                        new Change(
                            i,
                            carrier.values(rule, w.to(), to),
                            v.values(),
                            origin,
                            w.rule().words()));
            case Carrier.Carried.Blocked b ->
                items.add(held(source, target, Reason.BLOCKED, rule, b.message(), seen));
            case Carrier.Carried.Refused r ->
                items.add(held(source, target, Reason.REJECTED, rule, r.message(), seen));
          }
        }
      }
    }
    Link link = pair.link();
    boolean advanced = !agreed.equals(base);
    long revision = link == null ? 0 : link.revision() + (advanced ? 1 : 0);
    int incarnation = link == null ? pair.incarnation() : link.incarnation();
    List<PlanItem> plan = new ArrayList<>();
    if (link == null) {
      plan.add(new Match(task.id(), source, target, agreed, seen, "matched by unique key"));
    } else if (advanced) {
      plan.add(new Advance(task.id(), source, target, agreed, link.revision(), seen));
    }
    // A record with a value that cannot be written is left whole: half an edit is no edit.
    if (items.isEmpty()) {
      for (Side side : Side.values()) {
        List<Change> changes = side == Side.SOURCE ? toSource : toTarget;
        if (!changes.isEmpty()) {
          plan.add(
              new Update(
                  task.id(),
                  side,
                  source,
                  target,
                  incarnation,
                  revision,
                  seen,
                  changes,
                  rule(changes)));
        }
      }
    }
    plan.addAll(items);
    if (!conflicts.isEmpty()) {
      plan.add(
          new Held(
              task.id(),
              Side.SOURCE,
              source,
              target,
              Reason.CONFLICT,
              conflicts,
              "both sides hold different values of "
                  + String.join(", ", conflicts)
                  + "; decide with: syncline conflicts resolve",
              seen));
    }
    drifted.forEach(
        (side, fields) ->
            plan.add(
                new Drift(
                    task.id(),
                    side,
                    source,
                    target,
                    fields,
                    "changed on the " + side.word() + ", which this sync does not carry back")));
    return plan;
  }

  /** The rule of an operation: that of all its fields, or of each where they differ. */
  private String rule(List<Change> changes) {
    String first = changes.getFirst().rule();
    return changes.stream().allMatch(c -> c.rule().equals(first))
        ? first
        : changes.stream()
            .map(c -> task.fields().get(c.field()).name() + ": " + c.rule())
            .collect(Collectors.joining("; "));
  }

  private PlanItem create(
      Side holder,
      Key origin,
      Row row,
      int incarnation,
      @Nullable Key replaces,
      String why,
      References references) {
    Side to = holder.other();
    long[] prints = fingerprints.of(holder, row);
    Seen seen =
        holder == Side.SOURCE
            ? new Seen(Base.combine(prints), 0)
            : new Seen(0, Base.combine(prints));
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < prints.length; i++) {
      FieldRule rule = task.fields().get(i);
      if (!task.writes(to, rule)) {
        continue;
      }
      switch (carrier.carry(rule, to, row, references)) {
        case Carrier.Carried.Values v ->
            changes.add(new Change(i, NOTHING, v.values(), prints[i], why));
        case Carrier.Carried.Blocked b -> {
          return held(holder, origin, Reason.BLOCKED, rule, b.message(), seen);
        }
        case Carrier.Carried.Refused r -> {
          return held(holder, origin, Reason.REJECTED, rule, r.message(), seen);
        }
      }
    }
    return new Create(task.id(), to, origin, incarnation, replaces, seen, changes, why);
  }

  private List<PlanItem> clear(Link link, Side on, Row row, Seen seen) {
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < task.fields().size(); i++) {
      FieldRule rule = task.fields().get(i);
      @Nullable Object[] before = carrier.values(rule, on, row);
      if (task.writes(on, rule) && carrier.clearable(rule, on) && carrier.anything(before)) {
        changes.add(
            new Change(
                i, before, new Object[before.length], 0, "cleared: deleted on the other side"));
      }
    }
    return changes.isEmpty()
        ? List.of()
        : List.of(
            new Update(
                task.id(),
                on,
                link.source(),
                link.target(),
                link.incarnation(),
                link.revision(),
                seen,
                changes,
                "cleared: deleted on the " + on.other().word()));
  }

  private Held held(
      Key source, Key target, Reason reason, FieldRule rule, String message, Seen seen) {
    return new Held(
        task.id(),
        Side.SOURCE,
        source,
        target,
        reason,
        List.of(rule.name()),
        rule.name() + ": " + message,
        seen);
  }

  private Held held(
      Side holder, Key key, Reason reason, FieldRule rule, String message, Seen seen) {
    return new Held(
        task.id(),
        holder,
        holder == Side.SOURCE ? key : null,
        holder == Side.TARGET ? key : null,
        reason,
        List.of(rule.name()),
        rule.name() + ": " + message,
        seen);
  }

  private Held unreadable(Side on, Pair pair, String reason) {
    return new Held(
        task.id(),
        pair.source() != null ? Side.SOURCE : Side.TARGET,
        pair.source(),
        pair.target(),
        Reason.UNREADABLE,
        List.of(),
        "unreadable on the " + on.word() + ": " + reason,
        new Seen(0, 0));
  }

  private static @Nullable Row row(Observed observed) {
    return observed instanceof Observed.Present p ? p.row() : null;
  }
}
