package dev.syncline.cli;

import dev.syncline.project.text.Console;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Model.UsageMessageSpec;

/** How help is laid out: commands in groups, in the order in which a person needs them. */
final class HelpPages {
  private static final int WIDTH = 100;

  private static final Map<String, List<String>> GROUPS = new LinkedHashMap<>();

  static {
    GROUPS.put(
        "Begin",
        List.of(
            "demo",
            "init",
            "check",
            "fmt",
            "edit",
            "schedule",
            "connections",
            "propose",
            "mapping",
            "preview",
            "eval"));
    GROUPS.put(
        "Synchronize",
        List.of("plan", "run", "start", "stop", "retry", "resync", "test-row", "cancel"));
    GROUPS.put(
        "Look",
        List.of("status", "schedules", "messages", "tell", "runs", "sequences", "show", "verify"));
    GROUPS.put("Decide", List.of("review", "plans", "conflicts"));
    GROUPS.put("Take back", List.of("undo", "pins"));
    GROUPS.put("Keep house", List.of("links", "reset", "erase", "backup", "restore", "uninstall"));
    GROUPS.put("Serve", List.of("serve"));
  }

  private HelpPages() {}

  /** Lays out the help of a command and of all below it. */
  static void layOut(CommandLine line, Console console) {
    line.setUsageHelpWidth(Math.min(console.width(), WIDTH));
    line.setColorScheme(
        Help.defaultColorScheme(console.colours(console.terminalOut()) ? Ansi.ON : Ansi.OFF));
    headings(line);
    line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, HelpPages::commands);
  }

  private static void headings(CommandLine line) {
    line.getCommandSpec()
        .usageMessage()
        .descriptionHeading("%n")
        .parameterListHeading("%n")
        .optionListHeading("%nOptions%n")
        .commandListHeading(line.getParent() == null ? "%n" : "%nCommands%n")
        .sortOptions(false);
    line.getSubcommands().values().forEach(HelpPages::headings);
  }

  private static String commands(Help help) {
    Map<String, Help> left = new LinkedHashMap<>(help.subcommands());
    StringBuilder text = new StringBuilder();
    GROUPS.forEach(
        (heading, names) -> {
          List<Help> commands = new ArrayList<>();
          names.stream().filter(left::containsKey).forEach(n -> commands.add(left.remove(n)));
          if (!commands.isEmpty()) {
            text.append(heading).append('\n').append(table(help, commands)).append('\n');
          }
        });
    if (!left.isEmpty()) {
      text.append("Commands\n").append(table(help, List.copyOf(left.values())));
    }
    return text.toString();
  }

  private static String table(Help help, List<Help> commands) {
    int widest = help.subcommands().keySet().stream().mapToInt(String::length).max().orElse(0) + 4;
    TextTable table =
        TextTable.forColumns(
            help.colorScheme(),
            new Column(widest, 2, Overflow.SPAN),
            new Column(WIDTH - widest, 0, Overflow.WRAP));
    for (Help command : commands) {
      String[] description = command.commandSpec().usageMessage().description();
      table.addRowValues(
          command.commandNamesText(", "),
          help.colorScheme().text(description.length == 0 ? "" : description[0]));
    }
    return table.toString();
  }
}
