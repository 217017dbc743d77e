package dev.syncline.cli.command;

import picocli.CommandLine.Command;

/** Plans that are kept for people to review. */
@Command(
    name = "plans",
    description = {
      "Plans that are kept for people to review: what plan --keep made.",
      "Lists them, shows what they offer, selects of it, and applies exactly what is selected."
    },
    synopsisSubcommandLabel = "COMMAND")
final class PlansCommand {}
