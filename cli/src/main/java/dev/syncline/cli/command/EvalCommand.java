package dev.syncline.cli.command;

import dev.syncline.expression.Setting;
import dev.syncline.project.CommandError;
import dev.syncline.project.OpenTask;
import dev.syncline.project.Trial;
import dev.syncline.project.screen.EvalScreen;
import dev.syncline.project.screen.Screen;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tries an expression. */
@Command(
    name = "eval",
    description = {
      "Tries an SQL expression on records of a task as they are now, or, where no task is named, on none.",
      "docs/expressions.md lists all functions."
    })
final class EvalCommand extends ProjectCommand {
  @Parameters(
      arity = "1..2",
      paramLabel = "[TASK] EXPRESSION",
      hideParamSyntax = true,
      description =
          "The expression, after the task whose columns it names, if it names any. Before one that"
              + " begins with a minus stands --.")
  List<String> words;

  @Mixin SyncName sync;

  @Option(
      names = "--side",
      paramLabel = "source|target",
      description = "Whose record it is tried on. Default: ${DEFAULT-VALUE}")
  private SideName side = SideName.source;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "The record's key; parts are joined by commas. Default: the first records")
  private @Nullable String key;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "How many records, where no key is given. Default: ${DEFAULT-VALUE}")
  private int limit = 5;

  @Option(
      names = "--locale",
      paramLabel = "TAG",
      description =
          "In which FORMAT and PARSE_… write and read, such as de-DE. Default: the task's, or none")
  private @Nullable String locale;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description =
          "In which a point in time has its date. Default: that of the task's connection, or UTC")
  private @Nullable String zone;

  @Override
  Screen perform(Session session) {
    String text = words.getLast();
    if (words.size() == 1) {
      if (key != null) {
        throw CommandError.usage("--key needs the task that the record is of: eval TASK --key …");
      }
      return new EvalScreen(new Trial(text, asked(session, Setting.INVARIANT)).withoutColumns());
    }
    if (limit < 1) {
      throw CommandError.usage("--limit " + limit + " leaves nothing to try; name at least 1");
    }
    OpenTask task = sync.task(session, words.getFirst());
    Trial trial = new Trial(text, asked(session, task.setting(side.side)));
    return new EvalScreen(trial.on(task, side.side, key, limit));
  }

  /** A setting with what was asked for in its place, as of now. */
  private Setting asked(Session session, Setting given) {
    Setting local = locale == null ? given : given.in(language(locale));
    Setting zoned = zone == null ? local : local.in(zone(zone));
    return zoned.at(Instant.ofEpochMilli(session.console().clock().getAsLong()));
  }

  private static Locale language(String tag) {
    Locale locale = Locale.forLanguageTag(tag);
    if (locale.getLanguage().isEmpty()) {
      throw CommandError.usage("--locale " + tag + " is no language tag; de-DE is one");
    }
    return locale;
  }

  private static ZoneId zone(String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw CommandError.usage(
          "--zone " + name + " is no time zone; Europe/Paris and UTC are some");
    }
  }
}
