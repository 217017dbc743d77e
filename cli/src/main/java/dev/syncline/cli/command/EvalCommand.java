package dev.syncline.cli.command;

import dev.syncline.cli.project.CommandError;
import dev.syncline.cli.project.OpenSync;
import dev.syncline.cli.project.Trial;
import dev.syncline.cli.screen.EvalScreen;
import dev.syncline.cli.screen.Screen;
import dev.syncline.core.mapping.Task;
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
      description = "In which FORMAT and PARSE_… write and read, such as de-DE. Default: none")
  private @Nullable String locale;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "In which a point in time has its date. Default: ${DEFAULT-VALUE}")
  private String zone = "UTC";

  @Override
  Screen perform(Session session) {
    String text = words.getLast();
    Trial trial =
        new Trial(
            text, language(), zone(), Instant.ofEpochMilli(session.console().clock().getAsLong()));
    if (words.size() == 1) {
      if (key != null) {
        throw CommandError.usage("--key needs the task that the record is of: eval TASK --key …");
      }
      return new EvalScreen(trial.withoutColumns());
    }
    if (limit < 1) {
      throw CommandError.usage("--limit " + limit + " leaves nothing to try; name at least 1");
    }
    OpenSync open = sync.open(session);
    Task task = open.task(words.getFirst());
    return new EvalScreen(trial.on(open, task, side.side, key, limit));
  }

  private Locale language() {
    Locale asked = locale == null ? Locale.ENGLISH : Locale.forLanguageTag(locale);
    if (asked.getLanguage().isEmpty()) {
      throw CommandError.usage("--locale " + locale + " is no language tag; de-DE is one");
    }
    return asked;
  }

  private ZoneId zone() {
    try {
      return ZoneId.of(zone);
    } catch (DateTimeException e) {
      throw CommandError.usage(
          "--zone " + zone + " is no time zone; Europe/Paris and UTC are some");
    }
  }
}
