package dev.syncline.cli.command;

import picocli.CommandLine.Command;

/** What undos left as it is. */
@Command(
    name = "pins",
    description = "Lists what undos left as it is, and lets it flow again.",
    synopsisSubcommandLabel = "COMMAND")
final class PinsCommand {}
