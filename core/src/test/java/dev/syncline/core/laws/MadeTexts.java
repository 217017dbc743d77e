package dev.syncline.core.laws;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule.FormulaRule;
import dev.syncline.core.mapping.FieldRule.Making;
import dev.syncline.core.mapping.Formula.NoValue;
import dev.syncline.core.model.Row;
import dev.syncline.core.value.CanonicalBytes;
import java.util.HexFormat;

/** What each side says in a field that is made, in texts that are equal when the values are. */
final class MadeTexts {
  private MadeTexts() {}

  /**
   * What a side's row stands for where the value is made: what its columns make, or what is there
   * already. Empty for what is empty.
   */
  static String of(FormulaRule rule, Side side, Row row) {
    Side to = rule.flow().writes(Side.TARGET) ? Side.TARGET : Side.SOURCE;
    Making making = rule.makes().on(to).orElseThrow();
    Object value;
    try {
      value = side == to ? row.get(rule.columns(side).getFirst()) : making.formula().of(row);
    } catch (NoValue e) {
      return "no value on the " + side.word() + " of " + row;
    }
    if (value == null || value.equals("")) {
      return (String) value;
    }
    CanonicalBytes bytes = new CanonicalBytes();
    making.pair().canonical(side, value, bytes);
    return HexFormat.of().formatHex(bytes.copy());
  }
}
