package dev.syncline.engine.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.comments.CommentLine;
import org.snakeyaml.engine.v2.comments.CommentType;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Formats a configuration: indentation by two, one blank line where there are any, quotes only
 * where they are needed, short lists and blocks in brackets on one line. The order of keys and all
 * comments stay. A text that cannot be formatted without changing what it says is left as it is.
 */
public final class ConfigurationFormat {
  private ConfigurationFormat() {}

  /**
   * A formatted text.
   *
   * @param text as it should be; as it was, when there are findings
   * @param findings why it was left as it is
   */
  public record Formatted(String text, List<Finding> findings) {
    public Formatted {
      findings = List.copyOf(findings);
    }
  }

  /** Formats the text of a file. */
  public static Formatted format(String file, String text) {
    Findings findings = new Findings();
    Optional<YamlNode> before = YamlText.parse(file, text, findings);
    if (before.isEmpty() || findings.hasErrors()) {
      return new Formatted(text, findings.inOrder());
    }
    Node root = compose(text);
    if (hasAnchor(root)) {
      return leftAlone(file, text, "it has anchors, whose aliases would be written out");
    }
    String formatted = YamlPrinter.print(root, text);
    Optional<YamlNode> after = YamlText.parse(file, formatted, findings);
    if (after.isEmpty()
        || !content(after.get()).equals(content(before.get()))
        || !comments(compose(formatted)).equals(comments(root))) {
      return leftAlone(file, text, "something in it would be changed or lost");
    }
    return new Formatted(formatted, List.of());
  }

  private static Formatted leftAlone(String file, String text, String why) {
    Findings findings = new Findings();
    findings.warning(new Position(file, 1, 1), "the file is left as it is, because " + why, "");
    return new Formatted(text, findings.inOrder());
  }

  private static Node compose(String text) {
    LoadSettings settings =
        LoadSettings.builder().setSchema(new CoreSchema()).setParseComments(true).build();
    return new Compose(settings).composeString(text).orElseThrow();
  }

  private static boolean hasAnchor(Node node) {
    return node.getAnchor().isPresent() || children(node).stream().anyMatch(c -> hasAnchor(c));
  }

  private static List<Node> children(Node node) {
    List<Node> children = new ArrayList<>();
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        children.add(tuple.getKeyNode());
        children.add(tuple.getValueNode());
      }
    } else if (node instanceof SequenceNode list) {
      children.addAll(list.getValue());
    }
    return children;
  }

  /** What a node says, wherever it stands. */
  private static String content(YamlNode node) {
    return switch (node) {
      case YamlNode.Scalar s -> s.meaning() + YamlScalar.quoted(s.text());
      case YamlNode.Items items -> items.items().stream().map(i -> content(i)).toList().toString();
      case YamlNode.Mapping mapping ->
          mapping.entries().stream()
              .map(e -> YamlScalar.quoted(e.key()) + ":" + content(e.value()))
              .toList()
              .toString();
    };
  }

  /** The texts of all comments, in alphabetical order: one may move by a line, none may be lost. */
  private static List<String> comments(Node root) {
    List<String> texts = new ArrayList<>();
    collect(root, texts);
    return texts.stream().sorted().toList();
  }

  private static void collect(Node node, List<String> texts) {
    for (CommentLine line : YamlPrinter.allComments(node)) {
      if (line.getCommentType() != CommentType.BLANK_LINE) {
        texts.add(line.getValue().strip());
      }
    }
    children(node).forEach(c -> collect(c, texts));
  }
}
