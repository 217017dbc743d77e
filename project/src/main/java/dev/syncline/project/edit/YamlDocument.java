package dev.syncline.project.edit;

import dev.syncline.engine.config.YamlScalar;
import dev.syncline.project.edit.Node.Alias;
import dev.syncline.project.edit.Node.Block;
import dev.syncline.project.edit.Node.Entry;
import dev.syncline.project.edit.Node.Items;
import dev.syncline.project.edit.Node.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A YAML text that is edited where it stands: whatever an edit does not name stays as it is, byte
 * for byte, comments, order and layout included. A comment on a line of its own goes only with what
 * it stands within; one at the end of a line goes with what that line says.
 *
 * <p>Values are {@code String}, {@code Integer}, {@code Long}, {@code BigInteger}, {@code
 * BigDecimal}, {@code Boolean}, null, {@code List} and {@code Map} of these, {@link Inline} and
 * {@link AsWritten}. Every edit is read again before it is handed back: one that would say anything
 * but what was asked for is refused.
 */
public final class YamlDocument {
  private static final int USUAL_STEP = 2;

  private final String text;
  private final @Nullable Node root;

  private YamlDocument(String text) {
    this.text = text;
    this.root = NodeReader.read(text).orElse(null);
  }

  /**
   * Reads a text.
   *
   * @throws EditRefused if it cannot be read, gives a key twice, or holds several documents
   */
  public static YamlDocument of(String text) {
    return new YamlDocument(text);
  }

  /** The text as it is now. */
  public String text() {
    return text;
  }

  /** What stands at a place, as plain values; nothing where there is nothing, or null. */
  public Optional<Object> get(Place place) {
    return Optional.ofNullable(find(place)).map(Tree::of).map(Tree::plain);
  }

  /** Whether something stands at a place, be it null. */
  public boolean has(Place place) {
    return find(place) != null;
  }

  /** The keys of the block at a place, in their order; none where there is no block. */
  public List<String> keys(Place place) {
    return find(place) instanceof Block block
        ? block.entries().stream().map(e -> e.key().text()).toList()
        : List.of();
  }

  /** The number of items of the list at a place. */
  public int size(Place place) {
    return find(place) instanceof Items items ? items.items().size() : 0;
  }

  /** The line of a place, from 1; of a key where it is one. Nothing where there is nothing. */
  public Optional<Integer> line(Place place) {
    return start(place).map(at -> Lines.number(text, at));
  }

  /** The column of a place in its line, from 1. */
  public Optional<Integer> column(Place place) {
    return start(place).map(at -> Lines.column(text, at) + 1);
  }

  private Optional<Integer> start(Place place) {
    Node at = find(place);
    if (at == null) {
      return Optional.empty();
    }
    return Optional.of(
        !place.isWhole() && find(place.parent()) instanceof Block block
            ? block.entry(place.last()).orElseThrow().key().start()
            : at.start());
  }

  private @Nullable Node find(Place place) {
    Node node = seen(root);
    for (String step : place.steps()) {
      node = seen(child(node, step));
    }
    return node;
  }

  private static @Nullable Node seen(@Nullable Node node) {
    return node instanceof Alias alias ? alias.of() : node;
  }

  private static @Nullable Node child(@Nullable Node node, String step) {
    return switch (node) {
      case Block block -> block.entry(step).map(Entry::value).orElse(null);
      case Items items -> {
        int index = step.matches("\\d{1,9}") ? Integer.parseInt(step) : -1;
        yield index >= 0 && index < items.items().size() ? items.items().get(index).value() : null;
      }
      case null, default -> null;
    };
  }

  /**
   * Puts a value at a place: in place of the one that stands there, else as a key more at the end
   * of its block. Blocks on the way there are made where they are missing.
   *
   * @throws EditRefused if it cannot be put there
   */
  public YamlDocument set(Place place, @Nullable Object value) {
    return set(place, value, List.of());
  }

