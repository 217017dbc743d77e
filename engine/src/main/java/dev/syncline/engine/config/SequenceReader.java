package dev.syncline.engine.config;

import dev.syncline.core.Nearest;
import dev.syncline.engine.config.SequenceConfig.OnFailure;
import dev.syncline.engine.config.YamlNode.Entry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads entries of {@code sequences}, and checks that no sync comes after itself: a sequence says
 * of its syncs what {@code after} says of one.
 */
final class SequenceReader {
  private final List<SyncConfig> syncs;
  private final Set<String> known;
  private final Findings findings;

  /**
   * @param syncs those that could be read
   * @param known names of all that are there
   */
  SequenceReader(List<SyncConfig> syncs, Set<String> known, Findings findings) {
    this.syncs = syncs;
    this.known = known;
    this.findings = findings;
  }

  Optional<SequenceConfig> read(Entry entry) {
    return Block.open(entry.value(), "sequence " + entry.key(), Vocabulary.SEQUENCE, findings)
        .map(block -> read(entry, block));
  }

  private SequenceConfig read(Entry entry, Block block) {
    if (!block.has("syncs")) {
      block.missing("syncs", "Name the syncs in the order in which they run.");
    }
    List<Name> names = block.names("syncs");
    names.forEach(name -> requireKnown(block.place(), name));
    return new SequenceConfig(
        entry.at(),
        entry.key(),
        names,
        block.word("on-failure", OnFailure.class).orElse(OnFailure.STOP));
  }

  private void requireKnown(String place, Name name) {
    if (!known.contains(name.text())) {
      findings.error(
          name.at(),
          place + " names \"" + name.text() + "\", which is not a sync",
          Nearest.remedy(name.text(), "The syncs", known));
    }
  }

  /** That every {@code after} leads somewhere, and none in a circle. */
  void check(List<SequenceConfig> sequences) {
    Map<String, List<Name>> before = new LinkedHashMap<>();
    for (SyncConfig sync : syncs) {
      sync.after().forEach(name -> requireKnown("after of sync " + sync.name(), name));
      List<Name> runs = sync.schedule().follows();
      runs.forEach(name -> requireKnown("schedule of sync " + sync.name(), name));
      before.computeIfAbsent(sync.name(), s -> new ArrayList<>()).addAll(sync.after());
      before.computeIfAbsent(sync.name(), s -> new ArrayList<>()).addAll(runs);
    }
    for (SequenceConfig sequence : sequences) {
      for (int i = 1; i < sequence.syncs().size(); i++) {
        before
            .computeIfAbsent(sequence.syncs().get(i).text(), s -> new ArrayList<>())
            .add(new Name(sequence.syncs().get(i).at(), sequence.syncs().get(i - 1).text()));
      }
    }
    Set<String> done = new HashSet<>();
    before.keySet().forEach(sync -> follow(sync, new LinkedHashSet<>(), before, done));
  }

  private void follow(
      String sync, Set<String> path, Map<String, List<Name>> before, Set<String> done) {
    if (done.contains(sync)) {
      return;
    }
    path.add(sync);
    for (Name other : before.getOrDefault(sync, List.of())) {
      if (path.contains(other.text())) {
        List<String> circle = new ArrayList<>(path);
        circle = new ArrayList<>(circle.subList(circle.indexOf(other.text()), circle.size()));
        circle.add(other.text());
        findings.error(
            other.at(),
            "sync " + sync + " comes after itself: " + String.join(" after ", circle),
            "Take one of these out of \"after\", of its sequence, or of its schedule.");
      } else {
        follow(other.text(), path, before, done);
      }
    }
    path.remove(sync);
    done.add(sync);
  }
}
