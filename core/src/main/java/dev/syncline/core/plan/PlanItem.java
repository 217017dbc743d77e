package dev.syncline.core.plan;

import dev.syncline.core.Side;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One line of a plan: what happens, or is left alone and why, for one record of a task. */
public sealed interface PlanItem {

  /** The task. */
  int task();

  /** The source record's key; null where there is none (yet). */
  @Nullable Key source();

  /** The target record's key; null where there is none (yet). */
  @Nullable Key target();

  /** The key of a side. */
  default @Nullable Key key(Side side) {
    return side == Side.SOURCE ? source() : target();
  }

  /** What happens, in a word, as plans that machines read have it. */
  default String action() {
    return switch (this) {
      case Create c -> "create";
      case Restore r -> "restore";
      case Update u -> "update";
      case Delete d -> "delete";
      case Match m -> "link";
      case Advance a -> "converged";
      case SetAside a -> "set-aside";
      case Unlink u -> "unlink";
      case Held h -> "held";
      case Drift d -> "drift";
      case Unsent u -> "not-sent";
      case Alone a -> "alone";
    };
  }

  /** Something is written to a user's system. */
  sealed interface Operation extends PlanItem {
    /** The side that is written. */
    Side side();

    /**
     * The operation's identity: the same intent planned twice is the same operation, the same edit
     * made again later is another.
     */
    String id();

    /** What both sides held when it was decided. */
    Seen seen();

    /** The rule that decided it, in words. */
    String rule();
  }

  /**
   * A record is added on {@code side}. A reference to a record that is itself still to be created
   * is given as {@link Awaited}.
   *
   * @param origin the key on the other side of the record it is made from
   * @param incarnation how often that record was linked before
   * @param replaces the key that the record had on {@code side} before it was deleted there
   * @param kept fields that flow the other way only
   */
  record Create(
      int task,
      Side side,
      Key origin,
      int incarnation,
      @Nullable Key replaces,
      Seen seen,
      List<Change> changes,
      List<Kept> kept,
      String rule)
      implements Operation {
    public Create {
      changes = List.copyOf(changes);
      kept = List.copyOf(kept);
    }

    /**
     * A field of which the new record has nothing to say: both sides agree to differ in it, until
     * one of them changes it.
     *
     * @param origin the fingerprint of what the record that it is made from holds
     */
    public record Kept(int field, long origin) {}

    /** The same create with other changes. */
    public Create with(List<Change> others) {
      return new Create(task, side, origin, incarnation, replaces, seen, others, kept, rule);
    }

    @Override
    public @Nullable Key source() {
      return side == Side.TARGET ? origin : replaces;
    }

    @Override
    public @Nullable Key target() {
      return side == Side.SOURCE ? origin : replaces;
    }

    @Override
    public String id() {
      return id(task, side, origin, incarnation);
    }

    /** The identity of the create of a record that is known only by its origin. */
    public static String id(int task, Side side, Key origin, int incarnation) {
      return OperationId.of("create", task, side, origin, incarnation);
    }
  }

  /**
   * Some fields of a linked record are changed on {@code side}.
   *
   * @param first whether the record was just matched: both sides never agreed on anything before
   * @param readers positions of other fields that read what is written, and to which that is no
   *     edit: what they then hold on this side is what was agreed on. Only an undo names any
   */
  record Update(
      int task,
      Side side,
      Key source,
      Key target,
      int incarnation,
      long revision,
      Seen seen,
      List<Change> changes,
      String rule,
      boolean first,
      List<Integer> readers)
      implements Operation {
    public Update {
      changes = List.copyOf(changes);
      readers = List.copyOf(readers);
    }

    /** One that is an edit to all who read what it writes. */
    public Update(
        int task,
        Side side,
        Key source,
        Key target,
        int incarnation,
        long revision,
        Seen seen,
        List<Change> changes,
        String rule,
        boolean first) {
      this(
          task, side, source, target, incarnation, revision, seen, changes, rule, first, List.of());
    }

    /** One of a record that both sides agreed on before. */
    public Update(
        int task,
        Side side,
        Key source,
        Key target,
        int incarnation,
        long revision,
        Seen seen,
        List<Change> changes,
        String rule) {
      this(task, side, source, target, incarnation, revision, seen, changes, rule, false);
    }

    /** Whether a value goes for it, and not only empty fields are filled. */
    public boolean overwrites() {
      return changes.stream().anyMatch(Change::overwrites);
    }

    /** The same update with other changes. */
    public Update with(List<Change> others) {
      return new Update(
          task, side, source, target, incarnation, revision, seen, others, rule, first, readers);
    }

    @Override
    public String id() {
      return OperationId.of(
          "update", task, side, source, incarnation, revision, seen.source(), seen.target());
    }
  }

  /**
   * A record is removed on {@code side}.
   *
   * @param source its source key; null for a record that only the target has (mirror)
   * @param target its target key; null for a record that only the source has (mirror)
   * @param before the whole row as it was seen, mapped or not; null while only mapped fields are
   *     known
   */
  record Delete(
      int task,
      Side side,
      @Nullable Key source,
      @Nullable Key target,
      int incarnation,
      long revision,
      Seen seen,
      @Nullable Row before,
      String rule)
      implements Operation {
    /** The same delete, with the whole row that it removes. */
    public Delete of(Row whole) {
      return new Delete(task, side, source, target, incarnation, revision, seen, whole, rule);
    }

    @Override
    public String id() {
      return OperationId.of(
          "delete",
          task,
          side,
          Objects.requireNonNull(key(side)),
          incarnation,
          revision,
          seen.on(side));
    }
  }

