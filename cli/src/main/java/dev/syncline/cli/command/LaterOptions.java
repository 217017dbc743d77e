package dev.syncline.cli.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** When a plan is applied, if not now. */
final class LaterOptions {
  @Option(
      names = "--at",
      paramLabel = "TIME",
      description =
          "With --plan: applies it then, such as 23:00 or \"2026-11-23 06:30\". Waits for it; it is"
              + " kept when this ends before.")
  @Nullable String at;

  @Option(
      names = "--waiting",
      description = "Applies the plans that wait, each at its time, until none is left.")
  boolean waiting;

  @Option(
      names = "--no-wait",
      description =
          "With --at: returns at once. With --waiting: applies only those whose time has come.")
  boolean noWait;
}
