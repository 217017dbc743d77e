package dev.syncline.engine.undo;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.engine.relations.Parents;
import dev.syncline.engine.store.JournalBatch;
import dev.syncline.engine.store.JournalEntry;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.store.Withheld;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a run did to one row, all its writes taken together: a row that it created and then changed
 * is created as it was in the end, and one that it created and deleted again is nothing.
 */
public final class Effect {
  private final int task;
  private final Side side;
  private final Map<String, @Nullable Object> before = new LinkedHashMap<>();
  private final Map<String, @Nullable Object> after = new LinkedHashMap<>();
  private final @Nullable Key other;
  private JournalEntry.Kind kind;
  private Key own;
  private boolean undone;

  private Effect(int task, Side side, JournalEntry entry) {
    this.task = task;
    this.side = side;
    this.kind = entry.kind();
    this.own = key(entry, side);
    this.other = side == Side.SOURCE ? entry.target() : entry.source();
  }

  private static Key key(JournalEntry entry, Side side) {
    return Objects.requireNonNull(
        side == Side.SOURCE ? entry.source() : entry.target(), "a row that was written has a key");
  }

  /** The task it was written for. */
  public int task() {
    return task;
  }

  /** The side it was written on. */
  public Side side() {
    return side;
  }

  /** What became of the row in the end. */
  public JournalEntry.Kind kind() {
    return kind;
  }

  /** The row's key after the run, or before it was deleted. */
  public Key own() {
    return own;
  }

  /** The record's key on the other side as the journal knows it. */
  public @Nullable Key other() {
    return other;
  }

  /** What the columns that the run changed held before it, or the whole row that it deleted. */
  Map<String, @Nullable Object> before() {
    return before;
  }

  /** What the run left in the columns that it wrote. */
  Map<String, @Nullable Object> after() {
    return after;
  }

  /** Whether it is about a record with this key on either side. */
  public boolean concerns(Key key) {
    return key.equals(own) || key.equals(other);
  }

  /** The effects of a run, and how many operations of it are known to be applied. */
  public record OfRun(List<Effect> newestFirst, long applied, boolean open) {}

  /** Reads a run's journal; a task that is not configured any more is null for {@code tasks}. */
  public static OfRun of(StateStore store, long run, IntFunction<@Nullable Task> tasks) {
    Reading reading = new Reading(tasks);
    store.journal(run, reading::take);
    List<Effect> all = new ArrayList<>(reading.all.reversed());
    all.removeIf(e -> e.undone);
    return new OfRun(all, reading.applied, reading.open);
  }

  private static final class Reading {
    private final IntFunction<@Nullable Task> tasks;
    private final List<Effect> all = new ArrayList<>();
    private final Map<Parents.Ref, Effect> latest = new HashMap<>();
    private long applied;
    private boolean open;

    Reading(IntFunction<@Nullable Task> tasks) {
      this.tasks = tasks;
    }

    void take(JournalBatch batch) {
      open |= batch.open();
      List<JournalEntry> written =
          batch.entries().stream().filter(e -> e.outcome().equals("applied")).toList();
      applied += written.size();
      // Found before any of them is kept: rows of one batch may have exchanged their keys.
      List<@Nullable Effect> known = new ArrayList<>();
      for (JournalEntry entry : written) {
        known.add(latest.remove(new Parents.Ref(batch.task(), batch.side(), key(entry, batch))));
      }
      for (int i = 0; i < written.size(); i++) {
        take(batch, written.get(i), known.get(i));
      }
    }

    private static Key key(JournalEntry entry, JournalBatch batch) {
      return Effect.key(entry, batch.side());
    }

    private void take(JournalBatch batch, JournalEntry entry, @Nullable Effect known) {
      Effect effect = known;
      if (effect == null || effect.kind == JournalEntry.Kind.DELETE) {
        effect = new Effect(batch.task(), batch.side(), entry);
        all.add(effect);
      }
      effect.add(entry, tasks.apply(batch.task()));
      if (!effect.undone) {
        latest.put(new Parents.Ref(batch.task(), batch.side(), effect.own), effect);
      }
    }
  }

  private void add(JournalEntry entry, @Nullable Task definition) {
    switch (entry.kind()) {
      case CREATE -> put(after, entry.columns(), entry.after());
      case UPDATE -> {
        Map<String, @Nullable Object> was = new HashMap<>();
        Map<String, @Nullable Object> is = new HashMap<>();
        put(was, entry.columns(), entry.before());
        put(is, entry.columns(), entry.after());
        // What the write left as it was, somebody else may have put there since the run's last one.
        is.keySet()
            .removeIf(
                column ->
                    !(is.get(column) instanceof Withheld)
                        && Objects.deepEquals(was.get(column), is.get(column)));
        if (kind == JournalEntry.Kind.UPDATE) {
          is.keySet()
              .forEach(
                  column -> {
                    if (!isOurs(column, was.get(column))) {
                      before.put(column, was.get(column));
                    }
                  });
        }
        after.putAll(is);
        own = keyAfter(definition, is);
      }
      case DELETE -> {
        undone = kind == JournalEntry.Kind.CREATE;
        Map<String, @Nullable Object> last = new HashMap<>();
        put(last, entry.columns(), entry.before());
        // What this run had changed before it deleted the row goes back to what it was at first.
        last.replaceAll((column, was) -> isOurs(column, was) ? before.get(column) : was);
        before.clear();
        before.putAll(last);
        kind = JournalEntry.Kind.DELETE;
      }
    }
  }

  /** Whether a value is what the run itself had changed the column to. */
  private boolean isOurs(String column, @Nullable Object value) {
    return before.containsKey(column)
        && after.containsKey(column)
        && Objects.deepEquals(after.get(column), value);
  }

  /** The key as an update left it: of a key of several columns it may have written only some. */
  private Key keyAfter(@Nullable Task definition, Map<String, @Nullable Object> written) {
    if (definition == null) {
      return own;
    }
    List<String> identity = definition.schema(side).identity();
    Object[] parts = own.parts().clone();
    for (int i = 0; i < parts.length; i++) {
      Object part = written.get(identity.get(i));
      if (part != null) {
        parts[i] = part;
      }
    }
    return Key.of(parts);
  }

  private static void put(
      Map<String, @Nullable Object> to,
      List<String> columns,
      @Nullable Object @Nullable [] values) {
    for (int i = 0; values != null && i < columns.size(); i++) {
      to.put(columns.get(i), values[i]);
    }
  }
}
