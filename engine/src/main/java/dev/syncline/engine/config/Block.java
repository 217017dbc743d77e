package dev.syncline.engine.config;

import dev.syncline.core.Nearest;
import dev.syncline.engine.config.YamlNode.Entry;
import dev.syncline.engine.config.YamlNode.Items;
import dev.syncline.engine.config.YamlNode.Mapping;
import dev.syncline.engine.config.YamlNode.Meaning;
import dev.syncline.engine.config.YamlNode.Scalar;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A block of keys that is being read. Whatever cannot be understood becomes a finding and reads as
 * missing, so that reading goes on and finds the next mistake.
 */
final class Block {
  private final Mapping mapping;
  private final String place;
  private final Findings findings;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private boolean whole = true;

  /**
   * @param place the block in words, such as {@code task customers}
   */
  Block(Mapping mapping, String place, Vocabulary vocabulary, Findings findings) {
    this.mapping = mapping;
    this.place = place;
    this.findings = findings;
    for (Entry entry : mapping.entries()) {
      if (vocabulary.keys().contains(entry.key())) {
        entries.put(entry.key(), entry);
        continue;
      }
      whole = false;
      if (vocabulary.later().contains(entry.key())) {
        findings.error(
            entry.at(),
            "key \"" + entry.key() + "\" in " + place + " is not supported in this version",
            "Remove it.");
      } else {
        findings.error(
            entry.at(),
            "unknown key \"" + entry.key() + "\" in " + place,
            Nearest.remedy(entry.key(), "Its keys", vocabulary.keys()));
      }
    }
  }

  /** Opens a node that has to be a block of keys. */
  static Optional<Block> open(
      YamlNode node, String place, Vocabulary vocabulary, Findings findings) {
    if (node instanceof Mapping mapping) {
      return Optional.of(new Block(mapping, place, vocabulary, findings));
    }
    findings.error(
        node.at(),
        place + " must be a block of keys, not " + node.kind(),
        "Its keys are: " + String.join(", ", vocabulary.keys()) + ".");
    return Optional.empty();
  }

  Position at() {
    return mapping.at();
  }

  /** The block in words. */
  String place() {
    return place;
  }

  /** Whether all of its keys are known. */
  boolean isWhole() {
    return whole;
  }

  boolean has(String key) {
    return entries.containsKey(key);
  }

  /** Where a key stands, else where the block begins. */
  Position at(String key) {
    Entry entry = entries.get(key);
    return entry == null ? at() : entry.at();
  }

  Optional<YamlNode> node(String key) {
    return Optional.ofNullable(entries.get(key)).map(Entry::value);
  }

  /** Says that a key is missing. */
  void missing(String key, String remedy) {
    findings.error(at(), place + " has no \"" + key + "\"", remedy);
  }

  /** Says that a key's value is not what it should be, without showing the value. */
  void wrong(String key, String expected, String remedy) {
    Position at = node(key).map(YamlNode::at).orElse(at());
    findings.error(at, "\"" + key + "\" in " + place + " must be " + expected, remedy);
  }

  private void wrongKind(String key, YamlNode value, String expected) {
    boolean quotable = value instanceof Scalar && expected.equals("text");
    wrong(key, expected + ", not " + value.kind(), quotable ? "Put the value in quotes." : "");
  }

  /** A scalar that is text in YAML's sense. */
  Optional<Scalar> scalar(String key) {
    Optional<YamlNode> node = node(key);
    if (node.isPresent()) {
      if (node.get() instanceof Scalar s && s.meaning() == Meaning.TEXT && !s.text().isBlank()) {
        return Optional.of(s);
      }
      if (node.get() instanceof Scalar s && s.text().isBlank()) {
        wrong(key, "text, not empty", "Give it a value or remove it.");
      } else {
        wrongKind(key, node.get(), "text");
      }
    }
    return Optional.empty();
  }

  Optional<String> text(String key) {
    return scalar(key).map(Scalar::text);
  }

  /** Text that must be there. */
  Optional<String> required(String key, String remedy) {
    if (!has(key)) {
      missing(key, remedy);
    }
    return text(key);
  }

  Optional<Name> name(String key) {
    return scalar(key).map(s -> new Name(s.at(), s.text()));
  }

  /** A name that must be there. */
  Optional<Name> requiredName(String key, String remedy) {
    if (!has(key)) {
      missing(key, remedy);
    }
    return name(key);
  }

