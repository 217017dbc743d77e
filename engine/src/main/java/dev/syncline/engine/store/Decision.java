package dev.syncline.engine.store;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A person's choice for a record; it holds only while both sides are as they were when it was made.
 *
 * @param task the task
 * @param side the side whose key this is
 * @param key the record's key
 * @param field the rule's name, or {@code *} for the whole record
 * @param choice source, target, decline, link:KEY, create, {@link #PINNED} or {@link #DOUBTED}
 * @param seen fingerprint of what both sides held; of a pinned field, what both held in it
 * @param atMillis when it was made
 */
public record Decision(
    int task, Side side, Key key, String field, String choice, long seen, long atMillis) {
  /**
   * An undo, or a snapshot that was taken, left it as it is: nothing flows until a side changes, or
   * a person releases it.
   */
  public static final String PINNED = "pinned";

  /**
   * Both sides may have agreed on fields of it of which the store, put back from an older copy,
   * knows nothing: what differs there waits for a person. Without meaning once all is agreed on.
   */
  public static final String DOUBTED = "doubted";

  /** The whole record, as a field. */
  public static final String RECORD = "*";

  /**
   * Lets what was decided about records follow them to other keys.
   *
   * @param keys the keys that records have now, by those that they had
   */
  public static void rekey(
      StateStore store, StateStore.Change change, int task, Side side, Map<Key, Key> keys) {
    List<Decision> following =
        keys.isEmpty()
            ? List.of()
            : store.decisions(task).stream()
                .filter(d -> d.side() == side && keys.containsKey(d.key()))
                .toList();
    following.forEach(change::removeDecision);
    for (Decision d : following) {
      Key now = Objects.requireNonNull(keys.get(d.key()));
      change.putDecision(new Decision(task, side, now, d.field, d.choice, d.seen, d.atMillis));
    }
  }

  /** Whether it is about the same as another, so that only one of them can be kept. */
  public boolean isAbout(Decision other) {
    return task == other.task
        && side == other.side
        && key.equals(other.key)
        && field.equals(other.field);
  }

  /** A record of which it is not known any more what both sides agreed on. */
  public static Decision doubt(int task, Key source, long nowMillis) {
    return new Decision(task, Side.SOURCE, source, "?", DOUBTED, 0, nowMillis);
  }

  /** A record that is left alone until it changes. */
  public static Decision pinned(int task, Side side, Key key, long seen, long nowMillis) {
    return new Decision(task, side, key, RECORD, PINNED, seen, nowMillis);
  }

  /** Whether an undo, or a snapshot that was taken, left it. */
  public boolean isPin() {
    return choice.equals(PINNED);
  }
}
