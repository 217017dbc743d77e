package dev.syncline.project.edit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A piece of a YAML text and where it stands: from its first character, an anchor or a tag
 * included, to the one after its last. Comments and blank lines around it are not its own.
 */
sealed interface Node {
  int start();

  int end();

  /** The name by which aliases repeat it; null for none. */
  @Nullable String anchor();

  /** A single value. */
  record Scalar(int start, int end, @Nullable String anchor, Tag tag, String text) implements Node {
    /** Whether nothing stands there. */
    boolean isEmpty() {
      return start == end;
    }
  }

  /** What repeats something. */
  record Alias(int start, int end, Node of) implements Node {
    @Override
    public @Nullable String anchor() {
      return null;
    }
  }

  /** A block of keys; in braces where it is {@code flow}. */
  record Block(int start, int end, @Nullable String anchor, boolean flow, List<Entry> entries)
      implements Node {
    Optional<Entry> entry(String key) {
      return entries.stream().filter(e -> e.key().text().equals(key)).findFirst();
    }
  }

  /** A key with its value; {@code colon} is the place after the colon, or the key's end. */
  record Entry(Scalar key, int colon, Node value) {
    int end() {
      return Math.max(colon, value.end());
    }
  }

  /** A list; in brackets where it is {@code flow}. */
  record Items(int start, int end, @Nullable String anchor, boolean flow, List<Item> items)
      implements Node {}

  /** An item of a list; {@code dash} is the place of its dash, or its start in brackets. */
  record Item(int dash, Node value) {
    int end() {
      return Math.max(dash + 1, value.end());
    }
  }

  /** Whether it is more than one value, each on lines of its own. */
  default boolean isLaidOut() {
    return this instanceof Block b && !b.flow() || this instanceof Items i && !i.flow();
  }

  /** What is right in it. */
  default List<Node> children() {
    return switch (this) {
      case Block block -> {
        List<Node> all = new ArrayList<>();
        block.entries().forEach(e -> all.addAll(List.of(e.key(), e.value())));
        yield all;
      }
      case Items items -> items.items().stream().map(Item::value).toList();
      case Scalar scalar -> List.of();
      case Alias alias -> List.of();
    };
  }
}
