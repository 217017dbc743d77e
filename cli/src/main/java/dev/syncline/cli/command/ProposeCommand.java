package dev.syncline.cli.command;

import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.project.CommandError;
import dev.syncline.project.Proposing;
import dev.syncline.project.screen.Screen;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Proposes a sync of two connections of the configuration. */
@Command(
    name = "propose",
    description = {
      "Proposes a sync of two connections of the configuration, as init does for two URLs, and writes"
          + " nothing.",
      "Shows the YAML of the sync, with the figures behind each choice."
    })
final class ProposeCommand extends ProjectCommand {
  @Parameters(index = "0", paramLabel = "SOURCE", description = "A connection.")
  String source;

  @Parameters(index = "1", paramLabel = "TARGET", description = "Another one.")
  String target;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The sync's name. Default: SOURCE-TARGET")
  @Nullable String name;

  @Option(
      names = "--direction",
      paramLabel = "two-way|to-target|to-source",
      description = "Which sides are written. Default: two-way")
  String direction = "two-way";

  @Option(
      names = "--pair",
      paramLabel = "SOURCE=TARGET",
      description =
          "Two tables that hold the same records. May be given several times; then no other tables"
              + " are looked at.")
  List<String> pairs = List.of();

  @Option(
      names = "--outline",
      description = "Only which tables seem to belong together. Reads no row.")
  boolean outline;

  @Override
  Screen perform(Session session) {
    session.interrupt().mayBreakOff(true);
    Proposing proposing = new Proposing(session.project());
    String called = name == null ? source + "-" + target : name;
    return outline
        ? proposing.outline(source, target, called, way())
        : proposing.propose(source, target, called, way(), pairs, session.progress());
  }

  private Direction way() {
    for (Direction d : Direction.values()) {
      if (d.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(direction)) {
        return d;
      }
    }
    throw CommandError.usage(
        "\"" + direction + "\" is no direction; it is two-way, to-target or to-source");
  }
}
