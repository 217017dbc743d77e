package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.cli.command.SynclineCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Help says what there is, fits the page, and the manual has a word on all of it. */
class HelpTest {
  private static final Path MANUAL = Path.of("../docs/commands.md");

  private static List<CommandLine> commands(CommandLine line) {
    List<CommandLine> all = new ArrayList<>();
    for (CommandLine command : line.getSubcommands().values()) {
      all.add(command);
      all.addAll(commands(command));
    }
    return all;
  }

  private static List<CommandLine> commands() {
    return commands(new SynclineCommand().line());
  }

  @Test
  void everyCommandExplainsItself(@TempDir Path folder) {
    Shell shell = new Shell(folder);
    for (CommandLine command : commands()) {
      List<String> words =
          new ArrayList<>(List.of(command.getCommandSpec().qualifiedName().split(" ")));
      words.removeFirst();
      words.add("--help");
      Shell.Said said = shell.call(words.toArray(String[]::new));
      assertThat(said.exit()).isZero();
      assertThat(said.out()).contains("Usage: syncline " + words.getFirst());
      assertThat(said.out().lines()).as("%s", words).allMatch(l -> l.length() <= 100);
      assertThat(command.getCommandSpec().usageMessage().description()).isNotEmpty();
      for (OptionSpec option : command.getCommandSpec().options()) {
        assertThat(option.description()).as("%s %s", words, option.longestName()).isNotEmpty();
      }
    }
  }

  @Test
  void theCommandThatWordsNameIsReadAlone() {
    CommandLine all = new SynclineCommand().line();
    all.getSubcommands()
        .forEach(
            (name, command) -> {
              CommandLine line =
                  new SynclineCommand().line("--config=x", "--quiet=true", name, "-h");
              assertThat(line.getSubcommands().keySet()).containsExactly(name);
              CommandLine alone = line.getSubcommands().get(name);
              assertThat(alone.getUsageMessage()).isEqualTo(command.getUsageMessage());
              assertThat(alone.getSubcommands().keySet())
                  .isEqualTo(command.getSubcommands().keySet());
              command
                  .getSubcommands()
                  .forEach(
                      (within, inner) -> {
                        CommandLine named =
                            new SynclineCommand().line("--config=x", name, within, "-h");
                        CommandLine group = named.getSubcommands().get(name);
                        assertThat(group.getSubcommands().keySet()).containsExactly(within);
                        assertThat(group.getSubcommands().get(within).getUsageMessage())
                            .isEqualTo(inner.getUsageMessage());
                      });
            });
    for (String[] words :
        List.of(new String[] {"--config", "plan", "run"}, new String[] {"plam"})) {
      assertThat(new SynclineCommand().line(words).getSubcommands().keySet())
          .isEqualTo(all.getSubcommands().keySet());
    }
  }

  @Test
  void withoutArgumentsItShowsTheCommandsInGroups(@TempDir Path folder) {
    Shell.Said said = new Shell(folder).call();
    assertThat(said.exit()).isZero();
    assertThat(said.out())
        .contains("\nBegin\n  ")
        .contains("\nSynchronize\n  plan ")
        .contains("Exit codes");
    assertThat(said.out()).doesNotContain("\nCommands\n");
  }

  @Test
  void namesWhatItDoesNotUnderstand(@TempDir Path folder) {
    Shell shell = new Shell(folder);
    assertThat(shell.call("plam"))
        .satisfies(s -> assertThat(s.exit()).isEqualTo(2))
        .satisfies(
            s ->
                assertThat(s.err())
                    .isEqualTo(
                        "syncline: \"plam\" is not understood by syncline; did you mean plan? See: syncline"
                            + " --help\n"));
    assertThat(shell.call("run", "--aprove").err()).contains("did you mean --approve?");
    assertThat(shell.call("nonsense").err())
        .contains("\"nonsense\" is not understood")
        .doesNotContain("did you mean");
  }

  @Test
  void theManualNamesEveryCommandAndOption() throws IOException {
    String manual = Files.readString(MANUAL);
    for (CommandLine command : commands()) {
      String name = command.getCommandSpec().qualifiedName().substring("syncline ".length());
      if (command.getSubcommands().isEmpty()) {
        assertThat(manual.contains("`" + name)).as(name).isTrue();
      }
      for (OptionSpec option : command.getCommandSpec().options()) {
        assertThat(Pattern.compile("[` ]" + option.longestName() + "[` ]").matcher(manual).find())
            .as("%s %s", name, option.longestName())
            .isTrue();
      }
    }
  }

  @Test
  void theVersionNeedsNothingElse(@TempDir Path folder) {
    Shell.Said said = new Shell(folder).call("--version");
    assertThat(said.out()).startsWith("syncline ");
    assertThat(said.exit()).isZero();
  }
}