  Optional<Integer> whole(String key, int least, int most) {
    Optional<YamlNode> node = node(key);
    if (node.isEmpty()) {
      return Optional.empty();
    }
    if (node.get() instanceof Scalar s
        && s.meaning() == Meaning.WHOLE
        && s.text().matches("\\+?\\d{1,10}")) {
      long value = Long.parseLong(s.text());
      if (value >= least && value <= most) {
        return Optional.of((int) value);
      }
    }
    String range = most == Integer.MAX_VALUE ? "from " + least : "from " + least + " to " + most;
    String given = node.get() instanceof Scalar s ? shown(s) : node.get().kind();
    wrong(key, "a whole number " + range + ", not " + given, "");
    return Optional.empty();
  }

  Optional<Boolean> truth(String key) {
    Optional<YamlNode> node = node(key);
    if (node.isPresent()) {
      if (node.get() instanceof Scalar s && s.meaning() == Meaning.BOOL) {
        return Optional.of(Boolean.parseBoolean(s.text()));
      }
      wrong(key, "true or false, not " + shown(node.get()), "");
    }
    return Optional.empty();
  }

  /** One of an enum's words. */
  <E extends Enum<E>> Optional<E> word(String key, Class<E> type) {
    return node(key).flatMap(n -> word(n, key, type));
  }

  /** The same where there are more words than those of the enum, which somebody else reads. */
  <E extends Enum<E>> Optional<E> word(String key, Class<E> type, Collection<String> words) {
    return node(key).flatMap(n -> word(n, key, type, words));
  }

  /** One of an enum's words, from a node that stands under {@code key} or deeper. */
  <E extends Enum<E>> Optional<E> word(YamlNode node, String key, Class<E> type) {
    return word(node, key, type, Words.all(type));
  }

  private <E extends Enum<E>> Optional<E> word(
      YamlNode node, String key, Class<E> type, Collection<String> words) {
    if (node instanceof Scalar s) {
      Optional<E> value = Words.parse(type, s.text());
      if (value.isPresent()) {
        return value;
      }
      findings.error(
          s.at(),
          "\"" + key + "\" in " + place + " must be " + alternatives(words) + ", not " + shown(s),
          Nearest.to(s.text(), words).map(w -> "Did you mean \"" + w + "\"?").orElse(""));
    } else {
      findings.error(
          node.at(),
          "\""
              + key
              + "\" in "
              + place
              + " must be "
              + alternatives(words)
              + ", not "
              + node.kind(),
          "");
    }
    return Optional.empty();
  }

  /** A value with a unit. */
  <T> Optional<T> amount(String key, Function<String, Optional<T>> parser, String example) {
    Optional<YamlNode> node = node(key);
    if (node.isEmpty()) {
      return Optional.empty();
    }
    Optional<T> value =
        node.get() instanceof Scalar s ? parser.apply(s.text().strip()) : Optional.empty();
    if (value.isEmpty()) {
      wrong(key, "like " + example + ", not " + shown(node.get()), "");
    }
    return value;
  }

  /** A list's items; {@code single} lets one item stand without a list. */
  List<YamlNode> items(String key, boolean single) {
    Optional<YamlNode> node = node(key);
    if (node.isEmpty()) {
      return List.of();
    }
    if (node.get() instanceof Items items) {
      return items.items();
    }
    if (single && !(node.get() instanceof Scalar s && s.meaning() == Meaning.NULL)) {
      return List.of(node.get());
    }
    wrongKind(key, node.get(), "a list");
    return List.of();
  }

  /** The names in a list, or the only one. */
  List<Name> names(String key) {
    return items(key, true).stream().flatMap(n -> name(n, key + " of " + place).stream()).toList();
  }

  /** A name that stands deeper. */
  Optional<Name> name(YamlNode node, String where) {
    if (node instanceof Scalar s && s.meaning() == Meaning.TEXT && !s.text().isBlank()) {
      return Optional.of(new Name(s.at(), s.text()));
    }
    findings.error(node.at(), where + " holds " + node.kind() + " where a name belongs", "");
    return Optional.empty();
  }

  /** A block of keys that the user names, such as {@code syncs}. */
  List<Entry> named(String key) {
    Optional<YamlNode> node = node(key);
    if (node.isEmpty()) {
      return List.of();
    }
    if (node.get() instanceof Mapping named) {
      return named.entries();
    }
    wrongKind(key, node.get(), "a block of names");
    return List.of();
  }

  private static String shown(YamlNode node) {
    return node instanceof Scalar s ? "\"" + s.text() + "\"" : node.kind();
  }

  private static String alternatives(Collection<String> words) {
    List<String> all = List.copyOf(words);
    if (all.size() == 1) {
      return all.getFirst();
    }
    return String.join(", ", all.subList(0, all.size() - 1)) + " or " + all.getLast();
  }
}
