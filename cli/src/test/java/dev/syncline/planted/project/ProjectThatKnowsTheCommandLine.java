package dev.syncline.planted.project;

import dev.syncline.planted.bench.PlantedBench;
import dev.syncline.planted.cli.PlantedCli;

public final class ProjectThatKnowsTheCommandLine {
  public String cli(PlantedCli other) {
    return other.toString();
  }

  public String bench(PlantedBench other) {
    return other.toString();
  }
}
