package dev.syncline.project.edit;

import dev.syncline.project.edit.Node.Alias;
import dev.syncline.project.edit.Node.Block;
import dev.syncline.project.edit.Node.Items;
import dev.syncline.project.edit.Node.Scalar;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * What a document says, wherever it stands: lists, maps by keys in their order, and {@link Atom}s.
 */
final class Tree {
  private Tree() {}

  /** A single value, by what YAML takes it for. */
  record Atom(Tag tag, String text) {
    @Nullable Object value() {
      if (tag.equals(Tag.NULL)) {
        return null;
      } else if (tag.equals(Tag.BOOL)) {
        return Boolean.valueOf(text);
      } else if (tag.equals(Tag.INT) && text.matches("[-+]?\\d+")) {
        return new BigInteger(text);
      } else if (tag.equals(Tag.FLOAT)
          && text.matches("[-+]?(\\d|\\.\\d)[\\d.]*([eE][-+]?\\d+)?")) {
        return new BigDecimal(text);
      }
      return text;
    }
  }

  static Object of(@Nullable Node node) {
    return switch (node) {
      case null -> new Atom(Tag.NULL, "");
      case Alias alias -> of(alias.of());
      case Scalar scalar -> atom(scalar.tag(), scalar.text());
      case Items items -> new ArrayList<>(items.items().stream().map(i -> of(i.value())).toList());
      case Block block -> {
        Map<String, Object> map = new LinkedHashMap<>();
        block.entries().forEach(e -> map.put(e.key().text(), of(e.value())));
        yield map;
      }
    };
  }

  private static Atom atom(Tag tag, String text) {
    return tag.equals(Tag.NULL)
        ? new Atom(tag, "")
        : new Atom(tag, tag.equals(Tag.BOOL) ? text.toLowerCase(Locale.ROOT) : text);
  }

  /** What a value that is to be written will say. */
  static Object said(@Nullable Object value) {
    return switch (value) {
      case null -> new Atom(Tag.NULL, "");
      case String s -> new Atom(Tag.STR, s);
      case Boolean b -> new Atom(Tag.BOOL, b.toString());
      case BigDecimal d -> new Atom(Tag.FLOAT, ValueWriter.number(d));
      case Number n -> new Atom(Tag.INT, n.toString());
      case Inline inline -> said(inline.value());
      case AsWritten written -> of(NodeReader.read(written.yaml()).orElse(null));
      case List<?> list -> {
        List<Object> items = new ArrayList<>();
        list.forEach(i -> items.add(said(i)));
        yield items;
      }
      case Map<?, ?> map -> {
        Map<String, Object> entries = new LinkedHashMap<>();
        map.forEach((k, v) -> entries.put(k.toString(), said(v)));
        yield entries;
      }
      default -> throw new IllegalArgumentException("no YAML: " + value.getClass());
    };
  }

  /** The same as plain values: text, numbers, truth values, lists and maps; null for nothing. */
  static @Nullable Object plain(Object tree) {
    if (tree instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> plain = new LinkedHashMap<>();
      map.forEach((k, v) -> plain.put(k.toString(), plain(v)));
      return plain;
    }
    if (tree instanceof List<?> list) {
      List<@Nullable Object> plain = new ArrayList<>();
      list.forEach(i -> plain.add(plain(i)));
      return plain;
    }
    return ((Atom) tree).value();
  }

  /** Makes the same change in a tree that is made in a text. */
  interface Change {
    void in(Object container, String step);
  }

  /** The tree with a change at a place, of which everything but the last step is there. */
  static Object changed(Object tree, Place place, Change change) {
    Object container = tree;
    for (String step : place.parent().steps()) {
      container = child(container, step);
    }
    change.in(container, place.last());
    return tree;
  }

  private static Object child(Object container, String step) {
    Object child =
        container instanceof List<?> list
            ? list.get(Integer.parseInt(step))
            : ((Map<?, ?>) container).get(step);
    if (child == null) {
      throw new IllegalStateException("nothing at " + step);
    }
    return child;
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object container) {
    return (Map<String, Object>) container;
  }

  @SuppressWarnings("unchecked")
  static List<Object> list(Object container) {
    return (List<Object>) container;
  }
}
