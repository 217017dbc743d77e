package dev.syncline.engine.sync;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.plan.Guard;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A sync ready to run: its tasks compiled against both schemas.
 *
 * @param id its stable id
 * @param name its name
 * @param tasks parents before children, as far as there is no cycle
 * @param guard how much a run may write unseen
 * @param firstSync how a task begins that never ran
 * @param matchLater whether records that appear after the first sync are matched by unique key too
 * @param creates the sides on which records may be created that only the other side has
 * @param configHash hash of everything in the configuration that changes what the sync means
 * @param outline what it is like, by which a later edit is told from it; empty for nothing
 * @param resting tasks that it has and that do not run now
 * @param capturing how it finds out which records to look at
 */
public record Sync(
    int id,
    String name,
    List<Task> tasks,
    Guard guard,
    FirstSync firstSync,
    boolean matchLater,
    Set<Side> creates,
    String configHash,
    String outline,
    List<Resting> resting,
    Capturing capturing) {
  public Sync {
    tasks = List.copyOf(tasks);
    creates = Set.copyOf(creates);
    resting = List.copyOf(resting);
  }

  /** A sync that creates on every side that its direction writes, and compares all every time. */
  public Sync(
      int id,
      String name,
      List<Task> tasks,
      Guard guard,
      FirstSync firstSync,
      boolean matchLater,
      String configHash) {
    this(
        id,
        name,
        tasks,
        guard,
        firstSync,
        matchLater,
        Set.of(Side.SOURCE, Side.TARGET),
        configHash,
        "",
        List.of(),
        Capturing.SCAN);
  }

  /** The same with another way to find out which records to look at. */
  public Sync with(Capturing other) {
    return new Sync(
        id,
        name,
        tasks,
        guard,
        firstSync,
        matchLater,
        creates,
        configHash,
        outline,
        resting,
        other);
  }

  /** Whether records of a task that only the other side has are created on {@code side}. */
  public boolean creates(Task task, Side side) {
    return creates.contains(side)
        && task.policies().mode().creates()
        && task.policies().direction().writes(side);
  }

  /** Whether a task rests, by id. */
  public boolean rests(int task) {
    return resting.stream().anyMatch(r -> r.task() == task);
  }

  /** A task by id. */
  public Optional<Task> task(int task) {
    return tasks.stream().filter(t -> t.id() == task).findFirst();
  }

  /** Whether any task writes a side. */
  public boolean writes(Side side) {
    return tasks.stream().anyMatch(t -> t.policies().direction().writes(side));
  }

  /** How a task begins that never ran. */
  public enum FirstSync {
    /** Records of both sides are matched by unique key. */
    MATCH,
    /** Everything is copied both ways without matching. */
    COPY
  }
}
