package dev.syncline.connect.app;

import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Where something stands in a file.
 *
 * @param line from 1
 * @param column from 1
 */
record TextPlace(int line, int column) {
  private static final TextPlace START = new TextPlace(1, 1);

  /** The place of what a path of names and numbers leads to, as far as it leads. */
  static TextPlace of(String yaml, List<String> path) {
    try {
      Optional<Node> root = new Compose(LoadSettings.builder().build()).composeString(yaml);
      return root.map(r -> of(r, path)).orElse(START);
    } catch (YamlEngineException e) {
      return START;
    }
  }

  private static TextPlace of(Node root, List<String> path) {
    Node at = root;
    TextPlace place = place(root);
    for (String step : path) {
      Node next = null;
      if (at instanceof MappingNode mapping) {
        for (NodeTuple tuple : mapping.getValue()) {
          if (tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals(step)) {
            place = place(key);
            next = tuple.getValueNode();
          }
        }
      } else if (at instanceof SequenceNode list
          && step.matches("\\d{1,6}")
          && Integer.parseInt(step) < list.getValue().size()) {
        next = list.getValue().get(Integer.parseInt(step));
        place = place(next);
      }
      if (next == null) {
        return place;
      }
      at = next;
    }
    return place;
  }

  private static TextPlace place(Node node) {
    Optional<Mark> mark = node.getStartMark();
    return mark.map(m -> new TextPlace(m.getLine() + 1, m.getColumn() + 1)).orElse(START);
  }
}
