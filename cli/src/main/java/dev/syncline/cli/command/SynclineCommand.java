package dev.syncline.cli.command;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The {@code syncline} command itself, with the options that all of its commands take. */
@Command(
    name = "syncline",
    description = "Keeps records in two systems the same, in both directions.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "Exit codes  0 in step, 3 differences or pending changes, 5 rejected records, 4 held for a person,",
      "            1 error, 2 usage. More in docs/exit-codes.md"
    })
public final class SynclineCommand {
  private static final Map<String, Class<?>> COMMANDS =
      Stream.<Class<?>>of(
              InitCommand.class,
              CheckCommand.class,
              FmtCommand.class,
              EditCommand.class,
              ConnectionsCommand.class,
              ProposeCommand.class,
              PreviewCommand.class,
              EvalCommand.class,
              MappingCommand.class,
              DemoCommand.class,
              PlanCommand.class,
              ReviewCommand.class,
              PlansCommand.class,
              RunCommand.class,
              MessagesCommand.class,
              CancelCommand.class,
              TellCommand.class,
              StartCommand.class,
              StopCommand.class,
              StatusCommand.class,
              ScheduleCommand.class,
              SchedulesCommand.class,
              RunsCommand.class,
              SequencesCommand.class,
              ShowCommand.class,
              ConflictsCommand.class,
              UndoCommand.class,
              PinsCommand.class,
              RetryCommand.class,
              TestRowCommand.class,
              ResyncCommand.class,
              VerifyCommand.class,
              LinksCommand.class,
              ResetCommand.class,
              EraseCommand.class,
              BackupCommand.class,
              RestoreCommand.class,
              UninstallCommand.class,
              ServeCommand.class)
          .collect(
              Collectors.toMap(
                  SynclineCommand::name, type -> type, (one, other) -> one, LinkedHashMap::new));

  /** Commands that consist of others. */
  private static final Map<Class<?>, List<Class<?>>> WITHIN =
      Map.of(
          ConnectionsCommand.class,
              List.of(
                  ConnectionsListCommand.class,
                  ConnectionsTestCommand.class,
                  ConnectionsBrowseCommand.class),
          PlansCommand.class,
              List.of(
                  PlansListCommand.class,
                  PlansShowCommand.class,
                  PlansSelectCommand.class,
                  PlansApplyCommand.class,
                  PlansTestCommand.class,
                  PlansCancelCommand.class,
                  PlansDropCommand.class,
                  PlansChoicesCommand.class),
          ShowCommand.class,
              List.of(
                  ShowRunCommand.class,
                  ShowRecordCommand.class,
                  ShowTaskCommand.class,
                  ShowSyncCommand.class,
                  ShowDueCommand.class),
          ConflictsCommand.class,
              List.of(ConflictsListCommand.class, ConflictsResolveCommand.class),
          PinsCommand.class, List.of(PinsListCommand.class, PinsReleaseCommand.class),
          LinksCommand.class, List.of(LinksExportCommand.class, LinksImportCommand.class),
          ServeCommand.class,
              List.of(ServeLinkCommand.class, ServeSecretCommand.class, ServeKeyCommand.class));

  @Option(
      names = "--output",
      scope = ScopeType.INHERIT,
      paramLabel = "text|json",
      description = "How the result is written.")
  Output output = Output.text;

  @Option(
      names = "--config",
      scope = ScopeType.INHERIT,
      paramLabel = "PATH",
      description = "Configuration file or folder. Default: ./syncline.yaml")
  @Nullable Path config;

  @Option(
      names = "--state",
      scope = ScopeType.INHERIT,
      paramLabel = "PLACE",
      description = {
        "The state store: a file, or the URL of a PostgreSQL database. SYNCLINE_STATE says it once for"
            + " all. Default: what the configuration says under \"state\", else .syncline/state.db"
            + " beside it"
      })
  @Nullable String state;

  @Option(
      names = "--server",
      scope = ScopeType.INHERIT,
      paramLabel = "URL",
      description =
          "Has the server at this address perform the command, with the token in SYNCLINE_TOKEN;"
              + " SYNCLINE_SERVER says it once for all.")
  @Nullable String server;

  @Option(names = "--no-color", scope = ScopeType.INHERIT, description = "No colours.")
  boolean noColor;

  @Option(
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      description = "Only errors; the exit code tells the rest.")
  boolean quiet;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Shows where in the program an error arose.")
  boolean debug;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Shows how a command is used.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Shows the version.")
  boolean version;

  private @Nullable Session session;

  /** The command line with all commands. */
  public CommandLine line() {
    return line(COMMANDS.values(), "");
  }

  /**
   * The same for these words: with the command alone that they name, because reading others takes
   * longer than most of what a server is asked for; with all where it is not plain which that is.
   */
  public CommandLine line(String... words) {
    List<String> named =
        Stream.of(words)
            .dropWhile(word -> word.startsWith("--") && word.contains("="))
            .limit(2)
            .toList();
    Class<?> type = named.isEmpty() ? null : COMMANDS.get(named.getFirst());
    return type == null ? line() : line(List.of(type), named.getLast());
  }

  private CommandLine line(Collection<Class<?>> commands, String within) {
    CommandLine line = new CommandLine(this);
    for (Class<?> type : commands) {
      line.addSubcommand(type);
      CommandLine command = Objects.requireNonNull(line.getSubcommands().get(name(type)));
      List<Class<?>> all = WITHIN.getOrDefault(type, List.of());
      List<Class<?>> named = all.stream().filter(each -> name(each).equals(within)).toList();
      (named.isEmpty() ? all : named).forEach(command::addSubcommand);
    }
    return line;
  }

  private static String name(Class<?> command) {
    return command.getAnnotation(Command.class).name();
  }

  /** Binds the command to a call. */
  public SynclineCommand in(Session call) {
    session = call;
    return this;
  }

  /** The call. */
  public Session session() {
    return Objects.requireNonNull(session);
  }

  /** How results are written. The names are what a person types. */
  enum Output {
    text,
    json
  }
}
