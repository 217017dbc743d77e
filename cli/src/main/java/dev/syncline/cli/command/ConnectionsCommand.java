package dev.syncline.cli.command;

import picocli.CommandLine.Command;

/** The systems of the configuration. */
@Command(
    name = "connections",
    description = "Lists the systems of the configuration, and looks into them.",
    synopsisSubcommandLabel = "COMMAND")
final class ConnectionsCommand {}
