package dev.syncline.engine.store;

import java.util.Optional;

/** How processes that share a store keep out of each other's way. */
interface Leases extends AutoCloseable {

  /**
   * Takes what one process at a time may have; nothing if another has it.
   *
   * @param name what it is: letters, digits and hyphens
   */
  Optional<Lease> take(String name, SqlStore store);

  /** Which process has it now, in words; nothing where none does. */
  Optional<String> holder(String name);

  @Override
  void close();
}
