package dev.syncline.project.edit;

import dev.syncline.engine.config.YamlScalar;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes values as YAML that fits where they are to stand. */
final class ValueWriter {
  /** Text that a block of lines shows as it is. */
  private static final Pattern LINES =
      Pattern.compile(
          "[^\\s\\p{Cntrl}\\x{85}\\x{FEFF}]"
              + "[\\n\\t[^\\p{Cntrl}\\x{85}\\x{2028}\\x{2029}\\x{FEFF}]]*+");

  private final int step;
  private final boolean closed;

  /**
   * @param step by how much a block stands right of what it belongs to
   * @param closed whether the text's last line is ended, without which a text's own last line would
   *     not be
   */
  ValueWriter(int step, boolean closed) {
    this.step = step;
    this.closed = closed;
  }

  /**
   * A value.
   *
   * @param first what follows its key on the same line; empty where it begins on the next one
   * @param rest further lines, indented
   */
  record Written(String first, List<String> rest) {
    Written {
      rest = List.copyOf(rest);
    }
  }

  /** A key with its value, whose key stands in a column. */
  List<String> entry(String key, @Nullable Object value, int column) {
    Written written = value(value, column + step);
    return lines(column, YamlScalar.of(key) + ":", written);
  }

  /** An item of a list, whose dash stands in a column. */
  List<String> item(@Nullable Object value, int column) {
    return lines(column, "-", compact(value, column));
  }

  /** An item's value, which begins on the line of its dash where it can. */
  Written compact(@Nullable Object value, int column) {
    Written written = value(value, column + 2);
    boolean moves =
        written.first().isEmpty()
            && !written.rest().isEmpty()
            && !written.rest().getFirst().strip().startsWith("#");
    return moves
        ? new Written(
            written.rest().getFirst().strip(), written.rest().subList(1, written.rest().size()))
        : written;
  }

  private static List<String> lines(int column, String lead, Written written) {
    List<String> lines = new ArrayList<>();
    lines.add(" ".repeat(column) + lead + (written.first().isEmpty() ? "" : " " + written.first()));
    lines.addAll(written.rest());
    return lines;
  }

  /**
   * A value whose further lines stand in a column at least.
   *
   * @throws IllegalArgumentException if it is nothing that YAML can say
   */
  Written value(@Nullable Object value, int column) {
    return switch (value) {
      case AsWritten written -> asWritten(written, column);
      case List<?> list when !list.isEmpty() ->
          new Written(
              "",
              list.stream().flatMap(i -> item(i, column).stream()).collect(Collectors.toList()));
      case Map<?, ?> map when !map.isEmpty() ->
          new Written(
              "",
              map.entrySet().stream()
                  .flatMap(e -> entry(e.getKey().toString(), e.getValue(), column).stream())
                  .collect(Collectors.toList()));
      case String text when closed && showsAsLines(text) ->
          new Written(
              text.endsWith("\n") ? "|" : "|-",
              text.lines()
                  .map(l -> l.isEmpty() ? "" : " ".repeat(column) + l)
                  .collect(Collectors.toList()));
      case null, default -> new Written(inBrackets(value), List.of());
    };
  }

  private static boolean showsAsLines(String text) {
    return text.contains("\n")
        && !text.endsWith("\n\n")
        && LINES.matcher(text).matches()
        && text.lines().noneMatch(l -> !l.isEmpty() && l.isBlank());
  }

  private static Written asWritten(AsWritten written, int column) {
    Optional<Node> node = NodeReader.read(written.yaml());
    List<String> lines = written.yaml().stripTrailing().lines().toList();
    if (lines.size() == 1 && !node.map(Node::isLaidOut).orElse(true)) {
      return new Written(lines.getFirst().strip(), List.of());
    }
    int common =
        lines.stream()
            .filter(l -> !l.isBlank())
            .mapToInt(l -> l.length() - l.stripLeading().length())
            .min()
            .orElse(0);
    return new Written(
        "",
        lines.stream()
            .map(l -> l.isBlank() ? "" : " ".repeat(column) + l.substring(common))
            .toList());
  }

  /** A value on one line, as it stands within brackets and without. */
  static String inBrackets(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case String text -> YamlScalar.of(text);
      case Boolean truth -> truth.toString();
      case BigDecimal number -> number(number);
      case Number number -> number.toString();
      case Inline inline -> inBrackets(inline.value());
      case AsWritten written -> written.yaml().strip();
      case List<?> list ->
          list.stream().map(ValueWriter::inBrackets).collect(Collectors.joining(", ", "[", "]"));
      case Map<?, ?> map when map.isEmpty() -> "{}";
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(e -> YamlScalar.of(e.getKey().toString()) + ": " + inBrackets(e.getValue()))
              .collect(Collectors.joining(", ", "{ ", " }"));
      default -> throw new IllegalArgumentException("no YAML: " + value.getClass());
    };
  }

  /** A number that YAML takes for one with a fraction. */
  static String number(BigDecimal number) {
    String plain = number.toPlainString();
    return plain.contains(".") ? plain : plain + ".0";
  }
}
