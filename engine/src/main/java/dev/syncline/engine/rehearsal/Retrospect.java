package dev.syncline.engine.rehearsal;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.ColumnRule;
import dev.syncline.core.mapping.FieldRule.FormulaRule;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Formula;
import dev.syncline.core.mapping.Policies;
import dev.syncline.core.mapping.Policies.Winner;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Row;
import dev.syncline.core.reconcile.FieldVerdict.Rule;
import dev.syncline.core.value.TypePair;
import dev.syncline.core.value.Unrepresentable;
import dev.syncline.engine.store.JournalEntry;
import dev.syncline.engine.store.Withheld;
import dev.syncline.engine.sync.Sync;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an edited configuration would have made of what was written under the one in force, as far
 * as the journal tells: it knows what was written and by which rule, and so much of what stood
 * behind it as was copied.
 */
public final class Retrospect {
  private final Sync now;
  private final Sync edited;

  /** Compares two configurations of a sync. */
  public Retrospect(Sync now, Sync edited) {
    this.now = now;
    this.edited = edited;
  }

  /**
   * Something that would have been otherwise.
   *
   * @param column the column concerned; empty for the whole record
   * @param what would have happened, in words
   * @param value what would have been written instead; empty where that is said in words
   */
  public record Otherwise(String column, String what, Optional<Object> value) {
    private static Otherwise record(String what) {
      return new Otherwise("", what, Optional.empty());
    }

    private static Otherwise field(String column, String what) {
      return new Otherwise(column, what, Optional.empty());
    }
  }

  /**
   * What would have been otherwise of an operation; nothing where both configurations do the same.
   *
   * @param side the side that was written
   */
  public List<Otherwise> of(int task, Side side, JournalEntry entry) {
    Optional<Task> before = task(now, task);
    Optional<Task> after = task(edited, task);
    if (before.isEmpty()) {
      return List.of(); // what wrote it is gone already
    }
    if (after.isEmpty()) {
      return List.of(Otherwise.record("its task would not be there"));
    }
    Task one = before.get();
    Task other = after.get();
    Optional<String> outside =
        new ScopeThen(one, other, side, entry, Origin.of(one, side, entry)).otherwise();
    if (outside.isPresent()) {
      return List.of(Otherwise.record(outside.get()));
    }
    return switch (entry.kind()) {
      case CREATE ->
          now.creates(one, side) && !edited.creates(other, side)
              ? List.of(Otherwise.record("would not be created"))
              : fields(one, other, side, entry);
      case UPDATE -> fields(one, other, side, entry);
      case DELETE -> deletes(one.policies(), other.policies(), side);
    };
  }

  private static Optional<Task> task(Sync sync, int id) {
    return sync.tasks().stream().filter(t -> t.id() == id).findFirst();
  }

  private static List<Otherwise> deletes(Policies one, Policies other, Side side) {
    if (one.direction().writes(side) && !other.direction().writes(side)) {
      return List.of(Otherwise.record("would not be deleted"));
    }
    if (one.deletesTo(side) == other.deletesTo(side)) {
      return List.of();
    }
    return List.of(
        Otherwise.record(
            switch (other.deletesTo(side)) {
              case PROPAGATE -> "would be deleted"; // it was, for another reason
              case KEEP -> "would be kept";
              case CLEAR_FIELDS -> "would be kept, with its mapped fields cleared";
            }));
  }

  private List<Otherwise> fields(Task one, Task other, Side side, JournalEntry entry) {
    List<Otherwise> all = new ArrayList<>();
    Origin origin = Origin.of(one, side, entry);
    for (int i = 0; i < entry.columns().size(); i++) {
      if (isWritten(entry, i)) {
        field(one, other, side, entry, i, origin).ifPresent(all::add);
      }
    }
    if (entry.kind() == JournalEntry.Kind.UPDATE) {
      all.addAll(settled(one, other, side, entry));
    } else {
      added(one, other, side, origin, all);
    }
    return all;
  }

  private static boolean isWritten(JournalEntry entry, int column) {
    return entry.after() != null
        && (entry.before() == null
            || !Objects.deepEquals(entry.before()[column], entry.after()[column]));
  }

  /** The rule that writes a column of a side. */
  static Optional<FieldRule> rule(Task task, Side side, String column) {
    return task.fields().stream()
        .filter(r -> task.writes(side, r))
        .filter(
            r ->
                r.columns(side).stream()
                    .anyMatch(c -> task.shape(side).columns().get(c).name().equals(column)))
        .findFirst();
  }

  private static Optional<Otherwise> field(
      Task one, Task other, Side side, JournalEntry entry, int at, Origin origin) {
    String column = entry.columns().get(at);
    Optional<FieldRule> before = rule(one, side, column);
    Optional<FieldRule> after = rule(other, side, column);
    if (before.isEmpty()
        || after.isPresent() && before.get().meaning().equals(after.get().meaning())) {
      return Optional.empty();
    }
    if (after.isEmpty()) {
      return Optional.of(Otherwise.field(column, "would not be written"));
    }
    Object written = Objects.requireNonNull(entry.after())[at];
    return written instanceof Withheld
        ? Optional.of(
            Otherwise.field(
                column, "would be made by " + after.get().name() + ", of no value told"))
        : value(other, side, after.get(), column, origin, new Written(written));
  }

