package dev.syncline.engine.config;

import dev.syncline.core.Side;
import dev.syncline.core.model.ObjectSchema.ForeignKey;
import java.util.List;

/**
 * Warns of columns that refer to a record by a value of it which is not kept in step: on the other
 * side no record may have that value, or another one.
 */
final class ReferencesByValue {
  private final List<Draft> drafts;
  private final Findings findings;

  ReferencesByValue(List<Draft> drafts, Findings findings) {
    this.drafts = drafts;
    this.findings = findings;
  }

  void check() {
    for (Draft child : drafts) {
      for (Draft.Rule rule : child.rules()) {
        if (rule instanceof Draft.Plain plain) {
          check(child, plain);
        }
      }
    }
  }

  private void check(Draft child, Draft.Plain plain) {
    for (Side side : Side.values()) {
      String column = plain.columns(side).getFirst().name();
      for (ForeignKey key : child.schema(side).foreignKeys()) {
        int at = key.columns().indexOf(column);
        if (at >= 0 && warn(child, plain, side, key, key.referencedColumns().get(at))) {
          return;
        }
      }
    }
  }

  private boolean warn(
      Draft child, Draft.Plain plain, Side side, ForeignKey key, String referenced) {
    List<Draft> parents =
        drafts.stream().filter(d -> d.schema(side).name().equals(key.references())).toList();
    if (parents.isEmpty() || parents.stream().anyMatch(p -> keeps(p, side, referenced))) {
      return false;
    }
    Draft parent = parents.getFirst();
    findings.warning(
        plain.at(),
        "task "
            + child.config().name()
            + ": \""
            + plain.name()
            + "\" is kept by value, and refers to "
            + referenced
            + " of "
            + key.references()
            + " on the "
            + side.word()
            + ", which task "
            + parent.config().name()
            + " does not keep in step: on the other side the value may belong to no record, or to"
            + " another one",
        "Add "
            + referenced
            + " and its pair to the \"fields\" of task "
            + parent.config().name()
            + ", or leave "
            + plain.name()
            + " out.");
    return true;
  }

  private static boolean keeps(Draft parent, Side side, String column) {
    return parent.rules().stream().anyMatch(rule -> rule.names(side).contains(column));
  }
}
