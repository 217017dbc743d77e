package dev.syncline.engine;

import dev.syncline.engine.undo.LeftAlone;
import java.util.List;

/**
 * What an undo would write, and what it would leave alone.
 *
 * @param plan the counts of the reverse plan, and why a guard would stop it
 * @param left what is not taken back
 */
public record UndoPlan(PlanResult plan, List<LeftAlone> left) {
  public UndoPlan {
    left = List.copyOf(left);
  }
}
