package dev.syncline.engine.decide;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Key;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.core.plan.PlanItem.Held;
import dev.syncline.core.plan.PlanItem.Update;
import dev.syncline.engine.store.Decision;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.JournalBatch;
import dev.syncline.engine.store.JournalEntry;
import dev.syncline.engine.store.StateStore;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds fields that flip: somebody on a side takes back what was written there, and it is written
 * again, and so on. Such a record is quarantined: it is not written any more and stays due, until
 * what both sides hold changes or a person has it tried again.
 *
 * <p>It is told by the journal: the last writes of the field all put the same value in place of the
 * same other one, which is there once more. Somebody who changes a field to and fro looks
 * otherwise: then the last write is the one that put in place what is there.
 */
public final class Flips {
  /** So many writes were taken back before the next is not done. */
  static final int TIMES = 3;

  private static final Duration WINDOW = Duration.ofHours(24);

  /** The search goes back no further than so many batches of a task. */
  private static final int BATCHES = 2_000;

  /** Where more records are changed in a run, it is not each of them that flips. */
  private static final int RECORDS = 100;

  private static final String RELEASED = "released";

  private final StateStore store;
  private final Task task;
  private final long now;
  private final Map<Key, Due> quarantined = new HashMap<>();
  private final Map<Key, Long> released = new HashMap<>();
  private int asked;
  private StateStore.Latest journal;

  /** The flips of a task, as a run or a plan sees them that begins now. */
  public Flips(StateStore store, Task task, long now) {
    this.store = store;
    this.task = task;
    this.now = now;
    this.journal = latest();
    store.due(
        task.id(),
        due -> {
          if (due.reason() == Due.Reason.QUARANTINED && due.side() == Side.SOURCE) {
            quarantined.put(due.key(), due);
          }
        });
    for (Decision d : store.decisions(task.id())) {
      if (d.choice().equals(RELEASED)) {
        released.put(d.key(), d.atMillis());
      }
    }
  }

  private StateStore.Latest latest() {
    return store.latest(task.id(), Side.SOURCE, BATCHES);
  }

  /** From now on the writes of this run count, too. */
  public void newRound() {
    journal = latest();
  }

  /** Why an update is not to be done; nothing when it is. */
  public Optional<Held> held(Update update) {
    Due before = quarantined.get(update.source());
    if (before != null && before.seen() == update.seen().both()) {
      return Optional.of(held(update, names(update), before.message()));
    }
    // A record that was hardly ever written cannot have been written that often.
    if (update.revision() < TIMES - 1 || ++asked > RECORDS) {
      return Optional.empty();
    }
    for (Change change : update.changes()) {
      if (times(update, change) >= TIMES) {
        FieldRule rule = task.fields().get(change.field());
        return Optional.of(held(update, List.of(rule.name()), message(update, change, rule)));
      }
    }
    return Optional.empty();
  }

  private List<String> names(Update update) {
    return update.changes().stream().map(c -> task.fields().get(c.field()).name()).toList();
  }

  private Held held(Update update, List<String> fields, String message) {
    return new Held(
        task.id(),
        update.side(),
        update.source(),
        update.target(),
        PlanItem.Reason.FLIPS,
        fields,
        message,
        update.seen());
  }

  private String message(Update update, Change change, FieldRule rule) {
    List<Column> columns = columns(update, change);
    return rule.name()
        + " flips: "
        + TIMES
        + " times "
        + shown(columns, change.after())
        + " was written in place of "
        + shown(columns, change.before())
        + " on the "
        + update.side().word()
        + ", and each time something there put "
        + shown(columns, change.before())
        + " back. Find the trigger, job or tool that does so, and stop one of the two; then:"
        + " syncline retry";
  }

  private static String shown(List<Column> columns, @Nullable Object[] values) {
    List<String> shown = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      Object value = columns.get(i).shown(values[i]);
      shown.add(value == null ? "nothing" : "\"" + value + "\"");
    }
    return String.join(", ", shown);
  }

  private List<Column> columns(Update update, Change change) {
    return task.fields().get(change.field()).columns(update.side()).stream()
        .map(i -> task.shape(update.side()).columns().get(i))
        .toList();
  }

  /** How many writes in a row, up to the last, did the same and were taken back. */
  private int times(Update update, Change change) {
    List<String> columns = columns(update, change).stream().map(Column::name).toList();
    long since =
        Math.max(now - WINDOW.toMillis(), released.getOrDefault(update.source(), Long.MIN_VALUE));
    int[] times = {0};
    journal.each(
        update.source(),
        batch -> {
          if (batch.atMillis() <= since) {
            return false;
          }
          Boolean again =
              batch.side() == update.side() ? again(batch, update, change, columns) : null;
          times[0] += Boolean.TRUE.equals(again) ? 1 : 0;
          return !Boolean.FALSE.equals(again) && times[0] < TIMES;
        });
    return times[0];
  }

  /** Whether a batch did what the change would do again; null if it did not touch the field. */
  private static @Nullable Boolean again(
      JournalBatch batch, Update update, Change change, List<String> columns) {
    for (JournalEntry entry : batch.entries()) {
      if (!update.source().equals(entry.source()) || !entry.outcome().equals("applied")) {
        continue;
      }
      @Nullable Object[] before = values(entry, entry.before(), columns);
      @Nullable Object[] after = values(entry, entry.after(), columns);
      if (entry.kind() != JournalEntry.Kind.UPDATE || before == null || after == null) {
        return false;
      }
      if (!equal(before, after)) {
        return equal(before, change.before()) && equal(after, change.after());
      }
    }
    return null;
  }

  private static @Nullable Object @Nullable [] values(
      JournalEntry entry, @Nullable Object @Nullable [] image, List<String> columns) {
    if (image == null || !entry.columns().containsAll(columns)) {
      return null;
    }
    return columns.stream().map(c -> image[entry.columns().indexOf(c)]).toArray();
  }

  private static boolean equal(@Nullable Object[] one, @Nullable Object[] other) {
    boolean equal = one.length == other.length;
    for (int i = 0; i < one.length && equal; i++) {
      equal = equal(one[i], other[i]);
    }
    return equal;
  }

  private static boolean equal(@Nullable Object one, @Nullable Object other) {
    if (one instanceof BigDecimal a && other instanceof BigDecimal b) {
      return a.compareTo(b) == 0;
    }
    return one instanceof byte[] a && other instanceof byte[] b
        ? Arrays.equals(a, b)
        : Objects.equals(one, other);
  }

  /**
   * Has quarantined records of a task tried again, as though they had never flipped.
   *
   * @return how many there were
   */
  public static int release(StateStore store, int task, long nowMillis) {
    List<Due> held = new ArrayList<>();
    store.due(
        task,
        due -> {
          if (due.reason() == Due.Reason.QUARANTINED) {
            held.add(due);
          }
        });
    if (held.isEmpty()) {
      return 0;
    }
    try (StateStore.Change change = store.begin()) {
      store.decisions(task).stream()
          .filter(d -> d.choice().equals(RELEASED))
          .filter(d -> d.atMillis() < nowMillis - WINDOW.toMillis())
          .forEach(change::removeDecision);
      for (Due due : held) {
        change.putDecision(new Decision(task, due.side(), due.key(), "", RELEASED, 0, nowMillis));
        change.putDue(
            List.of(
                new Due(
                    task,
                    due.side(),
                    due.key(),
                    Due.Reason.WAITING,
                    "it is tried again",
                    0,
                    due.sinceMillis(),
                    0)));
      }
      change.commit();
    }
    return held.size();
  }
}
