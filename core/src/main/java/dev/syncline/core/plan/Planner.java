package dev.syncline.core.plan;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.ColumnLimits;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Observed;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.PlanItem.Create;
import dev.syncline.core.plan.PlanItem.Delete;
import dev.syncline.core.plan.PlanItem.Held;
import dev.syncline.core.plan.PlanItem.Reason;
import dev.syncline.core.plan.PlanItem.Seen;
import dev.syncline.core.plan.PlanItem.Unlink;
import dev.syncline.core.plan.PlanItem.Update;
import dev.syncline.core.reconcile.FieldVerdict;
import dev.syncline.core.reconcile.Reconciler;
import dev.syncline.core.reconcile.Verdict;
import dev.syncline.core.value.Fingerprinter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
  private final Boundary boundary;
  private final Reconciler reconciler;
  private final Reconciler asking;

  /** The side to which fields are sent though they agree, if any. */
  private @Nullable Side sentAgain;

  /**
   * A planner of one task.
   *
   * @param rebase reads the bases of the task's links
   * @param limits what the columns of each side's shape can hold
   */
  public Planner(
      Task task, Rebase rebase, Fingerprinter fingerprinter, BySide<ColumnLimits> limits) {
    this.task = task;
    this.fingerprints = new Fingerprints(task, fingerprinter);
    this.facts = new Facts(task, rebase, fingerprinter);
    this.carrier = new Carrier(task, limits);
    this.boundary = new Boundary(task);
    this.reconciler = new Reconciler(task.policies());
    this.asking = new Reconciler(task.policies().asking());
  }

  /**
   * Fields that agree are written to a side all the same: what it is said to hold is only assumed.
   */
  public void sendAgain(Side side) {
    sentAgain = side;
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
          List.of(new PlanItem.Alone(task.id(), holder, key, true));
      case Observed.Present p ->
          List.of(
              create(holder, key, p.row(), pair.incarnation(), null, "no counterpart", references));
      case Observed.Unreadable u -> List.of(unreadable(holder, pair));
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
    if (oneIsGone && !pair.agreed()) {
      // Just matched, and one of the two went before it was decided. They never agreed on anything,
      // so it is no delete; the other one is matched anew by the next look at both sides.
      return pair.link() == null
          ? List.of()
          : List.of(new Unlink(task.id(), source, target, "never agreed on anything"));
    }
    if (pair.pinned() && oneIsGone) {
      return List.of();
    }
    Compared record = Compared.of(pair, source, target, facts.base(pair.link()), fingerprints);
    Reconciler settles = record.isDoubtful() ? asking : reconciler;
    Verdict verdict =
        settles.reconcile(
            facts.state(Side.SOURCE, record),
            facts.state(Side.TARGET, record),
            record.isWhole() ? facts.fields(record, references) : List.of(),
            facts.newest(record),
            pair.choices().get("*"));
    return switch (verdict) {
      case Verdict.Unreadable u -> List.of(unreadable(u.on(), pair));
      case Verdict.SetAside a -> setAside(record);
      case Verdict.Unlink u -> List.of(new Unlink(task.id(), source, target, u.rule()));
      case Verdict.Keep k -> keep(k, record);
      case Verdict.DeleteConflict d -> List.of(deleteConflict(d.gone(), record));
      // Whatever wins: what others refer to cannot go before they do.
      case Verdict.Delete d when pair.needed() -> List.of(deleteConflict(d.on().other(), record));
      case Verdict.Delete d -> List.of(delete(d, record));
      case Verdict.ClearFields c -> clear(c.on(), record);
      case Verdict.Restore r -> List.of(restore(r, record, references));
      case Verdict.Fields f -> fields(f.fields(), record, references);
    };
  }

  private List<PlanItem> setAside(Compared record) {
    Link link = record.link();
    if (link == null) {
      return List.of(); // just matched: it is looked at anew
    }
    // Under the layout of its time: what the mapping gets meanwhile is settled when it is back.
    Base outside =
        link.base()
            .outside(BySide.of(side -> record.pair().on(side) instanceof Observed.OutOfScope));
    return outside.equals(link.base())
        ? List.of()
        : List.of(
            new PlanItem.SetAside(
                task.id(), record.source(), record.target(), outside, link.revision()));
  }

  /** That a record left the side which is read is said once, whatever the other side keeps. */
  private List<PlanItem> keep(Verdict.Keep verdict, Compared record) {
    Link link = record.link();
    Side read = task.policies().direction().writes(Side.SOURCE) ? Side.TARGET : Side.SOURCE;
    if (link == null || task.policies().direction().writes(read) || record.base().isOutside()) {
      return List.of();
    }
    if (task.policies().mode().updates() && !(record.pair().on(read) instanceof Observed.Absent)) {
      return List.of(); // drift: what is read may still come to be written
    }
    boolean gone = record.pair().on(read) instanceof Observed.Absent;
    List<String> changed = new ArrayList<>();
    Base base = gone ? link.base() : seen(read, record, changed);
    base = base.gone(BySide.of(side -> side == read && gone));
    if (base.equals(link.base())) {
      return List.of();
    }
    String what = gone ? "left the " : changed.isEmpty() ? "is back on the " : "changed on the ";
    return List.of(
        new PlanItem.SetAside(task.id(), record.source(), record.target(), base, link.revision()),
        new PlanItem.Unsent(
            task.id(),
            read,
            record.source(),
            record.target(),
            changed,
            what + read.word() + " and not sent: " + verdict.rule()));
  }

  /** The base with what the side that is read holds now, which nothing is to come of. */
  private Base seen(Side read, Compared record, List<String> changed) {
    Base base = record.base();
    for (int i = 0;
        i < task.fields().size() && record.pair().on(read) instanceof Observed.Present;
        i++) {
      if (base.knows(i) && !record.isUntouched(read, i)) {
        long now = record.print(read, i);
        base =
            read == Side.SOURCE
                ? base.with(i, now, base.fingerprint(Side.TARGET, i))
                : base.with(i, base.fingerprint(Side.SOURCE, i), now);
        changed.add(task.fields().get(i).name());
      }
    }
    return base;
  }

  private List<PlanItem> fields(
      List<FieldVerdict> verdicts, Compared record, References references) {
    FieldLines lines = new FieldLines(task, carrier, boundary, record, references);
    for (int i = 0; i < verdicts.size(); i++) {
      Side follows = facts.follows(record, i, references);
      if (follows == null) {
        lines.add(i, verdicts.get(i));
        if (isSentAgain(i, verdicts.get(i))) {
          lines.write(i, Objects.requireNonNull(sentAgain), "sent again");
        }
      } else {
        lines.write(i, follows, "the record it refers to has another key now");
      }
    }
    return lines.lines();
  }

  private boolean isSentAgain(int field, FieldVerdict verdict) {
    boolean agrees =
        verdict instanceof FieldVerdict.Same || verdict instanceof FieldVerdict.Converged;
    return sentAgain != null && agrees && task.writes(sentAgain, task.fields().get(field));
  }

  private Held deleteConflict(Side gone, Compared record) {
    return held(
        task,
        record.source(),
        record.target(),
        Reason.CONFLICT,
        List.of(),
        "deleted on the "
            + gone.word()
            + (record.pair().needed() ? ", and a record that refers to it stays" : " and edited")
            + " on the "
            + gone.other().word()
            + "; decide with: syncline conflicts resolve"
            + (record.pair().needed() ? ". It cannot go before that record does" : ""),
        record.seen());
  }

  private Delete delete(Verdict.Delete verdict, Compared record) {
    Link link = Objects.requireNonNull(record.link());
    return new Delete(
        task.id(),
        verdict.on(),
        record.source(),
        record.target(),
        link.incarnation(),
        link.revision(),
        record.seen(),
        null,
        verdict.rule());
  }

  private PlanItem restore(Verdict.Restore verdict, Compared record, References references) {
    Side holder = verdict.on().other();
    return create(
        holder,
        record.key(holder),
        record.row(holder),
        record.pair().incarnation(),
        record.key(verdict.on()),
        record.pair().needed()
            ? "a record that refers to it stays on the " + holder.word()
            : verdict.rule(),
        references);
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
    List<Create.Kept> kept = new ArrayList<>();
    for (int i = 0; i < prints.length; i++) {
      FieldRule rule = task.fields().get(i);
      if (!task.writes(to, rule) || task.skips(rule, holder, row)) {
        if (task.writes(holder, rule) || task.writes(to, rule)) {
          kept.add(new Create.Kept(i, prints[i]));
        }
        continue;
      }
      switch (carrier.carry(rule, to, row, references)) {
        case Carrier.Carried.Values v ->
            changes.add(new Change(i, NOTHING, v.values(), prints[i], why));
        case Carrier.Carried.Blocked b -> {
          return notCreated(holder, origin, Reason.BLOCKED, rule.name(), b.message(), seen);
        }
        case Carrier.Carried.Refused r -> {
          return notCreated(holder, origin, Reason.REJECTED, rule.name(), r.message(), seen)
              .insteadOf(
                  new Create(
                      task.id(), to, origin, incarnation, replaces, seen, changes, kept, why));
        }
      }
    }
    Create create =
        new Create(task.id(), to, origin, incarnation, replaces, seen, changes, kept, why);
    String outside = boundary.crossed(to, null, changes);
    return outside == null
        ? create
        : notCreated(holder, origin, Reason.REJECTED, "", outside, seen).insteadOf(create);
  }

  /**
   * @param field what stands against it; empty when it is the whole record
   */
  private Held notCreated(
      Side holder, Key key, Reason reason, String field, String message, Seen seen) {
    return held(
        task,
        holder == Side.SOURCE ? key : null,
        holder == Side.TARGET ? key : null,
        reason,
        field.isEmpty() ? List.of() : List.of(field),
        field.isEmpty() ? message : field + ": " + message,
        seen);
  }

  private List<PlanItem> clear(Side on, Compared record) {
    Link link = Objects.requireNonNull(record.link());
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < task.fields().size(); i++) {
      FieldRule rule = task.fields().get(i);
      @Nullable Object[] before = carrier.values(rule, on, record.row(on));
      // What is the same for every record is nothing of this one.
      boolean own = !rule.columns(on.other()).isEmpty();
      if (task.writes(on, rule) && own && carrier.clearable(rule, on) && carrier.anything(before)) {
        changes.add(
            new Change(
                i, before, new Object[before.length], 0, "cleared: deleted on the other side"));
      }
    }
    List<PlanItem> lines = new ArrayList<>();
    // In a sync of one direction it is removed once, however often it is looked at.
    boolean left = !task.policies().direction().writes(on.other());
    if (left && !link.base().isGone(on.other())) {
      Base gone = link.base().gone(BySide.of(side -> side == on.other()));
      lines.add(
          new PlanItem.SetAside(
              task.id(), record.source(), record.target(), gone, link.revision()));
    }
    if (changes.isEmpty()) {
      return lines;
    }
    Update update =
        new Update(
            task.id(),
            on,
            link.source(),
            link.target(),
            link.incarnation(),
            link.revision() + lines.size(),
            record.seen(),
            changes,
            "cleared: deleted on the " + on.other().word());
    String outside = boundary.crossed(on, record.row(on), changes);
    lines.add(
        outside == null
            ? update
            : held(
                    task,
                    record.source(),
                    record.target(),
                    Reason.REJECTED,
                    List.of(),
                    outside,
                    record.seen())
                .insteadOf(update));
    return lines;
  }

  private Held unreadable(Side on, Pair pair) {
    String reason = pair.on(on) instanceof Observed.Unreadable u ? u.reason() : "unreadable";
    return held(
        task,
        pair.source(),
        pair.target(),
        Reason.UNREADABLE,
        List.of(),
        "unreadable on the " + on.word() + ": " + reason,
        new Seen(0, 0));
  }

  /** A record that is left alone, named by the keys that it is known to have. */
  static Held held(
      Task task,
      @Nullable Key source,
      @Nullable Key target,
      Reason reason,
      List<String> fields,
      String message,
      Seen seen) {
    Side side = source != null ? Side.SOURCE : Side.TARGET;
    return new Held(task.id(), side, source, target, reason, fields, message, seen);
  }
}
