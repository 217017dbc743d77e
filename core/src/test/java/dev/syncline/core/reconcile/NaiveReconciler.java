package dev.syncline.core.reconcile;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * The decision once more: slow, obvious, on plain maps of values and words, written from the design
 * and not from {@link Reconciler}. Where the two differ, one of them is wrong.
 *
 * <p>A side is null (it was deleted), or a map from field to value, in which {@code ""} and a
 * missing field are empty. Two words may stand for a side of which nothing else matters: {@code ?}
 * says why, {@code out of scope} or {@code unreadable}. A base is null (the records were just
 * matched) or holds per side what was agreed on, by field; a field that it does not hold never
 * agreed. Policies are the words of the configuration, and {@code flow FIELD} one field's flow;
 * {@code outside source} says whether a side was out of scope when it was last looked at; {@code
 * needed} says whether a record that stays refers to the one that is gone on a side. {@code winner
 * FIELD} is one field's winner; where {@code winner} is {@code nobody}, {@code usual} wins. {@code
 * remapped FIELD} says whether the mapping got the field after the record was in step; {@code nulls
 * FIELD} whether nulls of it are skipped.
 */
public final class NaiveReconciler {
  private final Map<String, String> policy;
  private final Map<String, Map<String, String>> now;
  private final Map<String, Map<String, String>> base;

  private NaiveReconciler(
      Map<String, String> policy,
      Map<String, Map<String, String>> now,
      Map<String, Map<String, String>> base) {
    this.policy = policy;
    this.now = now;
    this.base = base;
  }

  /**
   * What happens to a record.
   *
   * @return under {@code record} its outcome, and if that is {@code fields}, each field's
   */
  public static Map<String, String> decide(
      Map<String, String> policy,
      Map<String, Map<String, String>> now,
      Map<String, Map<String, String>> base) {
    NaiveReconciler naive = new NaiveReconciler(policy, now, base);
    Map<String, String> outcome = new LinkedHashMap<>();
    outcome.put("record", naive.record());
    if (outcome.get("record").equals("fields")) {
      for (String field : new TreeSet<>(now.get("source").keySet())) {
        outcome.put(field, naive.field(field));
      }
    }
    return outcome;
  }

  private String record() {
    for (String side : new String[] {"source", "target"}) {
      if (is(side, "unreadable")) {
        return "unreadable on " + side;
      }
    }
    if (mode("insert") && (now.get("source") == null || now.get("target") == null)) {
      return "keep"; // created once, and that was it
    }
    for (String side : new String[] {"source", "target"}) {
      if (is(side, "out of scope")) {
        return now.get(other(side)) == null ? "unlink" : "set aside";
      }
    }
    if (now.get("source") == null && now.get("target") == null) {
      return "unlink";
    }
    for (String side : new String[] {"source", "target"}) {
      // What happened while the record was no business of the task is no delete.
      if (wasOutside(side) && now.get(side) != null && now.get(other(side)) == null) {
        return "unlink";
      }
    }
    for (String side : new String[] {"source", "target"}) {
      if (mode("update") && now.get(side) == null && writes(side) && !writes(other(side))) {
        return "unlink"; // there is nothing to be updated
      }
    }
    for (String side : new String[] {"source", "target"}) {
      if (wasOutside(side) && now.get(side) == null) {
        return "keep";
      }
    }
    if (now.get("source") == null) {
      return gone("source", "target");
    }
    if (now.get("target") == null) {
      return gone("target", "source");
    }
    return "fields";
  }

  private boolean is(String side, String word) {
    return now.get(side) != null && word.equals(now.get(side).get("?"));
  }

  private boolean wasOutside(String side) {
    return "yes".equals(policy.get("outside " + side));
  }

  private String gone(String gone, String kept) {
    boolean edited = needed();
    for (String field : now.get(kept).keySet()) {
      edited |= changed(kept, field) || (!known(field) && flows(field, gone));
    }
    String wish;
    if (chosen("*") != null) {
      // A person's word holds as far as the sync's direction goes.
      String other = chosen("*").equals(gone) ? kept : gone;
      if (!writes(other)) {
        return "keep";
      }
      return chosen("*").equals(gone) ? deletedOn(kept) : "restore on " + gone;
    } else if (!edited) {
      wish = "delete";
    } else {
      wish = policy.get("delete-conflicts");
      if (wish.equals("hold")) {
        return "delete conflict";
      }
    }
    boolean comesBack = wish.equals("edit-wins");
    String written = comesBack ? gone : kept;
    if (!writes(written)) {
      // Drift on the side that a one-way sync only writes: reported, put right only by a mirror.
      if (!mirror()) {
        return "keep";
      }
      comesBack = !comesBack;
    }
    if (comesBack) {
      return "restore on " + gone;
    }
    return switch (policy.get("deletes-to-" + kept)) {
      case "propagate" -> deletedOn(kept);
      case "clear-fields" -> "clear on " + kept;
      default -> "keep";
    };
  }

