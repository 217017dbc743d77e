package dev.syncline.core.plan;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.ColumnRule;
import dev.syncline.core.mapping.FieldRule.FormulaRule;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.value.CanonicalBytes;
import dev.syncline.core.value.MatchForm;
import dev.syncline.core.value.MatchKey;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether two rows hold the same in a field, through the mapping. */
public final class Equality {
  private Equality() {}

  /** Whether two rows' parts of a unique key are taken for the same, however each writes them. */
  static boolean sameKey(FieldRule rule, MatchForm form, Row source, Row target) {
    return form != MatchForm.EXACT
        && rule instanceof ColumnRule c
        && Arrays.equals(
            key(c, form, Side.SOURCE, source.get(c.source())),
            key(c, form, Side.TARGET, target.get(c.target())));
  }

  private static byte @Nullable [] key(
      ColumnRule rule, MatchForm form, Side side, @Nullable Object value) {
    return MatchKey.of(
        List.of(rule.pair()),
        List.of(form),
        side,
        new @Nullable Object[] {value},
        new CanonicalBytes());
  }

  /**
   * Whether there is nothing to be settled in a field: both rows hold the same, or what the task
   * takes for the same key.
   */
  public static boolean inStep(
      Task task, FieldRule rule, Row source, Row target, References references) {
    return equal(rule, source, target, references)
        || sameKey(rule, task.form(task.fields().indexOf(rule)), source, target);
  }

  /** Compares columns in their common type, and references through the links of their parents. */
  public static boolean equal(FieldRule rule, Row source, Row target, References references) {
    return switch (rule) {
      case ColumnRule c -> c.pair().same(source.get(c.source()), target.get(c.target()));
      case FormulaRule f -> f.agree(source, target);
      case RelationRule r -> {
        Key mine = Fingerprints.parent(r, Side.SOURCE, source);
        Key theirs = Fingerprints.parent(r, Side.TARGET, target);
        if (mine == null || theirs == null) {
          yield mine == null && theirs == null;
        }
        // Either key may be written otherwise than its parent's own row writes it.
        yield isLinked(r, Side.SOURCE, mine, theirs, references)
            || isLinked(r, Side.TARGET, theirs, mine, references);
      }
    };
  }

  private static boolean isLinked(
      RelationRule rule, Side from, Key key, Key other, References references) {
    return references.translate(rule, from, key) instanceof References.Parent.Linked linked
        && linked.other().equals(other);
  }
}
