package dev.syncline.project;

import dev.syncline.connect.Connector;
import dev.syncline.connect.Fence;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.engine.config.CompiledSync;
import dev.syncline.engine.config.Finding;
import dev.syncline.engine.config.Outline;
import dev.syncline.engine.config.RightsCheck;
import dev.syncline.engine.config.WayBackCheck;
import dev.syncline.engine.sync.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What has to hold before a sync starts: its accounts have the rights that it needs, its
 * expressions lead back where they have to, its systems are those that it knows, and no other store
 * writes it. All that is missing is said at once, before the first write.
 */
public final class Readiness {
  private final OpenSync sync;
  private final CompiledSync compiled;
  private @Nullable RightsCheck rights;

  Readiness(OpenSync sync, CompiledSync compiled) {
    this.sync = sync;
    this.compiled = compiled;
  }

  /**
   * Before it is planned, which writes nothing.
   *
   * @throws CommandError when not even reading is allowed, or something else does not hold
   */
  void requireToRead(Progress progress) {
    if (!rights().reading().isEmpty()) {
      throw CommandError.rights(rights().all());
    }
    requireWayBack();
    requireFamiliar(progress);
  }

  /** Before a run, or a plan that is applied. */
  void requireToWrite(Progress progress) {
    requireToTakeOver();
    requireFamiliar(progress);
  }

  /** Before a run by a store to which the systems are new. */
  void requireToTakeOver() {
    requireRights();
    requireWayBack();
  }

  /** Before a run is taken back, which evaluates no expression. */
  void requireToTakeBack(Progress progress) {
    requireRights();
    requireFamiliar(progress);
  }

  /** What the accounts of both systems may not do and would have to. */
  public RightsCheck rights() {
    RightsCheck known = rights;
    if (known == null) {
      known = RightsCheck.of(compiled, sync.ends());
      rights = known;
    }
    return known;
  }

  /** Why a run would not be let write, in its own words: another store writes the sync. */
  public List<String> writtenElsewhere() {
    List<String> refusals = new ArrayList<>();
    for (Side side : Side.values()) {
      if (sync.sync().writes(side)) {
        Connector system = sync.ends().on(side);
        system
            .owner(sync.sync().id())
            .filter(owner -> !owner.equals(sync.store().id()))
            .map(owner -> Fence.foreign(system.name(), sync.sync().id(), owner))
            .ifPresent(refusal -> refusals.add(refusal.getMessage()));
      }
    }
    return refusals;
  }

  /** All that is missing is said at once, before the first write. */
  private void requireRights() {
    List<Finding> missing = rights().all();
    if (!missing.isEmpty()) {
      throw CommandError.rights(missing);
    }
  }

  /** Before the first write under a configuration, its expressions are tried on rows. */
  private void requireWayBack() {
    boolean tried =
        sync.store()
            .sync(sync.sync().id())
            .filter(s -> s.configHash().equals(sync.sync().configHash()))
            .isPresent();
    List<Finding> broken = tried ? List.of() : WayBackCheck.of(compiled, sync.ends());
    if (!broken.isEmpty()) {
      throw CommandError.configuration(broken);
    }
  }

  /**
   * Refuses a system that is another than before: one that a connection leads to only now, or that
   * has lost what Syncline keeps there, and does not hold the records that are linked.
   */
  private void requireFamiliar(Progress progress) {
    Optional<Outline> before = sync.lastOutline();
    for (Side side : Side.values()) {
      boolean moved =
          before
              .map(b -> !b.systems().on(side).equals(compiled.outline().systems().on(side)))
              .orElse(false);
      boolean bare =
          sync.sync().writes(side)
              && before.isPresent()
              && sync.ends().on(side).keepsOwner()
              && sync.ends().on(side).owner(sync.sync().id()).isEmpty();
      List<Task> doubted =
          sync.sync().tasks().stream()
              .filter(
                  t -> moved || bare || before.isPresent() && isElsewhere(before.get(), t, side))
              .toList();
      if (!doubted.isEmpty()) {
        sync.engine(progress)
            .unfamiliar(side, doubted)
            .ifPresent(
                doubt -> {
                  throw CommandError.unfamiliar(doubt, sync.sync().name());
                });
      }
    }
  }

  /** Whether a task keeps another object of a side than before. */
  private static boolean isElsewhere(Outline before, Task task, Side side) {
    Outline.OfTask then = before.tasks().get(task.id());
    return then != null && !then.objects().on(side).equals(task.schema(side).name());
  }
}
