package dev.syncline.engine.config;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.engine.config.YamlNode.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a task's {@code parts}. */
final class PartReader {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final Findings findings;

  PartReader(Findings findings) {
    this.findings = findings;
  }

  /** The parts of each side's records. */
  BySide<List<PartConfig>> read(Block task) {
    Optional<Block> sides =
        task.node("parts")
            .flatMap(n -> Block.open(n, "parts of " + task.place(), Vocabulary.PARTS, findings));
    return BySide.of(side -> sides.map(block -> read(block, side)).orElse(List.of()));
  }

  private List<PartConfig> read(Block sides, Side side) {
    List<PartConfig> parts = new ArrayList<>();
    for (Entry entry : sides.named(side.word())) {
      String place = "part " + entry.key() + " of " + sides.place().replace("parts of ", "");
      if (!NAME.matcher(entry.key()).matches()) {
        findings.error(
            entry.at(),
            "\"" + entry.key() + "\" is no name for a part",
            "It consists of letters, digits and underscores, such as address: fields name its"
                + " columns like address.street.");
        continue;
      }
      Block.open(entry.value(), place, Vocabulary.PART, findings)
          .filter(this::isOneWay)
          .flatMap(block -> part(block, entry))
          .ifPresent(parts::add);
    }
    return parts;
  }

  /** Whether it says one way at most in which its rows are found. */
  private boolean isOneWay(Block block) {
    for (String other : List.of("key", "where")) {
      if (block.has("from") && block.has(other)) {
        findings.error(
            block.at(other),
            block.place() + " has both \"from\" and \"" + other + "\"",
            "With \"from\" the record's row tells which row is the part; with \"key\" and"
                + " \"where\" the part's row tells whose it is. Leave one out.");
        return false;
      }
    }
    return true;
  }

  private static Optional<PartConfig> part(Block block, Entry entry) {
    Optional<Name> object =
        block.requiredName("object", "Add the table that holds the part's rows.");
    Optional<PartConfig.Names> key = block.name("key").map(PartReader::names);
    Optional<PartConfig.Names> from = block.name("from").map(PartReader::names);
    Optional<Name> where = block.name("where");
    return block.isWhole() && object.isPresent()
        ? object.map(o -> new PartConfig(entry.at(), entry.key(), o, key, from, where))
        : Optional.empty();
  }

  private static PartConfig.Names names(Name name) {
    return new PartConfig.Names(
        name.at(), Arrays.stream(name.text().split(",")).map(String::strip).toList());
  }
}
