package dev.syncline.project.edit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Writes documents as different people do: in blocks and in brackets, with quotes and without, with
 * comments everywhere, lines ended in one way or another. Each comment is a word of its own, and it
 * is known with what it may go.
 */
final class RandomText {
  private static final List<String> WORDS =
      List.of(
          "crm", "a <-> b", "${X}", "it's", "x: y", "# no", "true", "42", "", "Zürich 😀", "- a");

  private final Random random;
  private final StringBuilder out = new StringBuilder();
  private final int step;
  private final String separator;
  private int comments;
  private boolean endsInLines;

  /** Of each comment the place with which it goes. */
  final Map<String, Place> owners = new LinkedHashMap<>();

  /** All places but the whole. */
  final List<Place> places = new ArrayList<>();

  /** What the document says. */
  final Map<String, Object> content;

  final String text;

  RandomText(long seed) {
    this.random = new Random(seed);
    this.step = random.nextBoolean() ? 2 : 4;
    this.separator = random.nextInt(4) == 0 ? "\r\n" : "\n";
    this.content = block(3);
    if (random.nextInt(5) == 0) {
      out.append("---").append(separator);
    }
    write(content, Place.of(), 0, false);
    while (random.nextInt(3) == 0) {
      ownLine(Place.of(), 0);
    }
    String whole = out.toString();
    boolean openEnd = random.nextInt(4) == 0 && !endsInLines;
    this.text = openEnd ? whole.substring(0, whole.length() - separator.length()) : whole;
  }

  private Map<String, Object> block(int depth) {
    Map<String, Object> block = new LinkedHashMap<>();
    int size = 1 + random.nextInt(4);
    for (int i = 0; i < size; i++) {
      block.put(random.nextInt(8) == 0 ? "key: " + i : "k" + i, value(depth - 1));
    }
    return block;
  }

  Object value(int depth) {
    int kind = random.nextInt(depth > 0 ? 9 : 5);
    return switch (kind) {
      case 0 -> random.nextInt(100);
      case 1 -> random.nextBoolean();
      case 2 -> "two\nlines" + (random.nextBoolean() ? "\n" : "");
      case 3, 4 -> WORDS.get(random.nextInt(WORDS.size()));
      case 5, 6 -> block(depth);
      default -> {
        List<Object> items = new ArrayList<>();
        int size = random.nextInt(4);
        for (int i = 0; i < size; i++) {
          items.add(value(depth - 1));
        }
        yield items;
      }
    };
  }

  private void write(Map<String, Object> block, Place at, int column, boolean inDash) {
    boolean first = inDash;
    for (Map.Entry<String, Object> e : block.entrySet()) {
      Place place = at.then(e.getKey());
      places.add(place);
      if (!first) {
        noise(at, column);
        out.append(" ".repeat(column));
      }
      first = false;
      out.append(ValueWriter.inBrackets(e.getKey())).append(':');
      value(e.getValue(), place, column, column + step);
    }
  }

  private void noise(Place owner, int column) {
    int kind = random.nextInt(6);
    if (kind == 0) {
      out.append(separator);
    } else if (kind == 1) {
      ownLine(owner, column);
    }
  }

  private void ownLine(Place owner, int column) {
    out.append(" ".repeat(column)).append(comment(owner)).append(separator);
  }

  private String comment(Place owner) {
    String word = "#\tc" + comments++ + ".";
    owners.put(word, owner);
    return word;
  }

  private void endLine(Place owner) {
    out.append(random.nextInt(4) == 0 ? "  " + comment(owner) : "").append(separator);
  }

  @SuppressWarnings("unchecked")
  private void value(Object value, Place at, int column, int inner) {
    endsInLines = false;
    if (value instanceof Map<?, ?> map && random.nextInt(3) > 0) {
      endLine(at);
      write((Map<String, Object>) map, at, inner, false);
    } else if (value instanceof List<?> list && !list.isEmpty() && random.nextInt(3) > 0) {
      endLine(at);
      int dash = random.nextBoolean() && column < inner && !at.isWhole() ? column : inner;
      dash = at.last().matches("\\d+") ? inner : dash;
      for (int i = 0; i < list.size(); i++) {
        Place place = at.then(i);
        places.add(place);
        noise(at, dash);
        out.append(" ".repeat(dash)).append('-');
        if (list.get(i) instanceof Map<?, ?> map && random.nextBoolean()) {
          out.append(' ');
          write((Map<String, Object>) map, place, dash + 2, true);
        } else {
          value(list.get(i), place, dash, dash + 2);
        }
      }
    } else if (value instanceof String s && s.contains("\n") && random.nextBoolean()) {
      out.append(s.endsWith("\n") ? " |" : " |-").append(separator);
      s.lines().forEach(l -> out.append(" ".repeat(inner)).append(l).append(separator));
      endsInLines = true;
    } else {
      out.append(' ');
      brackets(value, at);
      endLine(at);
    }
  }

  private void brackets(Object value, Place at) {
    if (value instanceof Map<?, ?> map) {
      out.append('{');
      boolean more = false;
      for (Map.Entry<?, ?> e : map.entrySet()) {
        out.append(more ? "," : "").append(random.nextBoolean() ? " " : "  ");
        Place place = at.then(e.getKey());
        places.add(place);
        out.append(ValueWriter.inBrackets(e.getKey())).append(": ");
        brackets(e.getValue(), place);
        more = true;
      }
      out.append(random.nextBoolean() ? " }" : "}");
    } else if (value instanceof List<?> list) {
      out.append('[');
      for (int i = 0; i < list.size(); i++) {
        out.append(i > 0 ? ", " : "");
        Place place = at.then(i);
        places.add(place);
        brackets(list.get(i), place);
      }
      out.append(!list.isEmpty() && random.nextInt(4) == 0 ? ",]" : "]");
    } else if (value instanceof String s && random.nextInt(3) == 0 && !s.contains("\n")) {
      out.append('\'').append(s.replace("'", "''")).append('\'');
    } else {
      out.append(ValueWriter.inBrackets(value));
    }
  }
}
