package dev.syncline.engine.store;

import dev.syncline.core.model.Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One operation in the journal, first as an intent and then as an outcome.
 *
 * @param operation the operation's identity
 * @param kind what it does
 * @param source the record's source key; null while it is not known (a create on the source)
 * @param target the record's target key; null while it is not known
 * @param columns names of the columns of the images
 * @param before values before; null for a create
 * @param after values after: intended in an intent, as stored in an outcome; null for a delete
 * @param outcome empty in an intent; then applied, stale, rejected, retry, unknown
 * @param detail the rule that decided and, where it failed, the reason in words
 */
@SuppressWarnings("ArrayRecordComponent")
public record JournalEntry(
    String operation,
    Kind kind,
    @Nullable Key source,
    @Nullable Key target,
    List<String> columns,
    @Nullable Object @Nullable [] before,
    @Nullable Object @Nullable [] after,
    String outcome,
    String detail) {

  /** Stands for the images of an outcome that are exactly those of its intent. */
  private static final @Nullable Object[] INTENDED = {};

  /** The outcome of an intent that was stored exactly as it was intended. */
  public static JournalEntry asIntended(
      JournalEntry intent, @Nullable Key source, @Nullable Key target, String outcome) {
    return new JournalEntry(
        intent.operation,
        intent.kind,
        source,
        target,
        intent.columns,
        null,
        INTENDED,
        outcome,
        intent.detail);
  }

  /** Whether the images are those of the intent, which stand in it alone. */
  @SuppressWarnings("ReferenceEquality") // a mark, which no image of a row can be
  boolean asIntended() {
    return after == INTENDED;
  }

  /**
   * The same without the values of some columns. Of an update those that it left as they were are
   * left out, so that one that is withheld is one that changed.
   */
  public JournalEntry withholding(Predicate<String> hidden, Withheld why) {
    if (asIntended() || columns.stream().noneMatch(hidden)) {
      return this;
    }
    List<Integer> kept = new ArrayList<>(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      if (!hidden.test(columns.get(i)) || !isLeftAsItWas(i)) {
        kept.add(i);
      }
    }
    return new JournalEntry(
        operation,
        kind,
        source,
        target,
        kept.stream().map(columns::get).toList(),
        withholding(before, kept, hidden, why),
        withholding(after, kept, hidden, why),
        outcome,
        detail);
  }

  /** Whether a value goes for it, and not only empty fields are filled. */
  public boolean overwrites() {
    for (int i = 0; before != null && i < columns.size(); i++) {
      if (before[i] != null && !before[i].equals("") && !isLeftAsItWas(i)) {
        return true;
      }
    }
    return false;
  }

  private boolean isLeftAsItWas(int column) {
    return before != null
        && after != null
        && !(before[column] instanceof Withheld)
        && Objects.deepEquals(before[column], after[column]);
  }

  private @Nullable Object @Nullable [] withholding(
      @Nullable Object @Nullable [] values,
      List<Integer> kept,
      Predicate<String> hidden,
      Withheld why) {
    return values == null
        ? null
        : kept.stream()
            .map(i -> hidden.test(columns.get(i)) ? why.instead(values[i]) : values[i])
            .toArray();
  }

  /**
   * The same without values but those of some columns, and without the reason of a failure, which
   * may quote one.
   */
  JournalEntry erased(Predicate<String> kept) {
    JournalEntry e = withholding(kept.negate(), Withheld.ERASED);
    return e.isFailed()
        ? new JournalEntry(
            e.operation,
            e.kind,
            e.source,
            e.target,
            e.columns,
            e.before,
            e.after,
            e.outcome,
            Withheld.ERASED.words())
        : e;
  }

  /** Whether {@link StateStore.Change#erase} would change it. */
  public boolean isErasable(Predicate<String> kept) {
    return isFailed() && !detail.equals(Withheld.ERASED.words())
        || holds(before, kept.negate())
        || holds(after, kept.negate());
  }

  private boolean holds(@Nullable Object @Nullable [] values, Predicate<String> of) {
    for (int i = 0; values != null && i < columns.size(); i++) {
      if (values[i] != null && !(values[i] instanceof Withheld) && of.test(columns.get(i))) {
        return true;
      }
    }
    return false;
  }

  private boolean isFailed() {
    return !outcome.isEmpty() && !outcome.equals("applied");
  }

  /** Whether a value that there was is not in it. */
  public boolean isWithheld() {
    return isWithheld(before) || isWithheld(after);
  }

  private static boolean isWithheld(@Nullable Object @Nullable [] values) {
    return values != null && Arrays.stream(values).anyMatch(Withheld.class::isInstance);
  }

  /** This intent with its outcome. */
  JournalEntry stored(@Nullable Key source, @Nullable Key target, String outcome, String detail) {
    return new JournalEntry(
        operation, kind, source, target, columns, before, after, outcome, detail);
  }

  /** What an operation does. */
  public enum Kind {
    CREATE,
    UPDATE,
    DELETE
  }
}
