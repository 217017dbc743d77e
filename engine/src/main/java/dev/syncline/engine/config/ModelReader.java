package dev.syncline.engine.config;

import dev.syncline.connect.Model;
import dev.syncline.core.Nearest;
import dev.syncline.engine.config.YamlNode.Entry;
import dev.syncline.engine.config.YamlNode.Mapping;
import dev.syncline.engine.config.YamlNode.Scalar;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads an entry of {@code models}, once all connections are known. */
final class ModelReader {
  private static final List<String> ORIGINS = List.of("sql", "table", "file");

  private final List<ConnectionConfig> connections;
  private final Collection<String> known;
  private final FileModelReader files;
  private final Findings findings;

  /**
   * @param connections those that could be read
   * @param known names of all that are there, so that one mistake is not reported twice
   */
  ModelReader(
      List<ConnectionConfig> connections,
      Collection<String> known,
      FileModelReader files,
      Findings findings) {
    this.files = files;
    this.connections = connections;
    this.known = known;
    this.findings = findings;
  }

  /** Whether an entry, right or wrong, means a file. */
  static boolean isFile(Entry entry) {
    return entry.value() instanceof Mapping keys
        && keys.entries().stream().anyMatch(e -> e.key().equals("file"));
  }

  Optional<ModelConfig> read(Entry entry) {
    long errors = findings.errors();
    Optional<Block> opened =
        Block.open(entry.value(), "model " + entry.key(), Vocabulary.MODEL, findings);
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    Block block = opened.get();
    List<String> given = ORIGINS.stream().filter(block::has).toList();
    if (given.size() != 1) {
      findings.error(
          block.at(),
          block.place()
              + (given.isEmpty()
                  ? " has no \"sql\", \"table\" or \"file\""
                  : " has " + String.join(" and ", given)),
          "Say by one of them where its rows come from: sql: SELECT …, table: name or file:"
              + " name.csv.");
      return Optional.empty();
    }
    boolean isFile = given.getFirst().equals("file");
    List<String> key = key(block);
    Optional<Name> connection =
        isFile
            ? ofFiles(block)
            : block.requiredName("connection", "Name the connection whose database answers it.");
    Optional<ConnectionConfig> asked =
        isFile ? Optional.empty() : connection.flatMap(c -> asked(block, c));
    Optional<Model.Origin> origin = isFile ? files.read(block) : origin(block, asked);
    return connection.isEmpty() || origin.isEmpty() || findings.errors() > errors
        ? Optional.empty()
        : Optional.of(
            new ModelConfig(
                entry.at(), connection.get(), new Model(entry.key(), origin.get(), key)));
  }

  /** The connection that reads all files, and that nobody has to configure. */
  private Optional<Name> ofFiles(Block block) {
    if (block.has("connection")) {
      findings.error(
          block.at("connection"),
          block.place() + " is a file, which needs no \"connection\"",
          "Remove it. Syncs name files as their source: source: " + ConnectionConfig.FILES);
      return Optional.empty();
    }
    refuseVariables(block);
    return Optional.of(new Name(block.at("file"), ConnectionConfig.FILES));
  }

  /** A query or a table. */
  private Optional<Model.Origin> origin(Block block, Optional<ConnectionConfig> asked) {
    files.refuse(block);
    if (block.has("table")) {
      refuseVariables(block);
      return block.text("table").map(Model.Table::new);
    }
    Optional<Scalar> sql = block.scalar("sql");
    Map<String, Scalar> variables = variables(block);
    return sql.isEmpty() || asked.isEmpty()
        ? Optional.empty()
        : new ModelVariables(block, asked.get().type(), variables, findings)
            .in(sql.get())
            .map(Model.Sql::new);
  }

  private void refuseVariables(Block block) {
    if (block.has("variables")) {
      findings.error(
          block.at("variables"),
          block.place() + " has \"variables\", which only an sql takes",
          "Remove them.");
    }
  }

  private Optional<ConnectionConfig> asked(Block block, Name name) {
    if (!known.contains(name.text())) {
      findings.error(
          name.at(),
          block.place() + " asks \"" + name.text() + "\", which is not a connection",
          Nearest.remedy(name.text(), "The connections", known));
    }
    Optional<ConnectionConfig> asked =
        connections.stream().filter(c -> c.name().equals(name.text())).findFirst();
    asked
        .filter(c -> !c.isDatabase())
        .ifPresent(
            c ->
                findings.error(
                    name.at(),
                    block.place()
                        + " asks "
                        + name.text()
                        + (c.type().isApplication()
                            ? ", an application, which knows no SQL"
                            : ", a folder, which knows no SQL"),
                    "Name a database's connection."));
    return asked;
  }

  private static List<String> key(Block block) {
    return key(block, "Name the columns of its result that identify a row: key: id, or \"a, b\".");
  }

  /**
   * The names of a key's columns.
   *
   * @param remedy what to do where it has none
   */
  static List<String> key(Block block, String remedy) {
    if (!block.has("key")) {
      block.missing("key", remedy);
    }
    Set<String> key = new LinkedHashSet<>();
    for (String part :
        block.text("key").stream().flatMap(t -> Stream.of(t.split(",", -1))).toList()) {
      if (part.isBlank() || !key.add(part.strip())) {
        block.wrong("key", "names of columns with commas between them, each once", "");
      }
    }
    return List.copyOf(key);
  }

  private Map<String, Scalar> variables(Block block) {
    Map<String, Scalar> variables = new LinkedHashMap<>();
    for (Entry entry : block.named("variables")) {
      if (entry.value() instanceof Scalar value) {
        variables.put(entry.key(), value);
      } else {
        findings.error(
            entry.value().at(),
            "the variable "
                + entry.key()
                + " of "
                + block.place()
                + " must be a single value, not "
                + entry.value().kind(),
            "");
      }
    }
    return variables;
  }
}
