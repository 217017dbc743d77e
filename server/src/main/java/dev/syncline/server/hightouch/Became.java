package dev.syncline.server.hightouch;

import dev.syncline.engine.store.RunRecord;
import dev.syncline.project.screen.ErrorScreen;
import dev.syncline.project.screen.ExitCode;
import dev.syncline.project.screen.RunScreen;
import dev.syncline.project.screen.RunsScreen;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.Screens;

/**
 * What became of a run that a program triggered, and the status by which it is told. The table of
 * {@code docs/orchestration.md} is this enum in prose, and its test's data.
 */
public enum Became {
  WAITS("it waits for its turn", "queued"),
  READS("it reads and compares", "querying"),
  WRITES("it links and writes", "processing"),
  IN_STEP("all is done", "success"),
  LEFT("records or tasks are left over, and wait for the next run or a person", "warning"),
  HALTED("the guard halted it, and a person has to approve", "failed"),
  FAILED("it could not be done", "failed"),
  NOT_RUN("it did not run: a blackout, or a sync before it in its sequence failed", "failed"),
  STOPPED("a person or a blackout stopped it", "cancelled"),
  CUT_OFF("the server ended or died before it was done", "interrupted");

  private final String words;
  private final String status;

  Became(String words, String status) {
    this.words = words;
    this.status = status;
  }

  /** What it is, as the manual says it. */
  public String words() {
    return words;
  }

  /** The status that programs get. */
  public String status() {
    return status;
  }

  /** Whether nothing more becomes of it. */
  boolean isOver() {
    return compareTo(WRITES) > 0;
  }

  /** Whether it ended well enough for what comes after it. */
  boolean isWell() {
    return this == IN_STEP || this == LEFT;
  }

  /** What a command's answer about one sync says. */
  static Became of(Screen answer) {
    return switch (answer) {
      case Screens several ->
          several.all().stream().map(Became::of).findFirst().orElse(Became.NOT_RUN);
      case ErrorScreen error -> error.kind().equals(ErrorScreen.STOPPED) ? STOPPED : FAILED;
      case RunScreen run when run.result().stopped() -> STOPPED;
      case RunScreen run when !run.result().halted().isEmpty() -> HALTED;
      case RunScreen run -> run.exit() == ExitCode.IN_STEP ? IN_STEP : LEFT;
      default -> answer.exit() == ExitCode.IN_STEP ? IN_STEP : NOT_RUN;
    };
  }

  /** What is remembered of a run, whoever began it. */
  static Became of(RunRecord run) {
    return switch (run.result()) {
      case "done" -> RunsScreen.left(run) > 0 ? LEFT : IN_STEP;
      case "running" -> WRITES;
      case "halted" -> HALTED;
      case "stopped" -> STOPPED;
      case "killed" -> CUT_OFF;
      default -> FAILED;
    };
  }
}
