package dev.syncline.project.edit;

import dev.syncline.project.edit.Node.Alias;
import dev.syncline.project.edit.Node.Block;
import dev.syncline.project.edit.Node.Entry;
import dev.syncline.project.edit.Node.Item;
import dev.syncline.project.edit.Node.Items;
import dev.syncline.project.edit.Node.Scalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentEndEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.events.StreamEndEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Finds out what stands where in a YAML text. */
final class NodeReader {
  private static final ScalarResolver MEANING = new CoreSchema().getScalarResolver();

  private final String text;
  private final boolean plain;
  private final Iterator<Event> events;
  private final Map<Anchor, Node> anchors = new HashMap<>();
  private Event next;

  private NodeReader(String text) {
    this.text = text;
    this.plain = text.codePointCount(0, text.length()) == text.length();
    this.events =
        new Parse(LoadSettings.builder().setSchema(new CoreSchema()).build())
            .parseString(text)
            .iterator();
    this.next = events.next();
  }

  /**
   * The text's only document; nothing where it is empty.
   *
   * @throws EditRefused if it cannot be read, or holds what cannot be edited
   */
  static Optional<Node> read(String text) {
    try {
      return new NodeReader(text).document();
    } catch (MarkedYamlEngineException e) {
      String at =
          e.getProblemMark().map(m -> "line " + (m.getLine() + 1) + ": ").orElse("the text: ");
      throw new EditRefused(at + "malformed YAML: " + e.getProblem() + ". Mend it first.");
    } catch (YamlEngineException e) {
      throw new EditRefused("malformed YAML: " + e.getMessage() + ". Mend it first.");
    }
  }

  private Event take() {
    Event taken = next;
    next = events.hasNext() ? events.next() : taken;
    return taken;
  }

  private Optional<Node> document() {
    take();
    if (next instanceof StreamEndEvent) {
      return Optional.empty();
    }
    take();
    Node root = node(0);
    while (!(next instanceof DocumentEndEvent)) {
      take();
    }
    take();
    if (!(next instanceof StreamEndEvent)) {
      throw refused(start(next), "a second document begins", "Put it into a file of its own.");
    }
    return Optional.of(root);
  }

  /**
   * @param from after what stands before it, where its dash is looked for
   */
  private Node node(int from) {
    Event event = take();
    return switch (event) {
      case AliasEvent alias -> alias(alias);
      case ScalarEvent scalar -> scalar(scalar);
      case MappingStartEvent mapping -> block(mapping);
      case SequenceStartEvent list -> list(list, from);
      default -> throw refused(start(event), "something unknown stands there", "");
    };
  }

  private Alias alias(AliasEvent event) {
    Node of = anchors.get(event.getAlias());
    if (of == null) {
      throw refused(start(event), "*" + event.getAlias() + " repeats nothing", "");
    }
    return new Alias(start(event), end(event), of);
  }

  private Scalar scalar(ScalarEvent event) {
    int start = start(event);
    int end = end(event);
    boolean lines = event.isLiteral() || event.isFolded();
    if (lines && !header(start, end).contains("+")) {
      while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
        end--;
      }
    }
    Tag tag =
        event
            .getTag()
            .filter(t -> !t.equals("!"))
            .map(Tag::new)
            .orElseGet(
                () ->
                    MEANING.resolve(
                        event.getValue(),
                        event.getTag().isEmpty() && event.getImplicit().canOmitTagInPlainScalar()));
    Scalar scalar = new Scalar(start, end, name(event.getAnchor()), tag, event.getValue());
    event.getAnchor().ifPresent(a -> anchors.put(a, scalar));
    return scalar;
  }

  private String header(int start, int end) {
    return text.substring(start, Math.min(end, Lines.end(text, start)));
  }

  private Block block(MappingStartEvent event) {
    List<Entry> entries = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    int last = end(event);
    while (!(next instanceof MappingEndEvent)) {
      Node key = node(last);
      if (!(key instanceof Scalar word)) {
        throw refused(key.start(), "a key is no single word", "");
      }
      if (!seen.add(word.text())) {
        throw refused(key.start(), "\"" + word.text() + "\" is given twice", "Remove one.");
      }
      int gap = Lines.skip(text, word.end());
      boolean colon = gap < text.length() && text.charAt(gap) == ':';
      int after = colon ? gap + 1 : word.end();
      Node value = node(after);
      if (value instanceof Scalar s && s.isEmpty()) {
        value = new Scalar(after, after, null, s.tag(), "");
      }
      entries.add(new Entry(word, after, value));
      last = entries.getLast().end();
    }
    Event closing = take();
    boolean flow = event.getFlowStyle() == FlowStyle.FLOW;
    Block block =
        new Block(start(event), flow ? end(closing) : last, name(event.getAnchor()), flow, entries);
    event.getAnchor().ifPresent(a -> anchors.put(a, block));
    return block;
  }

  private Items list(SequenceStartEvent event, int from) {
    List<Item> items = new ArrayList<>();
    boolean flow = event.getFlowStyle() == FlowStyle.FLOW;
    int last = Math.max(from, start(event));
    if (event.getAnchor().isPresent() || event.getTag().isPresent()) {
      last = Lines.afterProperties(text, last);
    }
    while (!(next instanceof SequenceEndEvent)) {
      int dash = flow ? start(next) : Lines.skip(text, last);
      Node value = node(dash + 1);
      items.add(new Item(dash, value));
      last = items.getLast().end();
    }
    Event closing = take();
    Items list =
        new Items(start(event), flow ? end(closing) : last, name(event.getAnchor()), flow, items);
    event.getAnchor().ifPresent(a -> anchors.put(a, list));
    return list;
  }

  private static @Nullable String name(Optional<Anchor> anchor) {
    return anchor.map(Anchor::getValue).orElse(null);
  }

  private int start(Event event) {
    return event.getStartMark().map(this::at).orElse(0);
  }

  private int end(Event event) {
    return event.getEndMark().map(this::at).orElse(0);
  }

  /** Marks count code points. */
  private int at(Mark mark) {
    return plain ? mark.getIndex() : text.offsetByCodePoints(0, mark.getIndex());
  }

  private EditRefused refused(int at, String why, String remedy) {
    return new EditRefused(
        "line "
            + Lines.number(text, at)
            + ": "
            + why
            + "."
            + (remedy.isEmpty() ? "" : " ")
            + remedy);
  }
}
