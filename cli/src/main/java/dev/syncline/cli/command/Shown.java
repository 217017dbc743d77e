package dev.syncline.cli.command;

import picocli.CommandLine.Option;

/** How many records of each kind are shown. */
final class Shown {
  @Option(
      names = "--show",
      paramLabel = "N",
      description = "Shows the first N records of each kind. Default: ${DEFAULT-VALUE}")
  int most = 5;
}
