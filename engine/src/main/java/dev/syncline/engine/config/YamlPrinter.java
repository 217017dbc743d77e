package dev.syncline.engine.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.comments.CommentLine;
import org.snakeyaml.engine.v2.comments.CommentType;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Prints a YAML tree with its comments in one way, however it was written. */
final class YamlPrinter {
  private static final int INDENT = 2;
  private static final int WIDTH = 100;

  private final StringBuilder out = new StringBuilder();
  private final int[] source;

  /**
   * Where blocks that began in an old column are written now. A comment after a block's last line
   * belongs to the parser to what follows; its old column tells to which block it really belongs.
   */
  private final TreeMap<Integer, Integer> columns = new TreeMap<>();

  private YamlPrinter(String source) {
    this.source = source.codePoints().toArray();
  }

  /**
   * Prints a tree.
   *
   * @param source the text that it was composed of
   */
  static String print(Node root, String source) {
    return new YamlPrinter(source).print(root);
  }

  private String print(Node root) {
    printBlock(root, 0, "");
    comments(root.getEndComments(), 0);
    return out.toString().strip() + "\n";
  }

  /** Every comment of a node itself, not of what is in it. */
  static List<CommentLine> allComments(Node node) {
    List<CommentLine> all = new ArrayList<>();
    Optional.ofNullable(node.getBlockComments()).ifPresent(all::addAll);
    Optional.ofNullable(node.getInLineComments()).ifPresent(all::addAll);
    Optional.ofNullable(node.getEndComments()).ifPresent(all::addAll);
    return all;
  }

  /**
   * @param first what stands before the first line's text: the dash of a list item, or nothing
   */
  private void printBlock(Node node, int indent, String first) {
    switch (node) {
      case MappingNode mapping -> {
        String lead = first;
        for (NodeTuple tuple : mapping.getValue()) {
          entry(tuple.getKeyNode(), tuple.getValueNode(), indent, lead);
          lead = "";
        }
      }
      case SequenceNode list -> {
        for (Node item : list.getValue()) {
          item(item, indent, first);
        }
      }
      default -> line(indent - first.length(), first + scalar(node), node.getInLineComments());
    }
  }

  private void entry(Node key, Node value, int indent, String lead) {
    comments(key.getBlockComments(), indent - lead.length());
    open(key, indent);
    String start = lead + scalar(key) + ":";
    int at = indent - lead.length();
    List<CommentLine> inline = merged(key.getInLineComments(), value);
    Optional<List<String>> lines = linesOf(value);
    if (lines.isPresent()) {
      comments(value.getBlockComments(), at);
      int first = value.getStartMark().map(Mark::getLine).orElse(0);
      line(at, start + " " + lines.get().getFirst(), inLine(inline, first, true));
      lines.get().stream().skip(1).forEach(l -> line(l.isEmpty() ? 0 : indent + INDENT, l, null));
      comments(inLine(inline, first, false), 0); // to the parser, what follows belongs to the block
      return;
    }
    Optional<String> onOneLine = onOneLine(value, WIDTH - at - start.length() - 1);
    if (onOneLine.isPresent()) {
      comments(value.getBlockComments(), at);
      line(at, onOneLine.get().isEmpty() ? start : start + " " + onOneLine.get(), inline);
    } else {
      line(at, start, inline);
      comments(value.getBlockComments(), indent + INDENT);
      printBlock(value, indent + INDENT, "");
      comments(value.getEndComments(), indent + INDENT);
    }
  }

  /**
   * A block of text after {@code |} or {@code >}, such as a long expression, as it stands: the line
   * with the mark, and the others without their common indentation. Nothing for any other value,
   * and for a block whose mark tells more than how it ends.
   */
  private Optional<List<String>> linesOf(Node value) {
    boolean isBlock =
        value instanceof ScalarNode s
            && (s.getScalarStyle() == ScalarStyle.LITERAL
                || s.getScalarStyle() == ScalarStyle.FOLDED);
    if (!isBlock || value.getStartMark().isEmpty() || value.getEndMark().isEmpty()) {
      return Optional.empty();
    }
    int start = value.getStartMark().get().getIndex();
    int end = Math.min(value.getEndMark().get().getIndex(), source.length);
    List<String> lines = new String(source, start, end - start).lines().toList();
    String mark = lines.getFirst().replaceFirst("#.*", "").strip();
    List<String> body = lines.subList(1, lines.size());
    if (!mark.matches("[|>]-?") || body.stream().allMatch(String::isBlank)) {
      return Optional.empty();
    }
    int common =
        body.stream()
            .filter(l -> !l.isBlank())
            .mapToInt(l -> l.length() - l.stripLeading().length())
            .min()
            .orElse(0);
    List<String> text = new ArrayList<>(List.of(mark));
    body.forEach(l -> text.add(l.isBlank() ? "" : l.substring(common)));
    while (text.getLast().isEmpty()) {
      text.removeLast();
    }
    return Optional.of(text);
  }

