package dev.syncline.engine.sim;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.value.CanonicalBytes;
import dev.syncline.core.value.Unrepresentable;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Objects;

/** Whether two values of a column are the same record's value, through the mapping. */
final class Sameness {
  private final SimSchema schema;
  private final Chronicle chronicle;
  private final Links links;

  Sameness(SimSchema schema, Chronicle chronicle, Links links) {
    this.schema = schema;
    this.chronicle = chronicle;
    this.links = links;
  }

  /** Equal through the mapping, to the last bit that both columns can hold. */
  boolean same(SimTable table, String column, Object source, Object target) {
    for (SimTable.Value value : table.values()) {
      if (value.name().equals(column)) {
        return value.pair().same(source, target);
      }
    }
    SimMade made = table.made(column);
    if (made != null) {
      return made.same(source, target);
    }
    for (SimTable.Reference reference : table.references()) {
      if (reference.name().equals(column)) {
        return parents(schema.tables().get(reference.to()), source, target);
      }
    }
    return Objects.equals(source, target);
  }

  /** Whether both sides refer to records that are not linked. */
  boolean parentsWithoutLink(SimTable table, String column, Object source, Object target) {
    return source != null
        && target != null
        && table.references().stream()
            .filter(r -> r.name().equals(column))
            .anyMatch(
                r -> links.of(schema.tables().get(r.to()), Side.SOURCE, Key.of(source)) == null);
  }

  /** Whether a change from one value to the other on a side is none, in the coarser type. */
  boolean unchanged(SimTable table, String column, Side side, Object one, Object other) {
    for (SimTable.Value value : table.values()) {
      if (value.name().equals(column)) {
        CanonicalBytes a = new CanonicalBytes();
        CanonicalBytes b = new CanonicalBytes();
        value.pair().canonical(side, one, a);
        value.pair().canonical(side, other, b);
        return Arrays.equals(a.copy(), b.copy());
      }
    }
    SimMade made = table.made(column);
    if (made != null) {
      return made.unchanged(side, one, other);
    }
    return Objects.equals(one, other);
  }

  /**
   * Whether they were alike at some time; of references only their parents' common past can be
   * known, not what was linked when.
   */
  boolean wereAlike(SimTable table, String column, Object source, Object target) {
    for (SimTable.Reference reference : table.references()) {
      if (reference.name().equals(column) && source != null && target != null) {
        SimTable parent = schema.tables().get(reference.to());
        Story one = chronicle.then(parent, Side.SOURCE, Key.of(source), Long.MAX_VALUE);
        Story other = chronicle.then(parent, Side.TARGET, Key.of(target), Long.MAX_VALUE);
        return one != null && other != null && one.hasKeyOf(other);
      }
    }
    return alike(table, column, source, target);
  }

  /**
   * Equal, or one is what its side made of the other when it was written, or both are the same key
   * by the form that matches them.
   */
  boolean alike(SimTable table, String column, Object source, Object target) {
    if (same(table, column, source, target)) {
      return true;
    }
    if (column.equals("code") && source instanceof String one && target instanceof String other) {
      return table.form().apply(one).equals(table.form().apply(other));
    }
    SimMade made = table.made(column);
    if (made != null) {
      return made.isStored(Side.TARGET, source, target)
          || made.isStored(Side.SOURCE, target, source);
    }
    for (SimTable.Value value : table.values()) {
      if (value.name().equals(column)) {
        return made(value, Side.TARGET, source, target) || made(value, Side.SOURCE, target, source);
      }
    }
    return false;
  }

  private static boolean made(SimTable.Value value, Side stored, Object from, Object there) {
    try {
      return equal(value.normal(stored).of(value.pair().carry(stored.other(), from)), there);
    } catch (Unrepresentable e) {
      return false;
    }
  }

  private static boolean equal(Object one, Object other) {
    return one instanceof BigDecimal a && other instanceof BigDecimal b
        ? a.compareTo(b) == 0
        : Objects.equals(one, other);
  }

  private boolean parents(SimTable parent, Object source, Object target) {
    if (source == null || target == null) {
      return source == target;
    }
    Story one = chronicle.then(parent, Side.SOURCE, Key.of(source), Long.MAX_VALUE);
    Story other = chronicle.then(parent, Side.TARGET, Key.of(target), Long.MAX_VALUE);
    if (one == null || other == null) {
      return false;
    }
    Link link = one.alive() ? links.of(parent, Side.SOURCE, one.key) : null;
    return link != null
        ? link.target().equals(other.key)
        : one.uids.stream().anyMatch(other.uids::contains);
  }
}