  /** What somebody who stays refers to cannot go, whoever wins. */
  private String deletedOn(String side) {
    return needed() ? "delete conflict" : "delete on " + side;
  }

  private boolean needed() {
    return "yes".equals(policy.get("needed"));
  }

  private String field(String field) {
    boolean equal = Objects.equals(value("source", field), value("target", field));
    boolean calm = known(field) && !changed("source", field) && !changed("target", field);
    if (calm) {
      return "same";
    }
    if (equal) {
      return "converged";
    }
    if (mode("insert") || isSkippedNull(field)) {
      return "not sent";
    }
    String winner = winner(field);
    if (winner.equals("hold")) {
      return "conflict";
    }
    String loser = other(winner);
    if (flows(field, loser)) {
      return "write " + loser;
    }
    return mirror() && flows(field, winner) ? "write " + winner : "drift on " + winner;
  }

  /** The side whose value should be on both, or {@code hold}. */
  private String winner(String field) {
    if (chosen(field) != null) {
      return chosen(field);
    }
    if (chosen("*") != null) {
      return chosen("*");
    }
    if (!known(field)) {
      for (String side : new String[] {"source", "target"}) {
        boolean fillable = empty(side, field) && !empty(other(side), field) && flows(field, side);
        if (fillable) {
          return other(side);
        }
      }
      boolean oneWay = flows(field, "source") != flows(field, "target");
      if ("yes".equals(policy.get("remapped " + field))) {
        if (oneWay) {
          return flows(field, "source") ? "target" : "source";
        }
        if (merging() && named(field) == null && flows(field, "source")) {
          return "hold";
        }
      }
      return merging() ? ofTwo(merged(field)) : wholeRecord();
    }
    boolean bothTouchedTheRecord = touched("source") && touched("target");
    if (bothTouchedTheRecord && !merging() && !apart(field)) {
      return wholeRecord();
    }
    if (changed("source", field) && changed("target", field)) {
      return merging() ? ofTwo(merged(field)) : wholeRecord();
    }
    return changed("source", field) ? "source" : "target";
  }

  private String named(String field) {
    String winner = policy.getOrDefault("winner " + field, policy.get("winner"));
    return winner.equals("nobody") ? null : winner;
  }

  /** Who wins one field: somebody who was named, or the side that gives it, or the usual one. */
  private String merged(String field) {
    if (named(field) != null) {
      return named(field);
    }
    if (flows(field, "source") == flows(field, "target")) {
      return policy.getOrDefault("usual", "source");
    }
    return flows(field, "source") ? "target" : "source";
  }

  private boolean merging() {
    return policy.get("conflicts").equals("merge");
  }

  private String wholeRecord() {
    return ofTwo(policy.get("conflicts").replace("-wins", ""));
  }

  private String ofTwo(String winner) {
    if (!winner.equals("newest")) {
      return winner;
    }
    return policy.get("newest").equals("unknown") ? "hold" : policy.get("newest");
  }

  /** Whether a side made a change that the other side did not make too. */
  private boolean touched(String side) {
    for (String field : now.get("source").keySet()) {
      boolean equal = Objects.equals(value("source", field), value("target", field));
      if (changed(side, field) && !equal && !apart(field)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a field goes one way while the sync goes both. */
  private boolean apart(String field) {
    return writes("source") && writes("target") && flows(field, "source") != flows(field, "target");
  }

  private boolean known(String field) {
    return base != null && base.get("source").containsKey(field);
  }

  private boolean changed(String side, String field) {
    return known(field) && !Objects.equals(base.get(side).get(field), value(side, field));
  }

  private String value(String side, String field) {
    return now.get(side).get(field);
  }

  private boolean empty(String side, String field) {
    return value(side, field) == null || value(side, field).isEmpty();
  }

  private boolean writes(String side) {
    return policy.get("direction").equals("two-way")
        || policy.get("direction").equals("to-" + side);
  }

  private boolean flows(String field, String to) {
    String flow = policy.getOrDefault("flow " + field, "both");
    return writes(to) && (flow.equals("both") || flow.equals("to-" + to));
  }

  private boolean mirror() {
    return mode("mirror");
  }

  private boolean mode(String word) {
    return policy.get("mode").equals(word);
  }

  /** Whether the only side that gives the field has nothing to give, and nulls are skipped. */
  private boolean isSkippedNull(String field) {
    if (!"skip".equals(policy.get("nulls " + field))
        || flows(field, "source") == flows(field, "target")) {
      return false;
    }
    return value(flows(field, "source") ? "target" : "source", field) == null;
  }

  private String chosen(String field) {
    return policy.get("choice " + field);
  }

  private static String other(String side) {
    return side.equals("source") ? "target" : "source";
  }
}
