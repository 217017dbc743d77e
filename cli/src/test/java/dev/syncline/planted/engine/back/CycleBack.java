package dev.syncline.planted.engine.back;

import dev.syncline.planted.engine.there.CycleThere;

/** The other half of a cycle. */
public class CycleBack {
  public Class<?> back() {
    return CycleThere.class;
  }
}
