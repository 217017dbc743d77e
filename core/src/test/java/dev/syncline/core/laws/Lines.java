package dev.syncline.core.laws;

import dev.syncline.core.Side;
import dev.syncline.core.model.Base;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.PlanItem;
import java.util.Arrays;
import java.util.List;

/** Plans as sorted lines of text in which {@code source} and {@code target} can be swapped. */
final class Lines {
  private Lines() {}

  static List<String> of(List<PlanItem> plan) {
    return plan.stream().map(Lines::of).sorted().toList();
  }

  /** The lines of the plan of a world whose sides were swapped. */
  static List<String> mirrored(List<PlanItem> plan) {
    return plan.stream()
        .map(Lines::of)
        .map(l -> l.replace("source", "\0").replace("target", "source").replace("\0", "target"))
        .sorted()
        .toList();
  }

  private static String of(PlanItem item) {
    String who =
        item.getClass().getSimpleName() + " " + keys(item.key(Side.SOURCE), item.key(Side.TARGET));
    return who
        + switch (item) {
          case PlanItem.Create c ->
              " on "
                  + c.side().word()
                  + " from "
                  + c.origin()
                  + seen(c.seen())
                  + changes(c.changes())
                  + c.rule();
          case PlanItem.Restore r -> throw new AssertionError("never planned: " + r);
          case PlanItem.Update u ->
              " on " + u.side().word() + seen(u.seen()) + changes(u.changes());
          case PlanItem.Delete d -> " on " + d.side().word() + seen(d.seen()) + d.rule();
          case PlanItem.Match m -> seen(m.seen()) + base(m.base());
          case PlanItem.Advance a -> seen(a.seen()) + base(a.base());
          case PlanItem.SetAside a ->
              " outside "
                  + both(
                      "source " + a.base().isOutside(Side.SOURCE),
                      "target " + a.base().isOutside(Side.TARGET))
                  + " gone "
                  + both(
                      "source " + a.base().isGone(Side.SOURCE),
                      "target " + a.base().isGone(Side.TARGET))
                  + base(a.base());
          case PlanItem.Unlink u -> " " + u.rule();
          // Of two unreadable sides the page names the source first.
          case PlanItem.Held h when h.reason() == PlanItem.Reason.UNREADABLE -> " unreadable";
          case PlanItem.Held h ->
              " " + h.reason() + " " + h.fields() + " " + h.message() + seen(h.seen());
          case PlanItem.Drift d -> " on " + d.on().word() + " " + d.fields() + " " + d.message();
          case PlanItem.Unsent u -> " on " + u.on().word() + " " + u.fields() + " " + u.message();
          case PlanItem.Alone a -> " on " + a.side().word();
        };
  }

  private static String keys(Object source, Object target) {
    return both("source " + source, "target " + target);
  }

  private static String seen(PlanItem.Seen seen) {
    return " seen " + both("source " + seen.source(), "target " + seen.target()) + " ";
  }

  /** Two things in an order that does not depend on the sides' names. */
  private static String both(String source, String target) {
    String[] words = {source.substring("source ".length()), target.substring("target ".length())};
    if (words[0].equals(words[1])) {
      return "both " + words[0];
    }
    return words[0].compareTo(words[1]) < 0 ? source + " " + target : target + " " + source;
  }

  private static String changes(List<Change> changes) {
    StringBuilder text = new StringBuilder();
    for (Change c : changes) {
      text.append(" [")
          .append(c.field())
          .append(' ')
          .append(Arrays.deepToString(c.before()))
          .append(" -> ")
          .append(Arrays.deepToString(c.after()))
          .append(' ')
          .append(c.origin())
          .append(", ")
          .append(c.rule())
          .append(']');
    }
    return text.append(' ').toString();
  }

  private static String base(Base base) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < base.size(); i++) {
      text.append(" (")
          .append(
              base.knows(i)
                  ? both(
                      "source " + base.fingerprint(Side.SOURCE, i),
                      "target " + base.fingerprint(Side.TARGET, i))
                  : "unknown")
          .append(')');
    }
    return text.toString();
  }
}
