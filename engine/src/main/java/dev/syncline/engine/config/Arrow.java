package dev.syncline.engine.config;

import dev.syncline.core.mapping.FieldRule.Flow;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Columns of the source and columns of the target with an arrow between them: {@code a <-> b},
 * {@code a -> b}, {@code a <- b}, {@code a, b <-> c, d}, or {@code a} alone for the same name on
 * both sides. A name that holds a comma or an arrow stands in double quotes, and a quote in it is
 * doubled.
 *
 * @param source column names left of the arrow
 * @param flow which way values travel
 * @param target column names right of it; as many, except where both are the key of a parent
 */
public record Arrow(List<String> source, Flow flow, List<String> target) {
  private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"]|\"\")+\"");

  public Arrow {
    source = List.copyOf(source);
    target = List.copyOf(target);
  }

  /** The text is no such thing; the message says why. */
  public static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message, null, false, false);
    }
  }

  public static Arrow parse(String text) throws Malformed {
    List<List<String>> sides = new ArrayList<>(List.of(new ArrayList<>()));
    Flow flow = Flow.BOTH;
    int at = 0;
    while (true) {
      int end = endOfName(text, at);
      sides.getLast().add(unquoted(text.substring(at, end).strip()));
      if (end == text.length()) {
        break;
      }
      if (text.charAt(end) == ',') {
        at = end + 1;
        continue;
      }
      if (sides.size() == 2) {
        throw new Malformed("has more than one arrow");
      }
      String arrow = arrowAt(text, end);
      flow =
          switch (arrow) {
            case "->" -> Flow.TO_TARGET;
            case "<-" -> Flow.TO_SOURCE;
            default -> Flow.BOTH;
          };
      sides.add(new ArrayList<>());
      at = end + arrow.length();
    }
    List<String> source = sides.getFirst();
    List<String> target = sides.getLast();
    return new Arrow(source, flow, target);
  }

  private static int endOfName(String text, int from) {
    boolean quoted = false;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == ',' || !arrowAt(text, i).isEmpty())) {
        return i;
      }
    }
    return text.length();
  }

  private static String arrowAt(String text, int at) {
    for (String arrow : List.of("<->", "->", "<-")) {
      if (text.startsWith(arrow, at)) {
        return arrow;
      }
    }
    return "";
  }

  private static String unquoted(String name) throws Malformed {
    if (name.isEmpty()) {
      throw new Malformed("lacks a column name");
    }
    if (!name.contains("\"")) {
      return name;
    }
    if (!QUOTED.matcher(name).matches()) {
      throw new Malformed("has a quote out of place");
    }
    return name.substring(1, name.length() - 1).replace("\"\"", "\"");
  }

  /** A name as this notation writes it. */
  static String quoted(String name) {
    boolean plain =
        name.equals(name.strip())
            && !name.isEmpty()
            && !name.contains(",")
            && !name.contains("\"")
            && !name.contains("->")
            && !name.contains("<-");
    return plain ? name : "\"" + name.replace("\"", "\"\"") + "\"";
  }

  /** The shortest way to write it. */
  @Override
  public String toString() {
    String left = written(source);
    if (flow == Flow.BOTH && source.equals(target)) {
      return left;
    }
    return left + " " + sign(flow) + " " + written(target);
  }

  static String sign(Flow flow) {
    return switch (flow) {
      case BOTH -> "<->";
      case TO_TARGET -> "->";
      case TO_SOURCE -> "<-";
    };
  }

  private static String written(List<String> names) {
    return String.join(", ", names.stream().map(Arrow::quoted).toList());
  }
}
