package dev.syncline.engine.store;

/**
 * What one process at a time has, such as a sync that it runs. It ends with the process, however
 * that ends: at once where processes of one machine share a file, and after a while where nodes
 * share a database, which cannot know whether a node that says nothing is dead.
 */
public interface Lease extends AutoCloseable {
  /** How this process itself is called where it is said who has one. */
  String HERE = "this process";

  /**
   * The store for whoever has it. A process that was taken for dead and wakes up can change nothing
   * through it any more: another may have taken over what this one was at.
   */
  StateStore store();

  /** Whether it still is this process's, as far as can be told. */
  boolean isHeld();

  /** Gives it back. */
  @Override
  void close();

  /** Gives it back for good: nobody will ask for it again. */
  void end();
}