  private static List<CommentLine> inLine(List<CommentLine> comments, int line, boolean in) {
    return comments.stream()
        .filter(c -> c.getStartMark().map(m -> m.getLine() == line).orElse(false) == in)
        .toList();
  }

  private void item(Node item, int indent, String first) {
    Optional<String> onOneLine = onOneLine(item, WIDTH - indent - INDENT);
    comments(item.getBlockComments(), indent);
    if (onOneLine.isPresent()) {
      open(item, indent);
      line(indent, first + "- " + onOneLine.get(), item.getInLineComments());
    } else {
      printBlock(item, indent + INDENT, "- ");
      comments(item.getEndComments(), indent + INDENT);
    }
  }

  private void open(Node node, int indent) {
    int column = node.getStartMark().map(Mark::getColumn).orElse(indent);
    columns.tailMap(column, true).clear();
    columns.put(column, indent);
  }

  private static List<CommentLine> merged(@Nullable List<CommentLine> key, Node value) {
    List<CommentLine> all = new ArrayList<>(key == null ? List.of() : key);
    boolean isBlock = value instanceof CollectionNode<?> c && c.getFlowStyle() == FlowStyle.BLOCK;
    if (!isBlock && value.getInLineComments() != null) {
      all.addAll(value.getInLineComments());
    }
    return all;
  }

  /** A scalar, or a list or block in brackets if it was so, fits, and has no comments in it. */
  private static Optional<String> onOneLine(Node node, int width) {
    if (node instanceof ScalarNode) {
      return Optional.of(scalar(node));
    }
    CollectionNode<?> collection = (CollectionNode<?>) node;
    if (collection.getFlowStyle() == FlowStyle.BLOCK || hasCommentsInside(node)) {
      return collection.getValue().isEmpty() ? Optional.of(brackets(node)) : Optional.empty();
    }
    String text = brackets(node);
    return text.length() <= width || collection.getValue().isEmpty()
        ? Optional.of(text)
        : Optional.empty();
  }

  private static boolean hasCommentsInside(Node node) {
    return inside(node).stream().anyMatch(c -> !allComments(c).isEmpty() || hasCommentsInside(c));
  }

  private static List<Node> inside(Node node) {
    List<Node> inside = new ArrayList<>();
    if (node instanceof MappingNode mapping) {
      mapping.getValue().forEach(t -> inside.addAll(List.of(t.getKeyNode(), t.getValueNode())));
    } else if (node instanceof SequenceNode list) {
      inside.addAll(list.getValue());
    }
    return inside;
  }

  private static String brackets(Node node) {
    if (node instanceof MappingNode mapping) {
      List<String> entries =
          mapping.getValue().stream()
              .map(t -> (scalar(t.getKeyNode()) + ": " + brackets(t.getValueNode())).strip())
              .toList();
      return entries.isEmpty() ? "{}" : "{ " + String.join(", ", entries) + " }";
    }
    if (node instanceof SequenceNode list) {
      return "[" + String.join(", ", list.getValue().stream().map(i -> brackets(i)).toList()) + "]";
    }
    return scalar(node);
  }

  private static String scalar(Node node) {
    ScalarNode scalar = (ScalarNode) node;
    boolean plain = scalar.getScalarStyle() == ScalarStyle.PLAIN;
    if (plain && !scalar.getValue().contains("\n")) {
      return scalar.getValue();
    }
    return scalar.getTag().equals(Tag.STR) ? YamlScalar.of(scalar.getValue()) : scalar.getValue();
  }

  private void line(int indent, String text, @Nullable List<CommentLine> inline) {
    out.append(" ".repeat(indent)).append(text);
    boolean first = true;
    for (CommentLine comment : inline == null ? List.<CommentLine>of() : inline) {
      if (!first) {
        out.append('\n').append(" ".repeat(indent));
      }
      out.append(first ? " " : "").append(text(comment));
      first = false;
    }
    out.append('\n');
  }

  private void comments(@Nullable List<CommentLine> comments, int indent) {
    if (comments == null) {
      return;
    }
    for (CommentLine comment : comments) {
      if (comment.getCommentType() == CommentType.BLANK_LINE) {
        boolean afterBlank = out.length() > 1 && out.charAt(out.length() - 2) == '\n';
        if (!afterBlank && !out.isEmpty()) {
          out.append('\n');
        }
        continue;
      }
      int column = comment.getStartMark().map(Mark::getColumn).orElse(0);
      var block = columns.floorEntry(column);
      int deeper = block == null ? indent : Math.max(indent, block.getValue());
      out.append(" ".repeat(deeper)).append(text(comment)).append('\n');
    }
  }

  /** A comment with a space after its mark, unless it is drawn or a shebang. */
  private static String text(CommentLine comment) {
    String text = comment.getValue().stripTrailing();
    boolean apart =
        text.isEmpty() || text.startsWith(" ") || text.startsWith("#") || text.startsWith("!");
    return apart ? "#" + text : "# " + text;
  }
}
