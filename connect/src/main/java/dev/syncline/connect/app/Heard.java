package dev.syncline.connect.app;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Inserts that were sent, or asked after, before: such a one is looked for before it is sent again.
 * The journal asks after every insert whose fate it does not know before anything else is done, so
 * what is not in here was never sent; what has long been settled may be forgotten.
 */
final class Heard {
  private static final int MOST = 100_000;

  private final Map<String, Boolean> operations =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > MOST;
        }
      };

  synchronized boolean of(String store, String operation) {
    return operations.containsKey(store + " " + operation);
  }

  synchronized void add(String store, String operation) {
    operations.put(store + " " + operation, true);
  }
}
