package dev.syncline.engine.config;

import dev.syncline.core.Nearest;
import dev.syncline.engine.config.YamlNode.Entry;
import java.util.Collection;
import java.util.Optional;

/** Reads an entry of {@code environments}, once all connections are known. */
final class EnvironmentReader {
  private final Collection<String> known;
  private final Findings findings;

  /**
   * @param known names of all connections that are there, also of those that could not be read
   */
  EnvironmentReader(Collection<String> known, Findings findings) {
    this.known = known;
    this.findings = findings;
  }

  Optional<EnvironmentConfig> read(Entry entry) {
    return Block.open(entry.value(), "environment " + entry.key(), Vocabulary.ENVIRONMENT, findings)
        .flatMap(block -> read(entry, block));
  }

  private Optional<EnvironmentConfig> read(Entry entry, Block block) {
    Optional<Name> connection =
        block.requiredName("connection", "Name the connection of its database.");
    Optional<Name> files = block.name("files");
    connection.ifPresent(c -> requireKnown(block, c));
    files.ifPresent(f -> requireKnown(block, f));
    boolean hidden = known.contains(entry.key());
    if (hidden && connection.filter(c -> !c.text().equals(entry.key())).isPresent()) {
      findings.error(
          entry.at(),
          block.place() + " has the name of a connection that is not its own",
          "Give the environment another name.");
    }
    return connection.map(c -> new EnvironmentConfig(entry.at(), entry.key(), c, files));
  }

  private void requireKnown(Block block, Name name) {
    if (!known.contains(name.text())) {
      findings.error(
          name.at(),
          block.place() + " names \"" + name.text() + "\", which is not a connection",
          Nearest.remedy(name.text(), "The connections", known));
    }
  }
}
