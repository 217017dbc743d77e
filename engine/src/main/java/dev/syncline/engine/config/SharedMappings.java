package dev.syncline.engine.config;

import dev.syncline.core.Nearest;
import dev.syncline.engine.config.YamlNode.Entry;
import dev.syncline.engine.config.YamlNode.Items;
import dev.syncline.engine.config.YamlNode.Mapping;
import dev.syncline.engine.config.YamlNode.Meaning;
import dev.syncline.engine.config.YamlNode.Scalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The blocks under {@code mappings}: what tasks have in common, written once. A task that includes
 * one is read as if it stood there, and every part of it keeps its own place, so that a finding
 * names the text that is to be mended.
 *
 * <p>Lists are joined, those of the included blocks first. Of anything else a task's own counts;
 * two included blocks that both give it are refused, since their order should not decide.
 */
final class SharedMappings {
  private static final Set<String> JOINED = Set.of("fields", "never-journaled");

  private final Findings findings;
  private final Map<String, Entry> known = new LinkedHashMap<>();
  private final Set<String> broken = new HashSet<>();
  private final Set<String> included = new HashSet<>();

  SharedMappings(Findings findings) {
    this.findings = findings;
  }

  /** Takes those of a file. */
  void add(Block file, TaskReader reader) {
    for (Entry entry : file.named("mappings")) {
      Entry before = known.putIfAbsent(entry.key(), entry);
      if (before != null) {
        findings.error(
            entry.at(),
            "there are two mappings " + entry.key(),
            "Rename one; the other is at " + before.at() + ".");
      } else if (!(reader.isSound(entry.value(), "mapping " + entry.key()))) {
        broken.add(entry.key());
      }
    }
  }

  /** Says which of them nobody includes. */
  void finish() {
    known.forEach(
        (name, entry) -> {
          if (!included.contains(name)) {
            findings.note(entry.at(), "no task includes the mapping " + name, "");
          }
        });
  }

  /**
   * A task with what it includes put in.
   *
   * @param whole whether all that it includes is there and sound
   */
  record Expanded(Mapping task, boolean whole) {}

  /** Puts in what a task includes; what is wrong with the included was said where it stands. */
  Expanded expand(Mapping task, String place) {
    Optional<YamlNode> include = value(task, "include");
    if (include.isEmpty()) {
      return new Expanded(task, true);
    }
    Map<String, Entry> entries = new LinkedHashMap<>();
    Map<String, String> givers = new HashMap<>();
    boolean whole = true;
    for (YamlNode item : items(include.get())) {
      Optional<Entry> shared = named(item, place);
      boolean sound = shared.isPresent() && !broken.contains(shared.get().key());
      whole &= sound;
      if (sound && shared.get().value() instanceof Mapping mapping) {
        for (Entry entry : mapping.entries()) {
          String before = givers.put(entry.key(), shared.get().key());
          if (before != null && !JOINED.contains(entry.key()) && !has(task, entry.key())) {
            findings.error(
                item.at(),
                place
                    + " includes \""
                    + entry.key()
                    + "\" from both "
                    + before
                    + " and "
                    + shared.get().key(),
                "Give it in the task itself, or take it out of one of them: "
                    + entry.at()
                    + " is one.");
          }
          entries.merge(entry.key(), entry, SharedMappings::joined);
        }
      }
    }
    task.entries().forEach(own -> entries.merge(own.key(), own, SharedMappings::joined));
    return new Expanded(new Mapping(task.at(), List.copyOf(entries.values())), whole);
  }

  private Optional<Entry> named(YamlNode item, String place) {
    if (!(item instanceof Scalar s && s.meaning() == Meaning.TEXT && !s.text().isBlank())) {
      findings.error(
          item.at(),
          "an entry of include of " + place + " must be the name of a mapping, not " + item.kind(),
          "");
      return Optional.empty();
    }
    Entry entry = known.get(s.text());
    if (entry == null) {
      findings.error(
          s.at(),
          place + " includes \"" + s.text() + "\", which is not a mapping",
          known.isEmpty()
              ? "Add it under \"mappings\", at the top of a file."
              : Nearest.remedy(s.text(), "The mappings", known.keySet()));
      return Optional.empty();
    }
    included.add(s.text());
    return Optional.of(entry);
  }

  private static Entry joined(Entry before, Entry after) {
    if (!JOINED.contains(before.key())) {
      return after;
    }
    List<YamlNode> all = new ArrayList<>(items(before.value()));
    // What is no list here has to be said of the task itself, not hidden in a list.
    if (before.key().equals("fields") && !(after.value() instanceof Items)) {
      return after;
    }
    all.addAll(items(after.value()));
    return new Entry(after.at(), after.key(), new Items(after.value().at(), List.copyOf(all)));
  }

  private static List<YamlNode> items(YamlNode node) {
    return node instanceof Items items ? items.items() : List.of(node);
  }

  private static boolean has(Mapping task, String key) {
    return value(task, key).isPresent();
  }

  private static Optional<YamlNode> value(Mapping mapping, String key) {
    return mapping.entries().stream()
        .filter(e -> e.key().equals(key))
        .map(Entry::value)
        .findFirst();
  }
}
