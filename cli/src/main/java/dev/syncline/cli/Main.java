package dev.syncline.cli;

import dev.syncline.cli.command.Interrupt;
import dev.syncline.cli.command.Remote;
import dev.syncline.cli.command.Session;
import dev.syncline.cli.command.SynclineCommand;
import dev.syncline.project.Commands.Caller;
import dev.syncline.project.Places;
import dev.syncline.project.Terminals;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.text.Console;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** The {@code syncline} command line: where a process begins. */
public final class Main {
  private static final Set<String> VERSION_ASKED = Set.of("-V", "--version");

  static final Session.CommandLines LINES =
      new Session.CommandLines() {
        @Override
        public int run(Console console, Interrupt interrupt, String... args) {
          return Main.run(console, interrupt, args);
        }

        @Override
        public Screen perform(Console console, Caller caller, String... args) {
          return Main.perform(console, caller, args);
        }

        @Override
        public Terminals terminals(Console console, Places places, List<String> options) {
          return new TypedElsewhere(console, places, options);
        }
      };

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    letLibrariesLog(List.of(args).contains("serve"));
    Interrupt interrupt = Interrupt.ofProcess();
    int exit = run(Console.ofProcess(), interrupt, args);
    interrupt.finished();
    System.exit(exit);
  }

  /** What libraries log goes into the server's log, and is nobody's matter anywhere else. */
  private static void letLibrariesLog(boolean serves) {
    System.setProperty("slf4j.internal.verbosity", "WARN");
    System.setProperty(
        "slf4j.provider",
        serves ? "org.slf4j.jul.JULServiceProvider" : "org.slf4j.nop.NOPServiceProvider");
  }

  /** Runs a command on a console and returns its exit code. */
  public static int run(Console console, Interrupt interrupt, String... args) {
    if (args.length == 1 && VERSION_ASKED.contains(args[0])) {
      console.out().println("syncline " + version());
      return 0;
    }
    SynclineCommand root = new SynclineCommand();
    Session session = new Session(console, root, interrupt, LINES);
    try {
      CommandLine line = commandLine(root.in(session), console, args);
      line.setExecutionStrategy(parsed -> perform(session, parsed, args));
      return line.execute(args.length == 0 ? new String[] {"--help"} : args);
    } finally {
      session.close();
    }
  }

  /** Here, or on the server that somebody named. */
  private static int perform(Session session, ParseResult parsed, String... args) {
    Integer helped = CommandLine.executeHelpRequest(parsed);
    if (helped != null) {
      return helped;
    }
    return Remote.named(session)
        ? Remote.perform(session, parsed, args)
        : new CommandLine.RunLast().execute(parsed);
  }

  /**
   * Performs a command for a caller who is at no terminal.
   *
   * @param console where it is performed: its folder, environment and clock; nothing is written to
   *     it
   */
  public static Screen perform(Console console, Caller caller, String... words) {
    SynclineCommand root = new SynclineCommand();
    Session session = new Session(console, root, LINES, caller);
    try {
      commandLine(root.in(session), console, words).execute(words);
      return session
          .answer()
          .orElseThrow(
              () -> new IllegalArgumentException(String.join(" ", words) + " has no answer"));
    } finally {
      session.close();
    }
  }

  /** What reads these words. */
  static CommandLine commandLine(SynclineCommand root, Console console, String... words) {
    CommandLine line = root.line(words);
    line.setExpandAtFiles(false); // a word is a word, whoever sent it
    line.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
    HelpPages.layOut(line, console);
    line.setParameterExceptionHandler(Errors::usage);
    line.setExecutionExceptionHandler(Errors::failure);
    line.getCommandSpec().version("syncline " + version());
    return line;
  }

  /** The version that the build wrote into the jar. */
  static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "(development)" : version;
  }
}
