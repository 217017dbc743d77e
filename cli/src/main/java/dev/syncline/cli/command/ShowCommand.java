package dev.syncline.cli.command;

import picocli.CommandLine.Command;

/** Shows one thing in full. */
@Command(
    name = "show",
    description = "Shows a run, a record or a task in full.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ShowRunCommand.class, ShowRecordCommand.class, ShowTaskCommand.class})
final class ShowCommand {}
