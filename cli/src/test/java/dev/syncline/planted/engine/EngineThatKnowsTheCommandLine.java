package dev.syncline.planted.engine;

import dev.syncline.planted.bench.PlantedBench;
import dev.syncline.planted.cli.PlantedCli;

public final class EngineThatKnowsTheCommandLine {
  public String cli(PlantedCli other) {
    return other.toString();
  }

  public String bench(PlantedBench other) {
    return other.toString();
  }
}
