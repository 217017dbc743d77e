package dev.syncline.engine.config;

import dev.syncline.engine.config.YamlNode.Entry;
import dev.syncline.engine.config.YamlNode.Items;
import dev.syncline.engine.config.YamlNode.Mapping;
import dev.syncline.engine.config.YamlNode.Meaning;
import dev.syncline.engine.config.YamlNode.Scalar;
import java.math.BigDecimal;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The description of an endpoint where it stands in the configuration, as JSON and with its places.
 */
final class EndpointText {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private EndpointText() {}

  static String json(Mapping description) {
    return node(description).toString();
  }

  private static JsonNode node(YamlNode yaml) {
    return switch (yaml) {
      case Mapping block -> {
        ObjectNode node = NODES.objectNode();
        block.entries().forEach(e -> node.set(e.key(), node(e.value())));
        yield node;
      }
      case Items list -> {
        ArrayNode node = NODES.arrayNode();
        list.items().forEach(i -> node.add(node(i)));
        yield node;
      }
      case Scalar s ->
          switch (s.meaning()) {
            case TEXT -> NODES.stringNode(s.text());
            case WHOLE, NUMBER -> number(s.text());
            case BOOL -> NODES.booleanNode(Boolean.parseBoolean(s.text()));
            case NULL -> NODES.nullNode();
          };
    };
  }

  /** YAML knows numbers that are none in JSON, such as .inf; they are taken for text. */
  private static JsonNode number(String text) {
    try {
      return NODES.numberNode(new BigDecimal(text));
    } catch (NumberFormatException e) {
      return NODES.stringNode(text);
    }
  }

  /** The place of what a path leads to, as far as it leads. */
  static Position at(Position start, Mapping description, List<String> path) {
    Position at = start;
    YamlNode node = description;
    for (String step : path) {
      YamlNode next = null;
      if (node instanceof Mapping block) {
        for (Entry entry : block.entries()) {
          if (entry.key().equals(step)) {
            at = entry.at();
            next = entry.value();
          }
        }
      } else if (node instanceof Items list
          && step.matches("\\d{1,6}")
          && Integer.parseInt(step) < list.items().size()) {
        next = list.items().get(Integer.parseInt(step));
        at = next.at();
      }
      if (next == null) {
        return at;
      }
      node = next;
    }
    return at;
  }

  /** Variables hold secrets, which go into the connection's keys and nowhere else. */
  static boolean isWithoutVariables(YamlNode node, String place, Findings findings) {
    return switch (node) {
      case Mapping block ->
          block.entries().stream().allMatch(e -> isWithoutVariables(e.value(), place, findings));
      case Items list ->
          list.items().stream().allMatch(i -> isWithoutVariables(i, place, findings));
      case Scalar s -> {
        if (s.meaning() == Meaning.TEXT && Substitution.isIn(s.text())) {
          findings.error(
              s.at(),
              place + " holds a variable, which is not replaced there",
              "Give it to the connection as \"token\" or \"password\", and write {token} or"
                  + " {password} in \"authentication\" of the description.");
          yield false;
        }
        yield true;
      }
    };
  }
}
