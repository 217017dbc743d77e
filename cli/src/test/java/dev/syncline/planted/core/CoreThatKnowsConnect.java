package dev.syncline.planted.core;

import dev.syncline.planted.bench.PlantedBench;
import dev.syncline.planted.cli.PlantedCli;
import dev.syncline.planted.connect.PlantedConnect;
import dev.syncline.planted.engine.PlantedEngine;
import dev.syncline.planted.expression.PlantedExpression;

public final class CoreThatKnowsConnect {
  public String expression(PlantedExpression other) {
    return other.toString();
  }

  public String connect(PlantedConnect other) {
    return other.toString();
  }

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
