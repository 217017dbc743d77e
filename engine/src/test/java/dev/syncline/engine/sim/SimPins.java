package dev.syncline.engine.sim;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.engine.store.Decision;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.undo.Pins;
import java.util.HashSet;
import java.util.Set;

/** What undos left as it is, by task, side, key and field. */
record SimPins(Set<String> pins) {
  static SimPins of(StateStore store, SimSchema schema) {
    Set<String> pins = new HashSet<>();
    for (SimTable table : schema.tables()) {
      new Pins(store, schema.sync().task(table.task()).orElseThrow())
          .list()
          .forEach(d -> pins.add(name(table, d.side(), d.key(), d.field())));
    }
    return new SimPins(pins);
  }

  private static String name(SimTable table, Side side, Key key, String field) {
    return table.task() + " " + side + " " + key + " " + field;
  }

  boolean holds(SimTable table, Side side, Key key) {
    return pins.contains(name(table, side, key, Decision.RECORD));
  }

  boolean holds(SimTable table, Key source, String field) {
    return pins.contains(name(table, Side.SOURCE, source, field));
  }
}
