package dev.syncline.engine.plan;

import dev.syncline.core.Side;
import java.util.List;

/**
 * What was compared, when a plan is one between environments.
 *
 * @param to the side that is written
 * @param onlyNew whether only records that the other side has alone are offered
 * @param modules the modules that were compared; empty where there are none
 * @param first ids of tasks of which nothing was linked before, so that whatever differs is what
 *     both environments had when Syncline met them
 */
public record Comparison(Side to, boolean onlyNew, List<String> modules, List<Integer> first) {
  public Comparison {
    modules = List.copyOf(modules);
    first = List.copyOf(first);
  }

  /** The side that it comes from. */
  public Side from() {
    return to.other();
  }
}
