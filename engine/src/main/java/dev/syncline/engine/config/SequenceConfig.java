package dev.syncline.engine.config;

import java.util.List;

/**
 * Syncs that run one after another, each {@code after} the one before it.
 *
 * @param at where it is configured
 * @param name its name
 * @param syncs which, in order
 * @param onFailure what becomes of those behind one that failed
 */
public record SequenceConfig(Position at, String name, List<Name> syncs, OnFailure onFailure) {
  public SequenceConfig {
    syncs = List.copyOf(syncs);
  }

  /** What becomes of the syncs behind one that failed. */
  public enum OnFailure {
    /** They do not run. */
    STOP,
    /** They run all the same. */
    CONTINUE
  }
}
