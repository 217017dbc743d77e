package dev.syncline.engine;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.engine.store.StateStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The links as a run sees them: those of the store, and over them those that a plan, which writes
 * nothing, has found itself and keeps in a scratch store of its own.
 */
public final class LinkView {
  private final StateStore store;
  private final @Nullable StateStore scratch;

  /** The links of a store, and of a plan's scratch store if there is one. */
  public LinkView(StateStore store, @Nullable StateStore scratch) {
    this.store = store;
    this.scratch = scratch;
  }

  /** The links of these keys of a side. */
  public Map<Key, Link> find(int task, Side side, Collection<Key> keys) {
    if (keys.isEmpty()) {
      return Map.of();
    }
    Map<Key, Link> found = store.links(task, side, keys);
    if (scratch == null || found.size() == keys.size()) {
      return found;
    }
    List<Key> missing = new ArrayList<>();
    for (Key key : keys) {
      if (!found.containsKey(key)) {
        missing.add(key);
      }
    }
    Map<Key, Link> all = new HashMap<>(found);
    all.putAll(scratch.links(task, side, missing));
    return all;
  }

  /** Where new links are kept: the scratch store of a plan, else the store. */
  public StateStore writable() {
    return scratch == null ? store : scratch;
  }

  /** The store itself, whose links a survey compares both sides with. */
  public StateStore store() {
    return store;
  }

  /** Whether nothing may be kept. */
  public boolean planning() {
    return scratch != null;
  }
}
