package dev.syncline.cli.command;

import picocli.CommandLine.Command;

/** Shows one thing in full. */
@Command(
    name = "show",
    description = "Shows a run, a record, a task, a sync or what is due in full.",
    synopsisSubcommandLabel = "COMMAND")
final class ShowCommand {}
