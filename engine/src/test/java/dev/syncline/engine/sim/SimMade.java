package dev.syncline.engine.sim;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.laws.MadeUp;
import dev.syncline.core.mapping.FieldRule.FormulaRule;
import dev.syncline.core.mapping.Formula.NoValue;
import dev.syncline.core.value.CanonicalBytes;
import dev.syncline.core.value.Type;
import dev.syncline.core.value.TypePair;
import dev.syncline.core.value.Unrepresentable;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * A field that a formula makes. What a side holds of it is the value of its column there; on a side
 * that is only read, the list of what its columns hold.
 */
record SimMade(String name, MadeUp formula, List<Column> source, List<Column> target) {

  /** A column that the formula reads or makes. */
  record Column(String name, Type type, Normal normal, Use use) {
    boolean isUnique() {
      return use == Use.UNIQUE;
    }

    boolean isNullable() {
      return use != Use.REQUIRED;
    }

    private boolean isOwn() {
      return use != Use.SHARED;
    }

    private TypePair pair() {
      return TypePair.of(type, type, ZoneOffset.UTC).orElseThrow();
    }
  }

  /** What a column is there for. */
  enum Use {
    /** It is there anyway. */
    SHARED,
    /** For the formula alone. */
    OWN,
    /** The same, and it is never null. */
    REQUIRED,
    /** The same, and no two rows hold the same. */
    UNIQUE
  }

  List<Column> columns(Side side) {
    return side == Side.SOURCE ? source : target;
  }

  List<Column> own(Side side) {
    return columns(side).stream().filter(Column::isOwn).toList();
  }

  /** Whether a side is read and never written. */
  boolean onlyReads(Side side) {
    return !formula.flow().writes(side);
  }

  /** What a side holds of it. */
  Object held(Side side, Function<String, Object> row) {
    List<Object> values = new ArrayList<>();
    columns(side).forEach(c -> values.add(row.apply(c.name())));
    return onlyReads(side) ? values : values.getFirst();
  }

  private List<?> values(Side side, Object held) {
    return onlyReads(side) ? (List<?>) held : Arrays.asList(held);
  }

  /** Whether one side holds what the formula makes of the other, to the last bit. */
  boolean same(Object source, Object target) {
    return same(Side.TARGET, source, target) || same(Side.SOURCE, target, source);
  }

  private boolean same(Side to, Object from, Object there) {
    if (onlyReads(to)) {
      return false;
    }
    TypePair pair = formula.pair(to, columns(to).getFirst().type());
    try {
      Object made = formula.make(to, values(to.other(), from));
      return to == Side.TARGET ? pair.same(made, there) : pair.same(there, made);
    } catch (NoValue e) {
      return false;
    }
  }

  /** Whether a side holds what it stores when it is given what the formula makes of the other. */
  boolean isStored(Side to, Object from, Object there) {
    if (onlyReads(to)) {
      return false;
    }
    Column column = columns(to).getFirst();
    try {
      Object made = formula.make(to, values(to.other(), from));
      Object given = formula.pair(to, column.type()).carry(to.other(), made);
      return equal(column.normal().of(given), there);
    } catch (NoValue | Unrepresentable e) {
      return false;
    }
  }

  private static boolean equal(Object one, Object other) {
    return one instanceof BigDecimal a && other instanceof BigDecimal b
        ? a.compareTo(b) == 0
        : Objects.equals(one, other);
  }

  /** Whether a change from one to the other on a side is none. */
  boolean unchanged(Side side, Object one, Object other) {
    List<?> before = values(side, one);
    List<?> after = values(side, other);
    for (int i = 0; i < before.size(); i++) {
      TypePair pair = columns(side).get(i).pair();
      CanonicalBytes a = new CanonicalBytes();
      CanonicalBytes b = new CanonicalBytes();
      pair.canonical(side, before.get(i), a);
      pair.canonical(side, after.get(i), b);
      if (!Arrays.equals(a.copy(), b.copy())) {
        return false;
      }
    }
    return true;
  }

  FormulaRule rule(BySide<List<String>> shapes) {
    return formula.rule(
        name,
        BySide.of(
            side -> columns(side).stream().map(c -> shapes.on(side).indexOf(c.name())).toList()),
        BySide.of(side -> columns(side).stream().map(Column::type).toList()));
  }
}
