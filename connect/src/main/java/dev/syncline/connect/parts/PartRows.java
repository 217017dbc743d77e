package dev.syncline.connect.parts;

import dev.syncline.connect.Connector;
import dev.syncline.connect.parts.Part.Link;
import dev.syncline.core.Side;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.CanonicalBytes;
import dev.syncline.core.value.MatchForm;
import dev.syncline.core.value.MatchKey;
import dev.syncline.core.value.TypePair;
import dev.syncline.core.value.Unrepresentable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of one part that belong to some rows of the root, found by one question. */
final class PartRows {
  private final Part part;
  private final List<TypePair> pairs;
  private final List<MatchForm> exact;
  private final CanonicalBytes scratch = new CanonicalBytes();
  private final Map<ByteBuffer, List<Row>> found = new HashMap<>();

  private PartRows(Part part) {
    this.part = part;
    this.pairs = part.links().stream().map(Link::pair).toList();
    this.exact = Collections.nCopies(pairs.size(), MatchForm.EXACT);
  }

  /**
   * Finds them.
   *
   * @param shape what is read of the part
   * @param roots rows that hold the root's key, or what refers to the part's
   */
  static PartRows of(Connector system, Part part, Shape shape, Collection<Row> roots) {
    PartRows rows = new PartRows(part);
    List<String> columns = new ArrayList<>(part.linked());
    part.slots().forEach(s -> columns.add(s.column()));
    List<Object[]> tuples = new ArrayList<>(roots.size());
    for (Row root : roots) {
      Object[] tuple = rows.tuple(root);
      if (tuple != null) {
        tuples.add(tuple);
      }
    }
    if (!tuples.isEmpty()) {
      for (Row row : system.find(shape, columns, tuples, false)) {
        byte[] key =
            rows.key(Side.TARGET, part.links().stream().map(l -> row.get(l.column())).toArray());
        if (key != null && part.isSlot(row)) {
          rows.found.computeIfAbsent(ByteBuffer.wrap(key), k -> new ArrayList<>(1)).add(row);
        }
      }
    }
    return rows;
  }

  /** Those of one root's row. */
  List<Row> of(Row root) {
    byte[] key = key(Side.SOURCE, part.links().stream().map(l -> root.get(l.root())).toArray());
    return key == null ? List.of() : found.getOrDefault(ByteBuffer.wrap(key), List.of());
  }

  private byte @Nullable [] key(Side side, @Nullable Object[] values) {
    return MatchKey.of(pairs, exact, side, values, scratch);
  }

  /** What the part's columns hold in the row of a root; null where none can hold it. */
  private Object @Nullable [] tuple(Row root) {
    Object[] tuple = new Object[part.links().size() + part.slots().size()];
    int at = 0;
    for (Link link : part.links()) {
      Object value;
      try {
        value = link.pair().carry(Side.SOURCE, root.get(link.root()));
      } catch (Unrepresentable e) {
        return null;
      }
      if (value == null) {
        return null;
      }
      tuple[at++] = value;
    }
    for (Part.Slot slot : part.slots()) {
      tuple[at++] = slot.value();
    }
    return tuple;
  }
}
