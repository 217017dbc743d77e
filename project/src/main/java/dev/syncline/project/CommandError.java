package dev.syncline.project;

import dev.syncline.engine.config.Finding;
import dev.syncline.project.screen.ErrorScreen;
import dev.syncline.project.screen.ExitCode;
import java.nio.file.Path;
import java.util.List;

/** A command cannot go on. The message says what, where, why and what to do next. */
public final class CommandError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exit;
  private final String kind;
  private final transient List<Finding> findings;

  private CommandError(ExitCode exit, String kind, String message, List<Finding> findings) {
    super(message);
    this.exit = exit;
    this.kind = kind;
    this.findings = List.copyOf(findings);
  }

  /** Something failed. */
  public static CommandError failed(String message) {
    return new CommandError(ExitCode.ERROR, "failed", message, List.of());
  }

  /** Somebody gave it up before anything was done. */
  static CommandError stopped(String message) {
    return new CommandError(ExitCode.ERROR, ErrorScreen.STOPPED, message, List.of());
  }

  /** The command line asks for something that does not exist. */
  public static CommandError unknown(String message) {
    return new CommandError(ExitCode.USAGE, ErrorScreen.UNKNOWN, message, List.of());
  }

  /** The command line asks for something that does not fit together. */
  public static CommandError usage(String message) {
    return new CommandError(ExitCode.USAGE, "usage", message, List.of());
  }

  /** A person has to decide first. */
  public static CommandError held(String message) {
    return new CommandError(ExitCode.HELD, "failed", message, List.of());
  }

  /** The configuration is wrong. */
  public static CommandError configuration(List<Finding> findings) {
    return new CommandError(
        ExitCode.ERROR,
        "configuration",
        "the configuration has errors; nothing was done",
        findings);
  }

  /** Nobody configured anything yet. */
  public static CommandError absent(List<Finding> findings) {
    return new CommandError(
        ExitCode.ERROR,
        ErrorScreen.ABSENT,
        "there is no configuration yet; nothing was done",
        findings);
  }

  /** There is a configuration, and no sync in it yet. */
  static CommandError absent(Path config) {
    return new CommandError(
        ExitCode.ERROR,
        ErrorScreen.ABSENT,
        config + " has no syncs. Add one under \"syncs\", or propose one with: syncline init",
        List.of());
  }

  /** An account may not do what the sync needs. */
  public static CommandError rights(List<Finding> findings) {
    return new CommandError(
        ExitCode.ERROR, "configuration", "rights are missing; nothing was done", findings);
  }

  /** A system is not the one whose records are linked. */
  static CommandError unfamiliar(String doubt, String sync) {
    return new CommandError(
        ExitCode.ERROR,
        "failed",
        doubt
            + ". Nothing was done. If this is another system, or its records were numbered anew, forget"
            + " the links: syncline reset "
            + sync
            + " --links; the next run finds them anew by unique keys. If they are the same records,"
            + " changed so: syncline run "
            + sync
            + " --take-over",
        List.of());
  }

  /** How the command ends. */
  public ExitCode exit() {
    return exit;
  }

  /** What sort of error it is, for programs. */
  public String kind() {
    return kind;
  }

  /** What is wrong with the configuration, or which rights are missing; empty for other errors. */
  public List<Finding> findings() {
    return findings;
  }
}
