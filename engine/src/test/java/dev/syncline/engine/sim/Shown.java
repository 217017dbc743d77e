package dev.syncline.engine.sim;

import dev.syncline.core.BySide;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.PlanItem;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Plans and schemas as short lines of a trace. */
final class Shown {
  private Shown() {}

  static String of(SimSchema schema) {
    return schema.sync().firstSync()
        + (schema.sync().matchLater() ? "" : ", matches at first only")
        + (schema.guarded() ? ", guarded" : "")
        + ", creates on "
        + schema.sync().creates()
        + ", capture "
        + schema.sync().capturing().methods()
        + schema.tables().stream().map(Shown::of).collect(Collectors.joining());
  }

  private static String of(SimTable t) {
    StringBuilder text = new StringBuilder("\n").append(t.name()).append(" ").append(t.form());
    text.append("\n  source ").append(t.source()).append(", target ").append(t.target());
    for (SimTable.Value v : t.values()) {
      text.append("\n  ").append(v);
    }
    for (SimMade m : t.made()) {
      text.append("\n  ").append(m);
    }
    if (!t.filters().equals(BySide.of(side -> SimFilter.NONE))) {
      text.append("\n  ").append(t.filters());
    }
    for (SimTable.Reference r : t.references()) {
      text.append("\n  ").append(r);
    }
    return text.append("\n  ").append(t.policies()).toString();
  }

  static String of(SimSchema schema, PlanItem item) {
    SimTable table = schema.tables().get(item.task() - 1);
    String who = table.name() + " " + item.source() + " - " + item.target() + ": ";
    return who
        + switch (item) {
          case PlanItem.Create c ->
              "create on "
                  + c.side().word()
                  + " from "
                  + c.origin()
                  + of(schema, c.task(), c.changes())
                  + ", "
                  + c.rule()
                  + ", operation "
                  + c.id().substring(0, 6);
          case PlanItem.Restore r -> "restore on " + r.side().word() + ", " + r.rule();
          case PlanItem.Update u ->
              "update on "
                  + u.side().word()
                  + of(schema, u.task(), u.changes())
                  + ", operation "
                  + u.id().substring(0, 6);
          case PlanItem.Delete d ->
              "delete on "
                  + d.side().word()
                  + ", "
                  + d.rule()
                  + ", operation "
                  + d.id().substring(0, 6);
          case PlanItem.Match m -> "match";
          case PlanItem.Advance a -> "advance";
          case PlanItem.SetAside a -> "set aside";
          case PlanItem.Unlink u -> "unlink, " + u.rule();
          case PlanItem.Held h -> "held, " + h.reason() + " " + h.fields() + " " + h.message();
          case PlanItem.Unsent u -> "not sent: " + u.message();
          case PlanItem.Alone a -> "only on the " + a.side().word();
          case PlanItem.Drift d -> "drift of " + d.fields() + " on the " + d.on().word();
        };
  }

  private static String of(SimSchema schema, int task, List<Change> changes) {
    return changes.stream()
        .map(
            c ->
                " ["
                    + schema.sync().task(task).orElseThrow().fields().get(c.field()).name()
                    + " "
                    + Arrays.toString(c.before())
                    + " to "
                    + Arrays.toString(c.after())
                    + ", "
                    + c.rule()
                    + "]")
        .collect(Collectors.joining());
  }
}
