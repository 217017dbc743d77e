package dev.syncline.engine.config;

import dev.syncline.core.Nearest;
import dev.syncline.engine.config.YamlNode.Entry;
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
  private final List<ConnectionConfig> connections;
  private final Collection<String> known;
  private final Findings findings;

  /**
   * @param connections those that could be read
   * @param known names of all that are there, so that one mistake is not reported twice
   */
  ModelReader(List<ConnectionConfig> connections, Collection<String> known, Findings findings) {
    this.connections = connections;
    this.known = known;
    this.findings = findings;
  }

  Optional<ModelConfig> read(Entry entry) {
    long errors = findings.errors();
    Optional<Block> opened =
        Block.open(entry.value(), "model " + entry.key(), Vocabulary.MODEL, findings);
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    Block block = opened.get();
    Optional<Name> connection =
        block.requiredName("connection", "Name the connection whose database answers it.");
    Optional<ConnectionConfig> asked = connection.flatMap(c -> asked(block, c));
    List<String> key = key(block);
    if (!block.has("sql")) {
      block.missing("sql", "Write the query: sql: SELECT …");
    }
    Optional<Scalar> sql = block.scalar("sql");
    Map<String, Scalar> variables = variables(block);
    if (sql.isEmpty() || asked.isEmpty() || findings.errors() > errors) {
      return Optional.empty();
    }
    ModelVariables values = new ModelVariables(block, asked.get().type(), variables, findings);
    return values
        .in(sql.get())
        .map(text -> new ModelConfig(entry.at(), entry.key(), connection.get(), key, text));
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
                        + (c.type() == ConnectionConfig.Type.APP
                            ? ", an application, which knows no SQL"
                            : ", a folder, which knows no SQL"),
                    "Name a database's connection."));
    return asked;
  }

  private List<String> key(Block block) {
    if (!block.has("key")) {
      block.missing(
          "key", "Name the columns of its result that identify a row: key: id, or \"a, b\".");
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
