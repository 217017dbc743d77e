package dev.syncline.cli.screen;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Policies.Direction;
import java.util.Map;
import java.util.Optional;

/**
 * The two systems of a sync, as screens name them.
 *
 * @param sync the sync's name
 * @param source the source connection's name
 * @param target the target connection's name
 * @param sourceProduct what the source is, such as {@code PostgreSQL 18.6}
 * @param targetProduct what the target is
 * @param direction which sides are written
 * @param selected whether a person selects what is written, so that nothing is tried again by
 *     itself
 */
public record Systems(
    String sync,
    String source,
    String target,
    String sourceProduct,
    String targetProduct,
    Direction direction,
    boolean selected) {

  /**
   * A side by its connection's name, or as source and target where both are the same connection.
   */
  public String name(Side side) {
    return source.equals(target) ? side.word() : side == Side.SOURCE ? source : target;
  }

  /** {@code crm ⇄ shop}, or with an arrow for one way. */
  public String arrow() {
    String arrow =
        switch (direction) {
          case TWO_WAY -> "⇄";
          case TO_TARGET -> "→";
          case TO_SOURCE -> "←";
        };
    return name(Side.SOURCE) + " " + arrow + " " + name(Side.TARGET);
  }

  /** What offers again what was not written, where a person selects; nothing where runs do it. */
  Optional<String> again() {
    String from = direction == Direction.TO_SOURCE ? target : source;
    return selected ? Optional.of("syncline plan " + sync + " --from " + from) : Optional.empty();
  }

  /** Which way records go. */
  public String way() {
    return switch (direction) {
      case TWO_WAY -> "two-way";
      case TO_TARGET -> "one way, to " + name(Side.TARGET);
      case TO_SOURCE -> "one way, to " + name(Side.SOURCE);
    };
  }

  Map<String, Object> json() {
    return Json.map(
        "sync", sync,
        "direction", Json.word(direction),
        "source", Json.map("connection", source, "product", sourceProduct),
        "target", Json.map("connection", target, "product", targetProduct));
  }
}
