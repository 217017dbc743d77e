package dev.syncline.cli.command;

import picocli.CommandLine.Command;

/** Links in and out. */
@Command(
    name = "links",
    description = "Exports links, or imports those that another tool kept.",
    synopsisSubcommandLabel = "COMMAND")
final class LinksCommand {}
