package dev.syncline.engine.config;

import java.time.Duration;
import java.util.Optional;

/** Reads {@code journal}: how long what was written is kept. */
final class JournalReader {
  private static final String FOREVER = "forever";

  private final Findings findings;
  private Optional<Duration> keep = Optional.of(Configuration.JOURNAL_KEPT);
  private Optional<Position> read = Optional.empty();

  JournalReader(Findings findings) {
    this.findings = findings;
  }

  /** Reads it where a file has it; all files together may have it once. */
  void read(Block file) {
    Optional<YamlNode> node = file.node("journal");
    if (node.isEmpty()) {
      return;
    }
    if (read.isPresent()) {
      findings.error(
          file.at("journal"),
          "\"journal\" is given twice, first in " + read.get(),
          "There is one journal for all syncs: remove one of them.");
      return;
    }
    read = Optional.of(file.at("journal"));
    Block.open(node.get(), "journal", Vocabulary.JOURNAL, findings)
        .flatMap(block -> block.amount("keep", JournalReader::keep, "90d or " + FOREVER))
        .ifPresent(kept -> keep = kept);
  }

  /** How long something is kept; an empty duration is for ever. */
  static Optional<Optional<Duration>> keep(String text) {
    return text.equals(FOREVER)
        ? Optional.of(Optional.empty())
        : Amounts.duration(text).map(Optional::of);
  }

  /** How long it is kept; empty: for ever. */
  Optional<Duration> kept() {
    return keep;
  }
}
