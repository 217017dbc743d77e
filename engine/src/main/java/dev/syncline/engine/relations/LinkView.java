package dev.syncline.engine.relations;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.store.Stores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The links as a run sees them: those of the store, and over them those that are known to the run
 * only: what a plan, which writes nothing, has found itself, and the pairs that it matched and that
 * still differ. Children must see these too, or a child whose unique key contains its parent would
 * find no counterpart and be planned a second time. A run links such pairs in the store at once.
 */
public final class LinkView implements AutoCloseable {
  private final StateStore store;
  private final @Nullable StateStore scratch;
  private @Nullable StateStore pairs;

  /** The links of a store, and of a plan's scratch store if there is one. */
  public LinkView(StateStore store, @Nullable StateStore scratch) {
    this.store = store;
    this.scratch = scratch;
  }

  /** The links of these keys of a side. */
  public Map<Key, Link> find(int task, Side side, Collection<Key> keys) {
    return find(task, side, keys, store, scratch);
  }

  /**
   * The links of these keys of a side, for children that ask to whom their parents belong: those of
   * pairs that are not settled count too. Nothing but their keys means anything.
   */
  public Map<Key, Link> ofParents(int task, Side side, Collection<Key> keys) {
    return find(task, side, keys, store, scratch, pairs);
  }

  /**
   * The links of these keys of a side as they are to be: a record that was matched anew since
   * belongs to its new counterpart, also where that is only planned.
   */
  public Map<Key, Link> asPlanned(int task, Side side, Collection<Key> keys) {
    return find(task, side, keys, pairs, scratch, store);
  }

  private static Map<Key, Link> find(
      int task, Side side, Collection<Key> keys, @Nullable StateStore... places) {
    Map<Key, Link> found = new HashMap<>();
    for (StateStore place : places) {
      if (place == null || keys.isEmpty()) {
        continue;
      }
      Collection<Key> missing =
          found.isEmpty() ? keys : keys.stream().filter(k -> !found.containsKey(k)).toList();
      found.putAll(place.links(task, side, missing));
    }
    return found;
  }

  /** Remembers pairs that belong together but are not settled, for as long as the run takes. */
  public void pair(int task, List<Link> unsettled, Path temp) {
    if (unsettled.isEmpty()) {
      return;
    }
    StateStore open = pairs;
    if (open == null) {
      open = temporary(temp);
      pairs = open;
    }
    try (StateStore.Change change = open.begin()) {
      change.addLinks(task, unsettled);
      change.commit();
    }
  }

  /** A store that is forgotten when it is closed. */
  public static StateStore temporary(Path temp) {
    try {
      Path file = Files.createTempFile(temp, "links", ".db");
      Files.delete(file);
      return Stores.open(file);
    } catch (IOException e) {
      throw new UncheckedIOException("no room for links in " + temp, e);
    }
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

  /** Forgets what only this run knew. */
  @Override
  public void close() {
    if (pairs != null) {
      pairs.close();
      pairs = null;
    }
  }
}
