package dev.syncline.cli;

import dev.syncline.cli.command.Interrupt;
import dev.syncline.cli.command.Session;
import dev.syncline.cli.command.SynclineCommand;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.project.CommandError;
import dev.syncline.project.Commands;
import dev.syncline.project.Places;
import dev.syncline.project.Project;
import dev.syncline.project.Terminals;
import dev.syncline.project.screen.ErrorScreen;
import dev.syncline.project.screen.ExpressionErrorScreen;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.text.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Command lines that are typed elsewhere and performed here, over one project. */
final class TypedElsewhere implements Terminals {
  private static final Set<String> RUNS = Set.of("ID", "RUN");

  private final Console console;
  private final Places places;
  private final List<String> options;

  /**
   * @param console where they are performed
   * @param places of the project
   * @param options that name the same project
   */
  TypedElsewhere(Console console, Places places, List<String> options) {
    this.console = console;
    this.places = places;
    this.options = List.copyOf(options);
  }

  @Override
  public Asked read(List<String> words) {
    ParseResult parsed = parsed(words);
    Set<String> options = new HashSet<>();
    List<String> given = new ArrayList<>();
    List<String> rest = new ArrayList<>();
    String sync = null;
    Long run = null;
    for (ParseResult at = parsed; at != null; at = at.hasSubcommand() ? at.subcommand() : null) {
      for (OptionSpec option : new LinkedHashSet<>(at.matchedOptions())) {
        options.add(option.longestName());
        given.addAll(words(option));
        if (option.longestName().equals("--sync")) {
          sync = option.getValue();
        }
      }
      for (PositionalParamSpec named : at.matchedPositionals()) {
        rest.addAll(named.originalStringValues());
        if (named.paramLabel().equals("SYNC")) {
          sync = named.getValue();
        } else if (RUNS.contains(named.paramLabel())) {
          run = named.getValue();
        }
      }
      parsed = at;
    }
    CommandLine line = parsed.commandSpec().commandLine();
    if (!(line.getCommand() instanceof Callable)) {
      throw CommandError.usage(
          line.getCommandSpec().qualifiedName()
              + " needs one of "
              + String.join(", ", line.getSubcommands().keySet()));
    }
    String qualified = line.getCommandSpec().qualifiedName();
    String command = qualified.substring(qualified.indexOf(' ') + 1);
    List<String> plain = new ArrayList<>(List.of(command.split(" ")));
    plain.addAll(given);
    plain.add("--");
    plain.addAll(rest);
    Optional<String> named = Optional.ofNullable(sync);
    if (run != null) {
      long id = run;
      named = named.or(() -> project(project -> syncOf(project, id)));
    }
    return new Asked(command, options, plain, named);
  }

  /** An option as programs write it, once for each time that it is given. */
  private static List<String> words(OptionSpec option) {
    String name = option.longestName();
    return option.arity().max() == 0
        ? List.of(name)
        : option.originalStringValues().stream().map(value -> name + "=" + value).toList();
  }

  private ParseResult parsed(List<String> words) {
    try {
      String[] all = words.toArray(String[]::new);
      ParseResult parsed = Main.commandLine(new SynclineCommand(), console, all).parseArgs(all);
      if (parsed.isUsageHelpRequested() || parsed.isVersionHelpRequested()) {
        throw CommandError.usage("help is shown where it is asked for");
      }
      return parsed;
    } catch (ParameterException e) {
      throw CommandError.usage(Errors.message(e));
    }
  }

  /** The sync of a run; nothing where there is no such run, which the command then says itself. */
  private static Optional<String> syncOf(Project project, long run) {
    return project.hasStore()
        ? project
            .store()
            .run(run)
            .flatMap(
                found ->
                    project.loaded().configuration().syncs().stream()
                        .filter(sync -> sync.id() == found.sync())
                        .map(SyncConfig::name)
                        .findFirst())
        : Optional.empty();
  }

  private <T> T project(Function<Project, T> question) {
    try (Project project = new Project(places, console.environment(), console.clock())) {
      return question.apply(project);
    }
  }

  @Override
  public List<Reached> syncs() {
    return project(
        project ->
            project.loaded().configuration().syncs().stream()
                .map(
                    sync ->
                        new Reached(
                            sync.name(),
                            sync.promotion().isPresent()
                                ? List.of(sync.source().text(), sync.target().text())
                                : List.of()))
                .toList());
  }

  /** Whether there are colours the other terminal has said, and not this process's own. */
  private Map<String, String> coloured() {
    Map<String, String> environment = new HashMap<>(console.environment());
    environment.remove("NO_COLOR");
    environment.remove("TERM");
    return environment;
  }

  @Override
  public Said show(Commands.Host host, Screen answer, Terminal terminal, List<String> words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console there =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            console.in(),
            false,
            terminal.out(),
            terminal.err(),
            terminal.width(),
            coloured(),
            console.folder(),
            console.zone(),
            console.clock());
    SynclineCommand root = new SynclineCommand();
    Session session = new Session(there, root, new Interrupt(), Main.LINES);
    try {
      String[] all = Stream.concat(options.stream(), words.stream()).toArray(String[]::new);
      Main.commandLine(root.in(session), there, all).parseArgs(all);
      session.hideSecretsOfProject(host);
      if (answer instanceof ErrorScreen || answer instanceof ExpressionErrorScreen) {
        session.showError(answer);
      } else {
        session.show(answer);
      }
    } finally {
      session.close();
    }
    return new Said(
        out.toString(StandardCharsets.UTF_8),
        err.toString(StandardCharsets.UTF_8),
        answer.exit().number());
  }
}
