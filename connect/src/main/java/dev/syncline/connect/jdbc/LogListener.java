package dev.syncline.connect.jdbc;

import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.LogReader;
import dev.syncline.core.value.Type;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes marks of what one reading of a log tells. A mark is kept when everybody can see what it is
 * for: who looked at the row before that would find it as it was, and take the mark for done.
 */
final class LogListener implements LogReader.Listener {
  /** The longest pause between two questions whether a transaction can be seen, in milliseconds. */
  private static final int LONGEST = 20;

  private final MarkFolder marks;
  private final Visibility visibility;
  private final Map<TableName, Kept> kept;
  private final Runnable told;
  private volatile boolean left;
  private volatile boolean reached;
  private volatile long lastNanos = System.nanoTime();
  private volatile @Nullable String failure;
  private volatile @Nullable ConnectorException broken;

  /** An object whose marks are kept, with the types of its key. */
  record Kept(String object, List<Type> key) {}

  /** Whether everybody can see what some transactions wrote. */
  interface Visibility {
    boolean of(Collection<Long> transactions) throws SQLException;
  }

  /**
   * A listener of one reading.
   *
   * @param told runs when there are new marks, or the reading ended
   */
  LogListener(MarkFolder marks, Visibility visibility, Map<TableName, Kept> kept, Runnable told) {
    this.marks = marks;
    this.visibility = visibility;
    this.kept = Map.copyOf(kept);
    this.told = told;
  }

  @Override
  public void changed(List<LogReader.Change> changes, Set<Long> transactions) {
    List<MarkFile.Entry> entries = new ArrayList<>(changes.size());
    for (LogReader.Change change : changes) {
      Kept object = kept.get(new TableName(change.schema(), change.table()));
      if (object != null) {
        entries.add(
            new MarkFile.Entry(
                object.object,
                LogKeys.of(change.before(), object.key),
                LogKeys.of(change.after(), object.key)));
      }
    }
    if (!entries.isEmpty()) {
      await(transactions);
      keep(f -> f.add(entries));
      told.run();
    }
  }

  private void await(Set<Long> transactions) {
    try {
      for (int tries = 0; !visibility.of(transactions); tries++) {
        refuseWhenLeft();
        // At first each question is pause enough; a standby may be waited for much longer.
        Thread.sleep(Math.min(tries / 10, LONGEST));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("reading was interrupted", e);
    }
  }

  @Override
  public void marker(String text) {
    keep(f -> f.marker(text));
  }

  @Override
  public void reached(String position) {
    keep(f -> f.reach(position));
    reached = true;
  }

  private void keep(MarkFolder.Work work) {
    refuseWhenLeft();
    try {
      marks.change(work);
      broken = null;
    } catch (ConnectorException e) {
      broken = e;
      throw e;
    }
    lastNanos = System.nanoTime();
  }

  /** What is told by a reading that nobody waits for any more is told again by the next one. */
  private void refuseWhenLeft() {
    if (left) {
      throw new IllegalStateException("this reading has ended");
    }
  }

  @Override
  public void failed(String reason) {
    failure = reason;
    told.run();
  }

  /** From now on nothing is kept of what this reading tells. */
  void leave() {
    left = true;
  }

  /** When something was kept last, by {@link System#nanoTime}. */
  long lastNanos() {
    return lastNanos;
  }

  /** Whether the reading got on. */
  boolean hasReached() {
    return reached;
  }

  /** Why the reading ended by itself; null while it has not. */
  @Nullable String failure() {
    return failure;
  }

  /** That what was told last could not be kept; null when it was. */
  @Nullable ConnectorException broken() {
    return broken;
  }
}
