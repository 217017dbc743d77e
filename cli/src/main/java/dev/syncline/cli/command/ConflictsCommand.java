package dev.syncline.cli.command;

import picocli.CommandLine.Command;

/** Conflicts that wait for a person. */
@Command(
    name = "conflicts",
    description = "Lists conflicts that wait for a person, and takes decisions.",
    synopsisSubcommandLabel = "COMMAND")
final class ConflictsCommand {}