  /**
   * The same for a block whose keys have a usual order.
   *
   * @param order of keys: a new one comes after the last of those before it that is there
   */
  public YamlDocument set(Place place, @Nullable Object value, List<String> order) {
    if (place.isWhole()) {
      throw new EditRefused("the whole document is not replaced; edit the text.");
    }
    Node container = open(place.parent());
    if (container == null || container instanceof Scalar s && Tree.of(s).equals(Tree.said(null))) {
      Map<String, @Nullable Object> block = new LinkedHashMap<>();
      block.put(place.last(), value);
      return place.parent().isWhole() ? begin(block) : set(place.parent(), block);
    }
    if (container instanceof Items items) {
      return place.last().equals(Place.END)
              || index(place, items.items().size()) == items.items().size()
          ? insert(place, value)
          : replace(place, value);
    }
    if (!(container instanceof Block block)) {
      throw refused(container, place + " leads into what is no block", "");
    }
    return block.entry(place.last()).isPresent()
        ? replace(place, value)
        : add(place, block, value, order);
  }

  private YamlDocument begin(Map<String, @Nullable Object> block) {
    List<String> lines = new ArrayList<>();
    block.forEach((key, value) -> lines.addAll(writer().entry(key, value, 0)));
    return verified(surgery().append(lines), Tree.said(block));
  }

  private YamlDocument add(Place place, Block block, @Nullable Object value, List<String> order) {
    unshared(place.parent(), List.of());
    int index = block.entries().size();
    int rank = order.indexOf(place.last());
    if (rank >= 0) {
      index = 0;
      for (int i = 0; i < block.entries().size(); i++) {
        int other = order.indexOf(block.entries().get(i).key().text());
        index = other >= 0 && other < rank ? i + 1 : index;
      }
    }
    String edited;
    if (block.entries().isEmpty() || inBrackets(place.parent())) {
      String entry = YamlScalar.of(place.last()) + ": " + ValueWriter.inBrackets(value);
      edited = surgery().insertInBrackets(block, ends(block), index, entry);
    } else {
      edited = surgery().insertEntry(block, index, place.last(), value);
    }
    int at = index;
    return verified(edited, place, (map, key) -> insert(Tree.map(map), at, key, Tree.said(value)));
  }

  private static void insert(Map<String, Object> map, int index, String key, Object value) {
    Map<String, Object> all = new LinkedHashMap<>(map);
    map.clear();
    int i = 0;
    for (Map.Entry<String, Object> e : all.entrySet()) {
      if (i++ == index) {
        map.put(key, value);
      }
      map.put(e.getKey(), e.getValue());
    }
    map.putIfAbsent(key, value);
  }

  /**
   * Puts an item into a list, before the one whose number the place ends with; after the last one
   * with {@link Place#END}.
   *
   * @throws EditRefused if there is no list, or no such place in it
   */
  public YamlDocument insert(Place place, @Nullable Object value) {
    Node container = open(place.parent());
    if (container == null || container instanceof Scalar s && Tree.of(s).equals(Tree.said(null))) {
      return set(place.parent(), List.of(Objects.requireNonNull(value)));
    }
    if (!(container instanceof Items list)) {
      throw refused(container, place.parent() + " is no list", "");
    }
    unshared(place.parent(), List.of());
    int index = index(place, list.items().size());
    String edited =
        list.items().isEmpty() || inBrackets(place.parent())
            ? surgery().insertInBrackets(list, ends(list), index, ValueWriter.inBrackets(value))
            : surgery().insertItem(list, index, value);
    return verified(edited, place, (items, step) -> Tree.list(items).add(index, Tree.said(value)));
  }

  private static int index(Place place, int size) {
    String step = place.last();
    if (step.equals(Place.END)) {
      return size;
    }
    if (!step.matches("\\d{1,9}") || Integer.parseInt(step) > size) {
      throw new EditRefused(
          place.parent() + " has " + size + " items, and no place \"" + step + "\".");
    }
    return Integer.parseInt(step);
  }

