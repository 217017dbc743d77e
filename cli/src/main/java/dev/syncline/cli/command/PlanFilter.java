package dev.syncline.cli.command;

import dev.syncline.engine.review.Group;
import dev.syncline.project.CommandError;
import dev.syncline.project.KeptPlans;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which writes of a plan are meant. */
final class PlanFilter {
  @Option(
      names = "--group",
      paramLabel = "GROUP",
      split = ",",
      description = "Only of conflicts, new, modified or deleted.")
  Set<String> groups = new LinkedHashSet<>();

  @Option(names = "--task", paramLabel = "TASK", description = "Only of this task.")
  @Nullable String task;

  @Option(
      names = "--write",
      paramLabel = "N",
      split = ",",
      description = "Only the writes of these numbers.")
  Set<Integer> numbers = new LinkedHashSet<>();

  @Option(
      names = "--find",
      paramLabel = "TEXT",
      description = "Only writes in whose key, name, values or reason this stands, in any case.")
  @Nullable String find;

  @Option(
      names = "--where",
      paramLabel = "SQL",
      description =
          "Only records for which this is true, as they are now in the environment they come from,"
              + " or in the other where only that one has them, or the columns. Needs --task.")
  @Nullable String where;

  KeptPlans.Filter filter() {
    if (where != null && task == null) {
      throw CommandError.usage("--where needs the task that the records are of: --task");
    }
    return new KeptPlans.Filter(groups(groups), numbers, task, find, where);
  }

  boolean isGiven() {
    return !groups.isEmpty() || task != null || find != null || where != null || !numbers.isEmpty();
  }

  /** Groups by their names; none for none. */
  private static Set<Group> groups(Set<String> named) {
    Set<Group> chosen = EnumSet.noneOf(Group.class);
    List<String> words =
        Arrays.stream(Group.values()).map(g -> g.name().toLowerCase(Locale.ROOT)).toList();
    for (String word : named) {
      if (!words.contains(word)) {
        throw CommandError.usage(
            "--group " + word + " is none; the groups are " + String.join(", ", words));
      }
      chosen.add(Group.valueOf(word.toUpperCase(Locale.ROOT)));
    }
    return chosen;
  }
}
