package dev.syncline.core.plan;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.ColumnRule;
import dev.syncline.core.mapping.FieldRule.FormulaRule;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Link;
import dev.syncline.core.value.CanonicalBytes;
import dev.syncline.core.value.Fingerprinter;
import dev.syncline.core.value.Type;
import org.jspecify.annotations.Nullable;

/**
 * Finds fields of which, since both sides agreed, the mapping changed nothing but the notation of
 * their text. While that text is as it was it is no edit, whatever it would mean in the new
 * notation: {@code 1.234} must not become 1234 on the other side because somebody named a locale.
 * The side that is no text, or that the field flows from, tells the value, and the other is written
 * anew.
 */
final class Restated {
  private final Task task;
  private final Rebase rebase;
  private final Fingerprinter fingerprinter;

  Restated(Task task, Rebase rebase, Fingerprinter fingerprinter) {
    this.task = task;
    this.rebase = rebase;
    this.fingerprinter = fingerprinter;
  }

  /** The side whose value stands; null where a field is settled like any other. */
  @Nullable Side keeper(Compared record, int field) {
    Link link = record.link();
    if (link == null || record.base().knows(field)) {
      return null;
    }
    FieldRule rule = task.fields().get(field);
    Side written = written(rule);
    Rebase.Earlier earlier = rebase.inOtherNotation(link.base(), field);
    if (written == null || earlier == null) {
      return null;
    }
    Base then = link.base();
    boolean untouched =
        then.knows(earlier.position())
            && then.fingerprint(written, earlier.position())
                == print(record, field, written, earlier);
    return untouched ? written.other() : null;
  }

  /** The side to be written anew: the only one that is written, else the only one that is text. */
  private @Nullable Side written(FieldRule rule) {
    boolean toSource = task.writes(Side.SOURCE, rule);
    boolean toTarget = task.writes(Side.TARGET, rule);
    if (toSource && toTarget) {
      toSource = isText(rule, Side.SOURCE);
      toTarget = isText(rule, Side.TARGET);
    }
    return toSource == toTarget ? null : toSource ? Side.SOURCE : Side.TARGET;
  }

  private boolean isText(FieldRule rule, Side side) {
    int column = rule.columns(side).getFirst();
    return task.shape(side).columns().get(column).type() instanceof Type.Text;
  }

  /** The fingerprint of what is written anew as it would have been then. */
  private long print(Compared record, int field, Side side, Rebase.Earlier earlier) {
    return switch (task.fields().get(field)) {
      case ColumnRule c ->
          c.pair()
              .in(earlier.notation())
              .fingerprint(
                  side,
                  record.row(side).get(c.columns(side).getFirst()),
                  fingerprinter,
                  new CanonicalBytes());
      case FormulaRule f -> record.print(side, field); // of the column itself, as it stands
      case RelationRule r -> record.print(side, field);
    };
  }
}
