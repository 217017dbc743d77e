package dev.syncline.engine.config;

import dev.syncline.core.Nearest;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Reads {@code sync-log}: where syncs write what they did for people to read. */
final class SyncLogReader {
  private static final String KEY = "sync-log";

  private final Findings findings;
  private Optional<Block> block = Optional.empty();
  private Optional<Position> read = Optional.empty();

  SyncLogReader(Findings findings) {
    this.findings = findings;
  }

  /** Takes it where a file has it; all files together may have it once. */
  void read(Block file) {
    Optional<YamlNode> node = file.node(KEY);
    if (node.isEmpty()) {
      return;
    }
    if (read.isPresent()) {
      findings.error(
          file.at(KEY),
          "\"sync-log\" is given twice, first in " + read.get(),
          "All syncs write one log: remove one of them.");
      return;
    }
    read = Optional.of(file.at(KEY));
    block = Block.open(node.get(), KEY, Vocabulary.SYNC_LOG, findings);
  }

  /**
   * The log, when all connections and syncs are known; nothing where none is configured.
   *
   * @param connections those that could be read
   * @param known names of all that are there
   * @param syncs names of all syncs
   */
  Optional<SyncLogConfig> log(
      List<ConnectionConfig> connections, Collection<String> known, Collection<String> syncs) {
    return block.flatMap(b -> of(b, connections, known, syncs));
  }

  private Optional<SyncLogConfig> of(
      Block log,
      List<ConnectionConfig> connections,
      Collection<String> known,
      Collection<String> syncs) {
    long errors = findings.errors();
    Optional<Name> connection =
        log.requiredName("connection", "Name the connection of the database that takes the log.");
    connection.ifPresent(name -> requireDatabase(name, connections, known));
    List<Name> except = log.names("except");
    for (Name name : except) {
      if (!syncs.contains(name.text())) {
        findings.error(
            name.at(),
            log.place() + " leaves out \"" + name.text() + "\", which is not a sync",
            Nearest.remedy(name.text(), "The syncs", syncs));
      }
    }
    Optional<Duration> keep =
        log.amount("keep", JournalReader::keep, "90d or forever")
            .orElse(Optional.of(Configuration.JOURNAL_KEPT));
    boolean values = log.truth("values").orElse(true);
    return connection
        .filter(name -> findings.errors() == errors)
        .map(
            name ->
                new SyncLogConfig(
                    log.at(), name, keep, values, except.stream().map(Name::text).toList()));
  }

  private void requireDatabase(
      Name name, List<ConnectionConfig> connections, Collection<String> known) {
    if (!known.contains(name.text())) {
      findings.error(
          name.at(),
          KEY + " names \"" + name.text() + "\", which is not a connection",
          Nearest.remedy(name.text(), "The connections", known));
    }
    connections.stream()
        .filter(c -> c.name().equals(name.text()))
        .filter(c -> !c.isDatabase() || c.type().isSourceOfModels())
        .findFirst()
        .ifPresent(
            c ->
                findings.error(
                    name.at(),
                    KEY + " names " + c.name() + ", which " + unfit(c.type()),
                    "Name a connection of type postgresql, mariadb, mysql or sqlite."));
  }

  private static String unfit(ConnectionConfig.Type type) {
    return type.isApplication()
        ? "is spoken to over HTTP and takes no tables"
        : type.isSourceOfModels()
            ? "is a source of models and is never written"
            : "is a folder of files and takes no tables";
  }
}
