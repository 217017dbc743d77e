package dev.syncline.planted.engine.there;

import dev.syncline.planted.engine.back.CycleBack;

/** One half of a cycle. */
public class CycleThere {
  public Class<?> there() {
    return CycleBack.class;
  }
}
