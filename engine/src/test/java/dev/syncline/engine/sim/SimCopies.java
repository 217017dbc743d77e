package dev.syncline.engine.sim;

import static dev.syncline.core.laws.Seeds.oneIn;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Formula.NoValue;
import dev.syncline.core.model.Column;
import dev.syncline.core.value.Unrepresentable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Makes a new row of the target much like one that the source has: the same values, and where a
 * formula makes a column, sometimes what it makes, and sometimes the very thing that it reads.
 */
final class SimCopies {
  private final SimSchema schema;
  private final SplittableRandom random;

  SimCopies(SimSchema schema, SplittableRandom random) {
    this.schema = schema;
    this.random = random;
  }

  void copy(SimTable table, Map<String, Object> source, Map<String, Object> target) {
    for (SimTable.Value v : table.values()) {
      if (!oneIn(random, 4)) {
        try {
          put(table, target, v.name(), v.pair().carry(Side.SOURCE, source.get(v.name())));
        } catch (Unrepresentable e) {
          // It stays another one.
        }
      }
    }
    for (SimMade m : table.made()) {
      List<SimMade.Column> there = m.own(Side.TARGET);
      if (there.isEmpty() || oneIn(random, 3)) {
        continue;
      }
      boolean asMade = oneIn(random, 2) && !m.onlyReads(Side.TARGET);
      Object held = m.held(Side.SOURCE, source::get);
      List<?> read = m.onlyReads(Side.SOURCE) ? (List<?>) held : Arrays.asList(held);
      try {
        Object copy =
            asMade ? m.formula().make(Side.TARGET, read) : read.isEmpty() ? null : read.getFirst();
        put(table, target, there.getFirst().name(), copy);
      } catch (NoValue e) {
        // It stays another one.
      }
    }
  }

  private void put(SimTable table, Map<String, Object> row, String name, Object value) {
    Column column = table.schema(Side.TARGET, schema.tables()).column(name).orElseThrow();
    try {
      Fit.check(table.name(), column, value);
      row.put(name, value);
    } catch (Violation e) {
      // It does not fit.
    }
  }
}
