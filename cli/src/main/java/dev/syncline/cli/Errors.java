package dev.syncline.cli;

import dev.syncline.cli.command.Session;
import dev.syncline.cli.command.SynclineCommand;
import dev.syncline.core.Nearest;
import dev.syncline.project.Failures;
import dev.syncline.project.screen.ErrorScreen;
import dev.syncline.project.screen.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into one clear message and an exit code. */
final class Errors {
  private static final Set<Class<?>> WHOLE_NUMBERS =
      Set.of(long.class, Long.class, int.class, Integer.class);

  private Errors() {}

  /** The command line was not understood. */
  static int usage(ParameterException e, String[] args) {
    return session(e.getCommandLine())
        .showError(new ErrorScreen(ExitCode.USAGE, "usage", message(e), List.of()))
        .number();
  }

  /** Why it was not understood, and where to read on. */
  static String message(ParameterException e) {
    CommandLine line = e.getCommandLine();
    return sentence(words(e, line)) + " See: " + line.getCommandSpec().qualifiedName() + " --help";
  }

  private static String words(ParameterException e, CommandLine line) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      String what = String.join(" ", unmatched.getUnmatched());
      // Of what could stand there the parser suggests the nearest, however far it is.
      Optional<String> near =
          Nearest.to(unmatched.getUnmatched().getFirst(), unmatched.getSuggestions());
      return "\""
          + what
          + "\" is not understood by "
          + line.getCommandSpec().qualifiedName()
          + near.map(n -> "; did you mean " + n + "?").orElse("");
    }
    String command = line.getCommandSpec().qualifiedName();
    boolean isGroup = !(line.getCommandSpec().userObject() instanceof Callable);
    if (isGroup && line.getCommandSpec().parent() != null) {
      return command + " needs one of " + String.join(", ", line.getSubcommands().keySet());
    }
    return switch (e) {
      case MutuallyExclusiveArgsException x ->
          command
              + " takes only one of "
              + line.getCommandSpec().argGroups().stream()
                  .filter(ArgGroupSpec::exclusive)
                  .map(g -> names(g.args()))
                  .collect(Collectors.joining(" and of "));
      case MissingParameterException m when !m.getMissing().isEmpty() ->
          command + " needs " + lacking(m.getMissing());
      default ->
          e.getArgSpec() != null && e.getValue() != null
              ? "\""
                  + e.getValue()
                  + "\" is not what "
                  + command
                  + " takes as "
                  + name(e.getArgSpec())
                  + ": "
                  + wanted(e.getArgSpec())
              : String.valueOf(e.getMessage());
    };
  }

  private static String lacking(List<ArgSpec> missing) {
    ArgSpec first = missing.getFirst();
    if (first.group() != null) {
      return "one of " + names(missing);
    }
    if (first instanceof OptionSpec option && !option.required()) {
      return option.paramLabel() + " after " + name(option);
    }
    return names(missing) + ": " + String.join(" ", first.description());
  }

  private static String names(Collection<ArgSpec> args) {
    return args.stream().map(Errors::name).collect(Collectors.joining(", "));
  }

  private static String wanted(ArgSpec asked) {
    Class<?> type = asked.type();
    if (type.isEnum()) {
      return "it has to be one of "
          + Stream.of(type.getEnumConstants())
              .map(String::valueOf)
              .collect(Collectors.joining(", "));
    }
    return WHOLE_NUMBERS.contains(type)
        ? "it has to be a whole number, such as 7"
        : String.join(" ", asked.description());
  }

  private static String name(ArgSpec arg) {
    return arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel();
  }

  /** A command could not go on. */
  static int failure(Exception e, CommandLine line, ParseResult parsed) {
    Session session = session(line);
    if (session.debug()) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      line.getErr().print(session.hideSecrets(trace.toString()));
      line.getErr().flush();
    }
    return session.showError(Failures.screen(e)).number();
  }

  private static Session session(CommandLine line) {
    return ((SynclineCommand) line.getCommandSpec().root().userObject()).session();
  }

  private static String sentence(String message) {
    return message.endsWith(".") || message.endsWith("?") ? message : message + ".";
  }
}
