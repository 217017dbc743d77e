package dev.syncline.engine.store;

import dev.syncline.core.Side;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.engine.store.StateStore.Change;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A store to try, and what makes trying it short. */
abstract class StoreFixture {
  static final int TASK = 7;

  StateStore store;

  /** Opens the test's store; the same one each time it is called in a test. */
  abstract StateStore open() throws Exception;

  @BeforeEach
  void openStore() throws Exception {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  final void reopen() throws Exception {
    store.close();
    store = open();
  }

  static Key key(Object... parts) {
    return Key.of(parts);
  }

  /** A base of three fields whose fingerprints follow from two numbers. */
  static Base base(long source, long target) {
    return Base.of(1, new long[] {source, source + 1, 3}, new long[] {target, target + 1, 3});
  }

  static Link link(long source, long target) {
    return new Link(key(source), key("t" + target), base(source, target), 0, 0);
  }

  final void change(java.util.function.Consumer<Change> work) {
    try (Change change = store.begin()) {
      work.accept(change);
      change.commit();
    }
  }

  static void change(StateStore of, java.util.function.Consumer<Change> work) {
    try (Change change = of.begin()) {
      work.accept(change);
      change.commit();
    }
  }

  final void put(Link... links) {
    change(c -> c.putLinks(TASK, List.of(links)));
  }

  final Map<Key, Link> all(Side side, Key... keys) {
    return store.links(TASK, side, List.of(keys));
  }
}
