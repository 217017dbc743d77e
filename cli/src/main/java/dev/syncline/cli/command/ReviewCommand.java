package dev.syncline.cli.command;

import dev.syncline.engine.review.Group;
import dev.syncline.project.CommandError;
import dev.syncline.project.Reviewing;
import dev.syncline.project.screen.Screen;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what two environments differ in, and selects what is applied. */
@Command(
    name = "review",
    description = {
      "Shows what a saved comparison of two environments offers, and selects what is applied.",
      "The selection is kept in a file beside the plan, PLAN.review, which may be edited, too.",
      "Exit code 4 while a conflict is left, 3 when all are settled, 0 when nothing differs."
    })
final class ReviewCommand extends ProjectCommand {
  @Parameters(paramLabel = "PLAN", description = "The comparison that plan --from saved.")
  Path plan;

  @Option(
      names = "--take",
      description = "Takes what the other options name; a conflict that is taken is overwritten.")
  boolean take;

  @Option(names = "--leave", description = "Leaves what the other options name.")
  boolean leave;

  @Option(names = "--all", description = "All of it.")
  boolean all;

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      split = ",",
      description = "Only of conflicts, new, modified or deleted.")
  Set<String> groups = new LinkedHashSet<>();

  @Option(names = "--task", paramLabel = "TASK", description = "Only of this task.")
  @Nullable String task;

  @Option(
      names = "--record",
      paramLabel = "KEY",
      description = "Only the record with this key on either side; parts are joined by commas.")
  @Nullable String record;

  @Option(
      names = "--where",
      paramLabel = "SQL",
      description =
          "Only records for which this is true, as they are now in the environment they come from,"
              + " or in the other where only that one has them, or the columns. Needs --task.")
  @Nullable String where;

  @Option(
      names = "--field",
      paramLabel = "NAME",
      split = ",",
      description = "Of changed records only these fields: by the name of the written column.")
  Set<String> fields = new LinkedHashSet<>();

  @Mixin Shown shown;

  @Override
  Screen perform(Session session) {
    boolean names = all || !groups.isEmpty() || task != null || record != null || where != null;
    if (take && leave) {
      throw CommandError.usage("--take and --leave do not go together; one after the other does");
    }
    if ((take || leave) && !names) {
      throw CommandError.usage(
          "--take and --leave say nothing of what; name it with --group, --task, --record or --where,"
              + " or all of it with --all");
    }
    if (!fields.isEmpty() && !take && !leave) {
      throw CommandError.usage("--field says what of a record is taken or left: --take or --leave");
    }
    if ((record != null || where != null) && task == null) {
      throw CommandError.usage(
          "--record and --where need the task that the records are of: --task");
    }
    Path file = session.console().folder().resolve(plan);
    Reviewing reviewing = Reviewing.open(session.project(), file, plan.toString());
    Reviewing.Filter filter = new Reviewing.Filter(groups(), task, record, where);
    if (take || leave) {
      reviewing.select(filter, take, fields);
    } else {
      reviewing.keep();
    }
    return reviewing.screen(filter, shown.most, session.console().zone());
  }

  private Set<Group> groups() {
    Set<Group> chosen = EnumSet.noneOf(Group.class);
    List<String> words =
        Arrays.stream(Group.values()).map(g -> g.name().toLowerCase(Locale.ROOT)).toList();
    for (String word : groups) {
      if (!words.contains(word)) {
        throw CommandError.usage(
            "--group " + word + " is none; the groups are " + String.join(", ", words));
      }
      chosen.add(Group.valueOf(word.toUpperCase(Locale.ROOT)));
    }
    return chosen.isEmpty() ? EnumSet.allOf(Group.class) : chosen;
  }
}
