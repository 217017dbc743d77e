package dev.syncline.planted.expression;

import dev.syncline.planted.connect.PlantedConnect;
import dev.syncline.planted.engine.PlantedEngine;

public final class ExpressionThatKnowsConnect {
  public String connect(PlantedConnect other) {
    return other.toString();
  }

  public String engine(PlantedEngine other) {
    return other.toString();
  }
}
