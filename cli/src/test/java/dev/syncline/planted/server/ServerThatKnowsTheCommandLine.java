package dev.syncline.planted.server;

import dev.syncline.planted.bench.PlantedBench;
import dev.syncline.planted.cli.PlantedCli;

public final class ServerThatKnowsTheCommandLine {
  public String cli(PlantedCli other) {
    return other.toString();
  }

  public String bench(PlantedBench other) {
    return other.toString();
  }
}
