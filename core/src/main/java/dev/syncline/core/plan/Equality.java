package dev.syncline.core.plan;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.ColumnRule;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;

/** Whether two rows hold the same in a field, through the mapping. */
public final class Equality {
  private Equality() {}

  /** Compares columns in their common type, and references through the links of their parents. */
  public static boolean equal(FieldRule rule, Row source, Row target, References references) {
    return switch (rule) {
      case ColumnRule c -> c.pair().same(source.get(c.source()), target.get(c.target()));
      case RelationRule r -> {
        Key mine = Fingerprints.parent(r, Side.SOURCE, source);
        Key theirs = Fingerprints.parent(r, Side.TARGET, target);
        if (mine == null || theirs == null) {
          yield mine == null && theirs == null;
        }
        yield references.translate(r, Side.SOURCE, mine) instanceof References.Parent.Linked linked
            && linked.other().equals(theirs);
      }
    };
  }
}