  private YamlDocument replace(Place place, @Nullable Object value) {
    Node parent = Objects.requireNonNull(find(place.parent()));
    boolean block = parent instanceof Block;
    Node old;
    int mark;
    int column;
    if (parent instanceof Block b) {
      Entry entry = b.entry(place.last()).orElseThrow();
      old = entry.value();
      mark = entry.colon();
      column = Lines.column(text, entry.key().start());
    } else {
      Node.Item item = ((Items) parent).items().get(Integer.parseInt(place.last()));
      old = item.value();
      mark = item.dash() + 1;
      column = Lines.column(text, item.dash());
    }
    unshared(place.parent(), List.of(old));
    String edited =
        inBrackets(place.parent())
            ? surgery().replaceInBrackets(old, !block || text.charAt(mark - 1) == ':', value)
            : surgery().replace(old, mark, column, !block, value, step());
    return verified(
        edited,
        place,
        (tree, step) -> {
          if (tree instanceof List<?>) {
            Tree.list(tree).set(Integer.parseInt(step), Tree.said(value));
          } else {
            Tree.map(tree).put(step, Tree.said(value));
          }
        });
  }

  /**
   * Takes out what stands at a place, with its key.
   *
   * @throws EditRefused if there is nothing, or it is repeated elsewhere
   */
  public YamlDocument remove(Place place) {
    Node container = place.isWhole() ? null : open(place.parent());
    if (container == null || child(container, place.last()) == null) {
      throw new EditRefused("there is nothing at " + place + ".");
    }
    Tree.Change change =
        (tree, step) -> {
          if (tree instanceof List<?>) {
            Tree.list(tree).remove(Integer.parseInt(step));
          } else {
            Tree.map(tree).remove(step);
          }
        };
    if (container instanceof Block block) {
      Entry gone = block.entry(place.last()).orElseThrow();
      unshared(place.parent(), List.of(gone.key(), gone.value()));
      int index = block.entries().indexOf(gone);
      return inBrackets(place.parent())
          ? verified(surgery().removeInBrackets(ends(block), index), place, change)
          : block.entries().size() == 1
              ? emptied(place, Map.of())
              : verified(surgery().removeEntry(block, index), place, change);
    }
    Items list = (Items) container;
    int index = Integer.parseInt(place.last());
    unshared(place.parent(), List.of(list.items().get(index).value()));
    return inBrackets(place.parent())
        ? verified(surgery().removeInBrackets(ends(list), index), place, change)
        : list.items().size() == 1
            ? emptied(place, List.of())
            : verified(surgery().removeItem(list, index), place, change);
  }

  private YamlDocument emptied(Place place, Object empty) {
    if (place.parent().isWhole()) {
      Node whole = Objects.requireNonNull(root);
      String edited =
          text.substring(0, whole.start())
              + ValueWriter.inBrackets(empty)
              + text.substring(Lines.end(text, whole.end()));
      return verified(edited, Tree.said(empty));
    }
    return replace(place.parent(), empty);
  }

  /**
   * Gives what stands at a place another key.
   *
   * @throws EditRefused if there is nothing, or something has that key
   */
  public YamlDocument rename(Place place, String key) {
    if (place.isWhole()
        || !(open(place.parent()) instanceof Block block)
        || block.entry(place.last()).isEmpty()) {
      throw new EditRefused("there is no key at " + place + ".");
    }
    if (block.entry(key).isPresent()) {
      throw new EditRefused("there is something at " + place.parent().then(key) + " already.");
    }
    Scalar old = block.entry(place.last()).orElseThrow().key();
    unshared(place.parent(), List.of(old));
    return verified(
        surgery().rename(old, key),
        place,
        (tree, step) -> {
          Map<String, Object> map = Tree.map(tree);
          Map<String, Object> all = new LinkedHashMap<>(map);
          map.clear();
          all.forEach((k, v) -> map.put(k.equals(step) ? key : k, v));
        });
  }

  // ---- what is repeated elsewhere

  /** What stands at a place that is to be changed within; nothing where there is nothing. */
  private @Nullable Node open(Place place) {
    Node node = root;
    for (String step : place.steps()) {
      refuseAlias(node, place);
      node = child(node, step);
    }
    refuseAlias(node, place);
    return node;
  }

  private void refuseAlias(@Nullable Node node, Place place) {
    if (node instanceof Alias alias) {
      throw refused(
          node,
          place + " repeats what &" + alias.of().anchor() + " is",
          "Change it there, on line "
              + Lines.number(text, alias.of().start())
              + ", or write it out.");
    }
  }

