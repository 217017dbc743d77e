package dev.syncline.planted.connect;

import dev.syncline.planted.bench.PlantedBench;
import dev.syncline.planted.cli.PlantedCli;
import dev.syncline.planted.engine.PlantedEngine;

public final class ConnectThatKnowsTheEngine {
  public String engine(PlantedEngine other) {
    return other.toString();
  }

  public String cli(PlantedCli other) {
    return other.toString();
  }

  public String bench(PlantedBench other) {
    return other.toString();
  }
}
