package dev.syncline.engine.sim;

import dev.syncline.engine.sim.MemoryDatabase.Changed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The replication log of a {@link MemoryDatabase}: what was committed, transaction by transaction
 * and in the order of the commits, until the server purges it. It does not tell who wrote.
 */
final class MemoryLog {
  private final List<List<Changed>> transactions = new ArrayList<>();
  private final Map<String, LogMarks> readers = new HashMap<>();
  private int purged;

  /** Notes what is committed in the database. */
  void follow(MemoryDatabase database) {
    database.watch(transactions::add);
  }

  /** The place after the last transaction. */
  int end() {
    return transactions.size();
  }

  /** The transaction that begins at a place. */
  List<Changed> at(int place) {
    return transactions.get(place);
  }

  /** Keeps nothing of what is in it by now. */
  void purge() {
    purged = end();
  }

  /** Whether it is not all there any more from a place on. */
  boolean isPurged(int place) {
    return place < purged;
  }

  /** What a store reads of it and keeps itself; null when it does not. */
  LogMarks reader(String store) {
    return readers.get(store);
  }

  /** The same; from now on it does. */
  LogMarks begin(String store) {
    return readers.computeIfAbsent(store, s -> new LogMarks());
  }

  void leave(String store) {
    readers.remove(store);
  }
}
