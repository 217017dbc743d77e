package dev.syncline.connect.parts;

import dev.syncline.connect.Connector;
import dev.syncline.connect.parts.Part.Link;
import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Unrepresentable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows of a root that refer to rows of a part, where the root's row holds the part's key. */
final class Referrers {
  private Referrers() {}

  /** What of the root's rows is read for it: its key, and what refers to the part. */
  static Shape shape(Whole whole, Part part) {
    Set<String> columns = new LinkedHashSet<>(whole.root().identity());
    columns.addAll(part.referring());
    return whole.root().shape(List.copyOf(columns));
  }

  /**
   * Finds them.
   *
   * @param shape what is read of the root's rows
   * @param keys of rows of the part
   */
  static List<Row> of(Connector system, Part part, Shape shape, Collection<Key> keys) {
    List<Object[]> tuples = new ArrayList<>(keys.size());
    for (Key key : keys) {
      Object[] tuple = carried(part, Side.TARGET, key.parts());
      if (tuple != null) {
        tuples.add(tuple);
      }
    }
    return tuples.isEmpty() ? List.of() : system.find(shape, part.referring(), tuples, false);
  }

  /** The key of the part's row to which a row of the root refers; null where it refers to none. */
  static @Nullable Key referredTo(Part part, Row root) {
    Object[] key = carried(part, Side.SOURCE, part.referring().stream().map(root::get).toArray());
    return key == null ? null : Key.of(key);
  }

  /**
   * What the columns of one hold, as those of the other hold it.
   *
   * @param from the root's as the source, the part's as the target
   * @return null where the other cannot hold it, or anything is null
   */
  static Object @Nullable [] carried(Part part, Side from, @Nullable Object[] held) {
    Object[] carried = new Object[held.length];
    for (int i = 0; i < held.length; i++) {
      Link link = part.links().get(i);
      Object value;
      try {
        value = link.pair().carry(from, held[i]);
      } catch (Unrepresentable e) {
        return null;
      }
      if (value == null) {
        return null;
      }
      carried[i] = value;
    }
    return carried;
  }
}
