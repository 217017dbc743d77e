package dev.syncline.engine.advise;

import dev.syncline.connect.Connector;
import dev.syncline.connect.Connector.Order;
import dev.syncline.connect.Connector.RowStream;
import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The unique keys of objects that others refer to, by their identity: a child's generated reference
 * says nothing across sides, but the unique key of the parent behind it does.
 */
final class ParentKeys {
  /** Parents of more rows are not kept in memory, and are no part of a child's key. */
  static final long MOST_ROWS = 4_000_000;

  private final BySide<Connector> connectors;
  private final AdviceOptions options;
  private final Map<String, PairAdvice> parents = new HashMap<>();
  private final Map<String, Map<Side, LongMap>> loaded = new HashMap<>();

  ParentKeys(BySide<Connector> connectors, AdviceOptions options) {
    this.connectors = connectors;
    this.options = options;
  }

  /** Takes note of a pair whose advice is known. */
  void add(PairAdvice advice) {
    parents.put(advice.source().name(), advice);
  }

  /** Whether children may be told apart by this parent, named as on the source. */
  boolean canTell(String parent) {
    PairAdvice advice = parents.get(parent);
    return advice != null
        && advice.chosen().isPresent()
        && advice.chosen().get().source().rows() <= MOST_ROWS
        && advice.chosen().get().target().rows() <= MOST_ROWS;
  }

  /** The parent's unique keys on a side, by the hash of its identity; read on first use. */
  LongMap of(String parent, Side side) {
    Map<Side, LongMap> sides = loaded.computeIfAbsent(parent, p -> new EnumMap<>(Side.class));
    LongMap keys = sides.get(side);
    if (keys == null) {
      PairAdvice advice = parents.get(parent);
      if (advice == null) {
        throw new IllegalArgumentException("no advice on " + parent + " yet");
      }
      keys = load(advice, side);
      sides.put(side, keys);
    }
    return keys;
  }

  private LongMap load(PairAdvice advice, Side side) {
    KeyAdvice key = advice.chosen().orElseThrow();
    ObjectSchema schema = advice.schema(side);
    Set<String> columns = new LinkedHashSet<>(schema.identity());
    key.parts().forEach(p -> columns.addAll(p.columns(side)));
    Shape shape = schema.shape(new ArrayList<>(columns));
    KeyReader reader =
        new KeyReader(key.parts(), side, advice.source(), advice.target(), shape, options, this);
    LongMap keys = new LongMap();
    try (RowStream stream = connectors.on(side).read(shape, Order.ANY)) {
      for (Row row = stream.next(); row != null; row = stream.next()) {
        Key identity = row.key();
        long hash = reader.read(row, key.form());
        if (identity != null && hash != 0) {
          keys.put(ValueHash.of(identity), hash);
        }
      }
    }
    return keys;
  }
}
