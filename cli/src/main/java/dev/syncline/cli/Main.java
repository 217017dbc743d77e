package dev.syncline.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code syncline} command line. */
@Command(
    name = "syncline",
    mixinStandardHelpOptions = true,
    version = "syncline 0.1.0-SNAPSHOT",
    description = "Keeps records in two systems the same, in both directions.")
public final class Main implements Runnable {
  private Main() {}

  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }

  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }
}