  /** What an alias elsewhere repeats is not changed, since it would change there, too. */
  private void unshared(Place container, List<Node> gone) {
    List<Alias> aliases = new ArrayList<>();
    aliases(root, aliases);
    Node node = root;
    requireOne(node, aliases, false);
    for (String step : container.steps()) {
      node = child(node, step);
      requireOne(node, aliases, false);
    }
    gone.forEach(g -> requireOne(g, aliases, true));
  }

  private void requireOne(@Nullable Node node, List<Alias> aliases, boolean within) {
    if (node == null) {
      return;
    }
    for (Alias alias : aliases) {
      boolean own = alias.start() >= node.start() && alias.end() <= node.end();
      if (isOne(alias.of(), node) && !own) {
        throw refused(
            node,
            "what stands here is repeated by *"
                + node.anchor()
                + " on line "
                + Lines.number(text, alias.start()),
            "Write it out there first.");
      }
    }
    if (within) {
      node.children().forEach(c -> requireOne(c, aliasesOutside(node, aliases), true));
    }
  }

  /** Only one node with an anchor stands at a place. */
  private static boolean isOne(Node anchored, Node node) {
    return anchored.start() == node.start()
        && anchored.end() == node.end()
        && Objects.equals(anchored.anchor(), node.anchor());
  }

  private static List<Alias> aliasesOutside(Node node, List<Alias> aliases) {
    return aliases.stream().filter(a -> a.start() < node.start() || a.end() > node.end()).toList();
  }

  private static void aliases(@Nullable Node node, List<Alias> found) {
    if (node instanceof Alias alias) {
      found.add(alias);
    } else if (node != null) {
      node.children().forEach(c -> aliases(c, found));
    }
  }

  // ---- how it is laid out

  private boolean inBrackets(Place place) {
    Node node = root;
    boolean flow = isFlow(node);
    for (String step : place.steps()) {
      node = child(node, step);
      flow |= isFlow(node);
    }
    return flow;
  }

  private static boolean isFlow(@Nullable Node node) {
    return node instanceof Block b && b.flow() || node instanceof Items i && i.flow();
  }

  private static List<int[]> ends(Block block) {
    return block.entries().stream().map(e -> new int[] {e.key().start(), e.end()}).toList();
  }

  private static List<int[]> ends(Items list) {
    return list.items().stream().map(i -> new int[] {i.value().start(), i.value().end()}).toList();
  }

  /** By how much blocks of this text stand right of what they belong to. */
  private int step() {
    return root instanceof Block block && !block.flow() ? step(block) : USUAL_STEP;
  }

  private int step(Block block) {
    for (Entry entry : block.entries()) {
      if (entry.value() instanceof Block inner && !inner.flow()) {
        int step =
            Lines.column(text, inner.entries().getFirst().key().start())
                - Lines.column(text, entry.key().start());
        return step > 0 ? step : USUAL_STEP;
      }
    }
    return USUAL_STEP;
  }

  private ValueWriter writer() {
    return new ValueWriter(
        step(), text.isEmpty() || Lines.start(text, text.length()) == text.length());
  }

  private Surgery surgery() {
    return new Surgery(text, writer());
  }

  private YamlDocument verified(String edited, Place place, Tree.Change change) {
    return verified(edited, Tree.changed(Tree.of(root), place, change));
  }

  private YamlDocument verified(String edited, Object expected) {
    String wrong = "this cannot be changed here without changing something else, too";
    try {
      YamlDocument after = new YamlDocument(edited);
      if (Tree.of(after.root).equals(expected)) {
        return after;
      }
    } catch (EditRefused e) {
      wrong += " (" + e.getMessage() + ")";
    }
    throw new EditRefused(wrong + ". Change it in the text.");
  }

  private EditRefused refused(Node at, String why, String remedy) {
    return new EditRefused(
        "line "
            + Lines.number(text, at.start())
            + ": "
            + why
            + "."
            + (remedy.isEmpty() ? "" : " " + remedy));
  }
}