  /** A value that was written, null among them. */
  private record Written(@Nullable Object value) {}

  /** What a rule would have made, where that is another value than what was written. */
  private static Optional<Otherwise> value(
      Task task,
      Side side,
      FieldRule rule,
      String column,
      Origin origin,
      @Nullable Written written) {
    Side from = side.other();
    Optional<Row> row = origin.row(task.shape(from), rule.columns(from));
    if (row.isEmpty() || rule instanceof RelationRule) {
      return Optional.of(
          Otherwise.field(
              column, "would be made by " + rule.name() + ", of which the journal holds nothing"));
    }
    try {
      Object made = made(rule, side, row.get());
      if (written != null && isSame(task, side, rule, made, written.value())) {
        return Optional.empty();
      }
      return Optional.of(
          made == null
              ? Otherwise.field(column, "would be null")
              : new Otherwise(column, "would be", Optional.of(made)));
    } catch (Unrepresentable | Formula.NoValue e) {
      return Optional.of(Otherwise.field(column, "would be rejected: " + e.getMessage()));
    }
  }

  /** What a rule makes for a side of a row of the other; of a relation nothing can be told. */
  static @Nullable Object made(FieldRule rule, Side side, Row row)
      throws Formula.NoValue, Unrepresentable {
    return switch (rule) {
      case ColumnRule c ->
          c.pair().carry(side.other(), row.get(c.columns(side.other()).getFirst()));
      case FormulaRule f -> f.make(side, row);
      case RelationRule r -> Withheld.ERASED;
    };
  }

  private static boolean isSame(
      Task task, Side side, FieldRule rule, @Nullable Object made, @Nullable Object written) {
    var type = task.shape(side).columns().get(rule.columns(side).getFirst()).type();
    return TypePair.of(type, type, ZoneOffset.UTC)
        .map(pair -> pair.same(made, written))
        .orElse(false);
  }

  /** A new record would have had more than it was given. */
  private static void added(Task one, Task other, Side side, Origin origin, List<Otherwise> all) {
    for (FieldRule rule : other.fields()) {
      String column = other.shape(side).columns().get(rule.columns(side).getFirst()).name();
      if (other.writes(side, rule) && rule(one, side, column).isEmpty()) {
        value(other, side, rule, column, origin, null).ifPresent(all::add);
      }
    }
  }

  /** Who would have won what was settled by a rule: of the whole record, or of single fields. */
  private static List<Otherwise> settled(Task one, Task other, Side side, JournalEntry entry) {
    boolean wasSettled =
        Arrays.stream(Rule.values())
            .filter(Rule::isSettlement)
            .anyMatch(r -> entry.detail().contains(r.words()));
    if (!wasSettled) {
      return List.of();
    }
    Map<String, String> fields = new LinkedHashMap<>();
    boolean each = true;
    for (int i = 0; i < entry.columns().size(); i++) {
      String column = entry.columns().get(i);
      Optional<FieldRule> before = rule(one, side, column);
      Optional<FieldRule> after = rule(other, side, column);
      if (isWritten(entry, i) && before.isPresent() && after.isPresent()) {
        String words = settled(winner(one, before.get()), winner(other, after.get()), side);
        each &= !words.isEmpty();
        if (!words.isEmpty()) {
          fields.put(column, words);
        }
      }
    }
    return each && fields.values().stream().distinct().count() == 1
        ? List.of(Otherwise.record(fields.values().iterator().next()))
        : fields.entrySet().stream().map(f -> Otherwise.field(f.getKey(), f.getValue())).toList();
  }

  /** What becomes of a value that was written where another wins; empty where that is the same. */
  private static String settled(Winner before, Winner after, Side side) {
    if (after == before || after == (side == Side.SOURCE ? Winner.TARGET : Winner.SOURCE)) {
      return "";
    }
    return switch (after) {
      case SOURCE, TARGET -> "what it held before would win: " + side.word() + " wins";
      case NEWEST -> "the newer of both would win";
      case HOLD -> "would wait for a person, as a conflict";
    };
  }

  /**
   * Who wins a field: as is named for it, else the side that gives it, else whoever usually does.
   */
  private static Winner winner(Task task, FieldRule rule) {
    Policies policies = task.policies();
    return switch (policies.conflicts()) {
      case MERGE -> {
        Winner named = policies.named(rule.name());
        boolean oneWay = task.writes(Side.SOURCE, rule) != task.writes(Side.TARGET, rule);
        Winner giver = task.writes(Side.SOURCE, rule) ? Winner.TARGET : Winner.SOURCE;
        yield named != null ? named : oneWay ? giver : policies.winner();
      }
      case SOURCE_WINS -> Winner.SOURCE;
      case TARGET_WINS -> Winner.TARGET;
      case NEWEST_WINS -> Winner.NEWEST;
      case HOLD -> Winner.HOLD;
    };
  }
}
