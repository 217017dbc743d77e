package dev.syncline.engine.config;

import dev.syncline.core.Side;
import dev.syncline.engine.config.Outline.OfTask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntToLongFunction;

/** What an edit of a sync's configuration means for the records that are linked already. */
public final class Edits {
  private final Outline before;
  private final Outline now;
  private final IntToLongFunction links;
  private final List<String> lines = new ArrayList<>();

  private Edits(Outline before, Outline now, IntToLongFunction links) {
    this.before = before;
    this.now = now;
    this.links = links;
  }

  /**
   * Says it, a line for each edit; empty where nothing was edited that means anything.
   *
   * @param before the sync as the last run knew it
   * @param links how many links a task of an id has
   */
  public static List<String> between(Outline before, Outline now, IntToLongFunction links) {
    Edits edits = new Edits(before, now, links);
    edits.sync();
    edits.tasks();
    return List.copyOf(edits.lines);
  }

  private void sync() {
    if (!before.name().equals(now.name())) {
      lines.add("The sync is called " + now.name() + ", before " + before.name() + ".");
    }
    for (Side side : Side.values()) {
      String there = now.systems().on(side);
      if (!before.systems().on(side).equals(there)) {
        lines.add(
            "The "
                + side.word()
                + " is at "
                + there
                + ", before "
                + before.systems().on(side)
                + ": its records are taken for those that were there, by their keys.");
      }
    }
    if (!before.direction().equals(now.direction())) {
      lines.add("It goes " + now.direction() + ", before " + before.direction() + ".");
    }
  }

  private void tasks() {
    now.tasks()
        .forEach(
            (id, task) -> {
              OfTask was = before.tasks().get(id);
              if (was == null) {
                lines.add(added(task.name(), links.applyAsLong(id)));
              } else {
                task(was, task, links.applyAsLong(id));
              }
            });
    before
        .tasks()
        .forEach(
            (id, task) -> {
              if (!now.tasks().containsKey(id)) {
                lines.add(
                    "Task "
                        + task.name()
                        + " is gone: nothing of it is written any more; "
                        + links(links.applyAsLong(id))
                        + " are kept for the case that it comes back.");
              }
            });
  }

  private static String added(String task, long linked) {
    return linked == 0
        ? "Task " + task + " is new: it begins with its first sync."
        : "Task " + task + " is back, with " + links(linked) + "; all of its records are compared.";
  }

  private void task(OfTask was, OfTask task, long linked) {
    String name = task.name() + ": ";
    if (!was.name().equals(task.name())) {
      lines.add("Task " + was.name() + " is called " + task.name() + "; its links are the same.");
    }
    for (Side side : Side.values()) {
      if (!was.objects().on(side).equals(task.objects().on(side))) {
        lines.add(
            name
                + "the "
                + side.word()
                + " is "
                + task.objects().on(side)
                + ", before "
                + was.objects().on(side)
                + "; its records are taken for those that were there, by their keys.");
      }
    }
    for (Side side : Side.values()) {
      if (was.objects().on(side).equals(task.objects().on(side))
          && !was.models().on(side).equals(task.models().on(side))) {
        lines.add(
            name
                + "the model "
                + task.objects().on(side)
                + " asks something else than before. What it gives is compared with what was agreed"
                + " on, key by key: a row that it gives no more counts as removed, one that it did"
                + " not give before as added.");
      }
    }
    for (Side side : Side.values()) {
      String filter = task.scopes().on(side);
      if (!was.scopes().on(side).equals(filter)) {
        lines.add(
            name
                + (filter.isEmpty()
                    ? "it is about all records of the " + side.word()
                    : "of the " + side.word() + " it is about those with " + filter)
                + ", before about "
                + (was.scopes().on(side).isEmpty() ? "all" : "those with " + was.scopes().on(side))
                + ". Linked ones that it is not about any more are set aside, never deleted; others"
                + " come back, or find their counterparts like new ones.");
      }
    }
    if (!was.key().equals(task.key())) {
      lines.add(
          name
              + "the unique key is "
              + (task.key().isEmpty() ? "none" : task.key())
              + ", before "
              + (was.key().isEmpty() ? "none" : was.key())
              + ". It finds the counterparts of records that have none yet; "
              + links(linked)
              + " stay as they are.");
    }
    fields(was, task, linked);
    for (Map.Entry<String, String> policy : task.policies().entrySet()) {
      String then = was.policies().get(policy.getKey());
      if (!policy.getValue().equals(then)) {
        lines.add(
            name
                + policy.getKey()
                + " is "
                + policy.getValue()
                + (then == null ? "" : ", before " + then)
                + ".");
      }
    }
    was.policies().keySet().stream()
        .filter(p -> !task.policies().containsKey(p))
        .forEach(p -> lines.add(name + p + " is named no more."));
  }

  private void fields(OfTask was, OfTask task, long linked) {
    String name = task.name() + ": ";
    task.fields()
        .forEach(
            (field, meaning) -> {
              String then = was.fields().get(field);
              if (!meaning.equals(then) && !was.fields().containsValue(meaning)) {
                lines.add(
                    name
                        + field
                        + (isConstant(meaning)
                            ? " is what records that the task creates hold from now on; nothing is"
                                + " written over what others hold, and linked ones that hold"
                                + " anything else are set aside."
                            : (then == null ? " is new" : changed(was, task, field))
                                + ": it is compared in "
                                + records(linked)
                                + ", and written where it differs."));
              } else if (isModel(task) && isRetyped(was, task, field)) {
                lines.add(
                    name
                        + field
                        + " is "
                        + task.types().get(field)
                        + ", before "
                        + was.types().get(field)
                        + ". It means the same: what differs is written, and nothing else.");
              }
            });
    was.fields()
        .forEach(
            (field, meaning) -> {
              if (!task.fields().containsKey(field) && !task.fields().containsValue(meaning)) {
                lines.add(
                    name
                        + field
                        + (isConstant(meaning)
                            ? " is no constant any more; nothing is written for that."
                            : " is kept the same no more; nothing is written for that."));
              }
            });
  }

  private static boolean isConstant(String meaning) {
    return meaning.startsWith("constant|");
  }

  private static boolean isModel(OfTask task) {
    return Arrays.stream(Side.values()).anyMatch(side -> !task.models().on(side).isEmpty());
  }

  /** Whether columns of a field have other types; of an older outline nobody knows. */
  private static boolean isRetyped(OfTask was, OfTask task, String field) {
    String then = was.types().getOrDefault(field, "");
    return !then.isEmpty() && !then.equals(task.types().getOrDefault(field, ""));
  }

  /** Says whether a person or a database gave a field another meaning. */
  private static String changed(OfTask was, OfTask task, String field) {
    if (!isRetyped(was, task, field)) {
      return " means something else than before";
    }
    String types = task.types().get(field) + ", before " + was.types().get(field);
    if (isModel(task)) {
      return " is now " + types;
    }
    return was.configured().equals(task.configured())
        ? " was retyped in the database, to " + types
        : " means something else than before";
  }

  private static String links(long n) {
    return n == 1 ? "its 1 link" : String.format(Locale.ROOT, "its %,d links", n);
  }

  private static String records(long n) {
    return n == 1 ? "1 linked record" : String.format(Locale.ROOT, "%,d linked records", n);
  }
}