  /**
   * A row that was deleted is put back whole, mapped or not, with the key that it had. An undo
   * plans it; the reconciler never does.
   *
   * @param partner the record on the other side that it is linked to again; null where it belongs
   *     to none, because that is gone
   * @param incarnation how often that record was linked before
   * @param undone the run that deleted the row
   * @param changes what both sides agree on again: one for each field when there is a partner
   */
  record Restore(
      int task,
      Side side,
      @Nullable Key partner,
      int incarnation,
      long undone,
      Row whole,
      Seen seen,
      List<Change> changes,
      String rule)
      implements Operation {
    public Restore {
      changes = List.copyOf(changes);
    }

    /** The row's key. */
    public Key own() {
      return Objects.requireNonNull(whole.key(), "a row that was deleted had a key");
    }

    @Override
    public @Nullable Key source() {
      return side == Side.SOURCE ? own() : partner;
    }

    @Override
    public @Nullable Key target() {
      return side == Side.TARGET ? own() : partner;
    }

    @Override
    public String id() {
      return OperationId.of("restore", task, side, own(), incarnation, undone);
    }
  }

  /** Two records are found to be one and the same; nothing is written. */
  record Match(int task, Key source, Key target, Base base, Seen seen, String rule)
      implements PlanItem {}

  /** Both sides came to hold the same by themselves: the base advances, nothing is written. */
  record Advance(int task, Key source, Key target, Base base, long revision, Seen seen)
      implements PlanItem {}

  /**
   * A side holds the record out of the task's scope, or it left one and the other keeps it. Nothing
   * is written; the link stays, and its base takes note of where the record is outside or gone.
   */
  record SetAside(int task, Key source, Key target, Base base, long revision) implements PlanItem {}

  /** A link is forgotten. */
  record Unlink(int task, Key source, Key target, String rule) implements PlanItem {}

  /**
   * A record is left alone and stays due.
   *
   * @param side the side whose record it is when only one is known
   * @param fields names of the fields concerned; empty when it is the whole record
   * @param message the reason in words with the remedy
   * @param unnamed those of the fields that the mapping got, and that nobody is named to win
   * @param refused the write that there would be, had Syncline not refused it before anything was
   *     sent, with what can be told of it; null where there would be none
   */
  record Held(
      int task,
      Side side,
      @Nullable Key source,
      @Nullable Key target,
      Reason reason,
      List<String> fields,
      String message,
      Seen seen,
      List<String> unnamed,
      @Nullable Operation refused)
      implements PlanItem {
    public Held {
      fields = List.copyOf(fields);
      unnamed = List.copyOf(unnamed);
    }

    /** The same, of fields that the mapping got. */
    Held of(List<String> some) {
      return new Held(task, side, source, target, reason, fields, message, seen, some, refused);
    }

    /** The same, instead of a write that Syncline refuses. */
    Held insteadOf(Operation write) {
      return new Held(task, side, source, target, reason, fields, message, seen, unnamed, write);
    }

    /** One for another reason than a field that the mapping got. */
    public Held(
        int task,
        Side side,
        @Nullable Key source,
        @Nullable Key target,
        Reason reason,
        List<String> fields,
        String message,
        Seen seen) {
      this(task, side, source, target, reason, fields, message, seen, List.of(), null);
    }
  }

  /** The sides differ because the direction does not carry a change; reported, not due. */
  record Drift(int task, Side on, Key source, Key target, List<String> fields, String message)
      implements PlanItem {
    public Drift {
      fields = List.copyOf(fields);
    }
  }

  /**
   * What changed on the side that is read, and by the task's mode, its deletes or skipped nulls is
   * not written to the other one; reported once, and not due.
   *
   * @param fields names of the fields that changed; empty when the record left, or came back
   */
  record Unsent(int task, Side on, Key source, Key target, List<String> fields, String message)
      implements PlanItem {
    public Unsent {
      fields = List.copyOf(fields);
    }
  }

  /**
   * What both sides held when something was decided.
   *
   * @param source {@link Base#combine} of the source's fingerprints; 0 when absent
   * @param target the same of the target
   */
  record Seen(long source, long target) {
    /** What a side held. */
    public long on(Side side) {
      return side == Side.SOURCE ? source : target;
    }

    /** Both in one number. */
    public long both() {
      return source * 31 + target;
    }
  }

  /**
   * A record that only one side has, and that the sync does not create on the other.
   *
   * @param known whether it counts as sent until it changes, by an undo or a snapshot
   */
  record Alone(int task, Side side, Key key, boolean known) implements PlanItem {
    /** One that is new to nobody's knowledge. */
    public Alone(int task, Side side, Key key) {
      this(task, side, key, false);
    }

    @Override
    public @Nullable Key source() {
      return side == Side.SOURCE ? key : null;
    }

    @Override
    public @Nullable Key target() {
      return side == Side.TARGET ? key : null;
    }
  }

  /** Why a record is left alone. */
  enum Reason {
    /** Both sides changed it and the policy is to hold. */
    CONFLICT,
    /** Several records may be its counterpart. */
    AMBIGUOUS,
    /** Its unique key has a null. */
    NULL_KEY,
    /** A record that it refers to is not on the other side. */
    BLOCKED,
    /** A value has no equal on the other side. */
    REJECTED,
    /** It could not be read. */
    UNREADABLE,
    /** What is written to it is taken back again and again. */
    FLIPS
  }
}
