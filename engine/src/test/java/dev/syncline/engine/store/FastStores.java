package dev.syncline.engine.store;

import java.nio.file.Path;

/**
 * Opens real state stores that do not wait for the disk: what is committed outlives the process,
 * which is all that a simulated crash takes away, but not the machine.
 */
public final class FastStores {
  private FastStores() {}

  /** Opens the store in a file, and makes it when there is none. */
  public static StateStore open(Path file) {
    return SqlStore.open(new SqliteDatabase(file, 15_000, "OFF"));
  }
}
