package dev.syncline.engine.config;

import dev.syncline.core.Side;
import dev.syncline.core.value.MatchForm;
import java.util.List;
import java.util.Optional;

/**
 * A part of a task's unique key.
 *
 * @param at where it is configured
 * @param source source columns; several only where they are one relation
 * @param target target columns, as many
 * @param form what is overlooked when keys are compared; nothing: the weaker of both indexes
 */
public record MatchConfig(
    Position at, List<String> source, List<String> target, Optional<MatchForm> form) {
  public MatchConfig {
    source = List.copyOf(source);
    target = List.copyOf(target);
  }

  /** The columns of a side. */
  public List<String> columns(Side side) {
    return side == Side.SOURCE ? source : target;
  }
}
