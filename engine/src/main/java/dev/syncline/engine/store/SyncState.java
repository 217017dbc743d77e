package dev.syncline.engine.store;

import java.util.Map;

/**
 * A sync's life.
 *
 * @param id its stable id
 * @param name its name when last seen
 * @param phase where it stands
 * @param reason why it is halted, in words; empty otherwise
 * @param lastSyncMillis when a run last ended with nothing left to do; 0 if never
 * @param tasks per task id, whether its historical sync is complete
 * @param configHash hash of the sync's configuration at its last run
 * @param resumes the phase that it had before it was halted, and gets again when it is let go; else
 *     its phase
 */
public record SyncState(
    int id,
    String name,
    Phase phase,
    String reason,
    long lastSyncMillis,
    Map<Integer, Boolean> tasks,
    String configHash,
    Phase resumes) {
  public SyncState {
    tasks = Map.copyOf(tasks);
    resumes = phase == Phase.HALTED ? resumes : phase;
  }

  /** One that is not halted, or was live before. */
  public SyncState(
      int id,
      String name,
      Phase phase,
      String reason,
      long lastSyncMillis,
      Map<Integer, Boolean> tasks,
      String configHash) {
    this(id, name, phase, reason, lastSyncMillis, tasks, configHash, Phase.LIVE);
  }

  /** The same, in step at a moment. */
  public SyncState inStep(long atMillis) {
    return new SyncState(id, name, phase, reason, atMillis, tasks, configHash, resumes);
  }

  /** The same in another phase, for which there is no reason to give. */
  public SyncState in(Phase other) {
    return new SyncState(id, name, other, "", lastSyncMillis, tasks, configHash);
  }

  /** Where a sync stands. */
  public enum Phase {
    DRAFT,
    LIVE,
    PAUSED,
    HALTED
  }
}
