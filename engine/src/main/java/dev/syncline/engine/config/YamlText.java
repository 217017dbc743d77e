package dev.syncline.engine.config;

import dev.syncline.engine.config.YamlNode.Entry;
import dev.syncline.engine.config.YamlNode.Items;
import dev.syncline.engine.config.YamlNode.Mapping;
import dev.syncline.engine.config.YamlNode.Meaning;
import dev.syncline.engine.config.YamlNode.Scalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads YAML text to nodes that know their place. */
final class YamlText {
  private final String file;
  private final Findings findings;
  // An alias that leads back to its own anchor would never end.
  private final IdentityHashMap<Node, Boolean> open = new IdentityHashMap<>();

  private YamlText(String file, Findings findings) {
    this.file = file;
    this.findings = findings;
  }

  /** The text's only document; nothing when it is empty or malformed, which is then a finding. */
  static Optional<YamlNode> parse(String file, String text, Findings findings) {
    return new YamlText(file, findings).parse(text);
  }

  private Optional<YamlNode> parse(String text) {
    LoadSettings settings =
        LoadSettings.builder().setLabel(file).setSchema(new CoreSchema()).build();
    try {
      Iterator<Node> documents = new Compose(settings).composeAllFromString(text).iterator();
      if (!documents.hasNext()) {
        return Optional.empty();
      }
      YamlNode first = node(documents.next());
      if (documents.hasNext()) {
        findings.error(
            at(documents.next()),
            "a second YAML document begins here",
            "Put it into a file of its own, or remove the line \"---\".");
      }
      return Optional.of(first);
    } catch (MarkedYamlEngineException e) {
      Position at = e.getProblemMark().or(e::getContextMark).map(this::at).orElse(start());
      findings.error(at, "malformed YAML: " + e.getProblem(), hint(text, at));
    } catch (YamlEngineException e) {
      findings.error(start(), "malformed YAML: " + e.getMessage(), "");
    }
    return Optional.empty();
  }

  private static String hint(String text, Position at) {
    List<String> lines = text.lines().toList();
    String line = at.line() <= lines.size() ? lines.get(at.line() - 1) : "";
    return line.contains("\t")
        ? "Indent with spaces, not with tabs."
        : "Check indentation, quotes and brackets here and on the line before.";
  }

  private YamlNode node(Node node) {
    if (open.put(node, true) != null) {
      throw new YamlEngineException("an alias refers to the block that it stands in");
    }
    try {
      return switch (node) {
        case ScalarNode scalar -> new Scalar(at(node), scalar.getValue(), meaning(scalar.getTag()));
        case SequenceNode list ->
            new Items(at(node), list.getValue().stream().map(this::node).toList());
        case MappingNode mapping -> mapping(mapping);
        default -> throw new YamlEngineException("unexpected " + node.getNodeType());
      };
    } finally {
      open.remove(node);
    }
  }

  private Mapping mapping(MappingNode mapping) {
    List<Entry> entries = new ArrayList<>();
    Map<String, Position> seen = new HashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Position at = at(tuple.getKeyNode());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        findings.error(at, "a key must be a single word", "");
        continue;
      }
      Position before = seen.putIfAbsent(key.getValue(), at);
      if (before != null) {
        findings.error(
            at,
            "key \"" + key.getValue() + "\" is given twice",
            "Remove one; the other is on line " + before.line() + ".");
        continue;
      }
      entries.add(new Entry(at, key.getValue(), node(tuple.getValueNode())));
    }
    return new Mapping(at(mapping), List.copyOf(entries));
  }

  private static Meaning meaning(Tag tag) {
    if (tag.equals(Tag.INT)) {
      return Meaning.WHOLE;
    } else if (tag.equals(Tag.FLOAT)) {
      return Meaning.NUMBER;
    } else if (tag.equals(Tag.BOOL)) {
      return Meaning.BOOL;
    } else if (tag.equals(Tag.NULL)) {
      return Meaning.NULL;
    }
    return Meaning.TEXT;
  }

  private Position at(Node node) {
    return node.getStartMark().map(this::at).orElse(start());
  }

  private Position at(@Nullable Mark mark) {
    return mark == null ? start() : new Position(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  private Position start() {
    return new Position(file, 1, 1);
  }
}
