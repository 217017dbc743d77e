package dev.syncline.engine.sim;

import dev.syncline.connect.Connector.Applied;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.WriteBatch;
import java.util.HashMap;
import java.util.Map;

/** Syncline's own tables in a {@link MemoryDatabase}: who owns a sync, and what was applied. */
final class MemoryLedger {
  private final Map<Integer, Owner> owners = new HashMap<>();
  private final Map<String, Applied> applied = new HashMap<>();
  private boolean installed;

  private record Owner(String store, long token) {}

  void install() {
    installed = true;
  }

  boolean installed() {
    return installed;
  }

  void uninstall() {
    installed = false;
    owners.clear();
    applied.clear();
  }

  long claim(int sync, String store, boolean adopt) {
    Owner owner = owners.get(sync);
    if (owner != null && !owner.store().equals(store) && !adopt) {
      throw new ConnectorException(
          Kind.FOREIGN_OWNER,
          "sync " + sync + " belongs to the store " + owner.store() + "; --take-over",
          null);
    }
    long token = owner == null ? 1 : owner.token() + 1;
    installed = true;
    owners.put(sync, new Owner(store, token));
    return token;
  }

  void checkFence(WriteBatch batch) {
    Owner owner = owners.get(batch.sync());
    if (!installed
        || owner == null
        || !owner.store().equals(batch.store())
        || owner.token() != batch.token()) {
      throw new ConnectorException(
          Kind.FENCED, "sync " + batch.sync() + " was taken over: " + owner, null);
    }
  }

  Applied applied(String store, String operation) {
    return applied.get(store + "/" + operation);
  }

  /** Notes an operation and returns what undoes that. */
  Runnable note(String store, String operation, Applied note) {
    String id = store + "/" + operation;
    Applied before = applied.put(id, note);
    return () -> {
      if (before == null) {
        applied.remove(id);
      } else {
        applied.put(id, before);
      }
    };
  }
}
