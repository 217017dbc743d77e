package dev.syncline.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.syncline.connect.app.Applications;
import dev.syncline.core.mapping.FieldRule.MissingParent;
import dev.syncline.core.mapping.Policies.Conflicts;
import dev.syncline.core.mapping.Policies.DeleteConflicts;
import dev.syncline.core.mapping.Policies.Deletes;
import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.core.mapping.Policies.Mode;
import dev.syncline.core.mapping.Policies.NullKeys;
import dev.syncline.core.mapping.Policies.Winner;
import dev.syncline.core.value.MatchForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Keeps the JSON Schema and what the parser accepts from drifting apart. */
class ConfigurationSchemaTest {
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(ConfigurationSchema.text());
  private static final JsonNode TREE = JsonMapper.shared().readTree(ConfigurationSchema.text());

  static Stream<Corpus.Case> wellFormed() {
    return Stream.concat(Corpus.read("valid.txt").stream(), Corpus.read("invalid.txt").stream())
        .filter(c -> c.findings().stream().noneMatch(ConfigurationSchemaTest::isNoYaml));
  }

  private static boolean isNoYaml(String finding) {
    return Stream.of("malformed YAML", "a second YAML", "the file is empty", "is given twice")
        .anyMatch(finding::contains);
  }

  @ParameterizedTest
  @MethodSource("wellFormed")
  void schemaAndParserAgree(Corpus.Case example) {
    boolean fine = !example.read().hasErrors() || !example.schemaCanTell();
    List<com.networknt.schema.Error> errors = SCHEMA.validate(example.yaml(), InputFormat.YAML);
    assertThat(errors.isEmpty()).as("%s", errors).isEqualTo(fine);
  }

  /** Each value alone in an otherwise valid file, so that one mistake cannot hide another. */
  static Stream<Arguments> values() {
    List<Arguments> all = new ArrayList<>();
    String section = "";
    for (String line : Corpus.resource("values.txt").lines().toList()) {
      if (line.startsWith("== ")) {
        section = line.substring(3);
      } else if (!line.isBlank() && !line.startsWith("#")) {
        all.add(Arguments.of(section, line.substring(1).strip(), line.startsWith("+")));
      }
    }
    return all.stream();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("values")
  void schemaAndParserAgreeOnEachValue(String place, String value, boolean valid) {
    String yaml = snippet(place, value);
    LoadedConfiguration read =
        ConfigurationReader.read(Path.of("/srv"), "syncline.yaml", yaml, Corpus.ENVIRONMENT);
    assertThat(read.hasErrors()).as("%s\n%s", yaml, read.findings()).isEqualTo(!valid);
    List<com.networknt.schema.Error> errors = SCHEMA.validate(yaml, InputFormat.YAML);
    assertThat(errors.isEmpty()).as("%s\n%s", yaml, errors).isEqualTo(valid);
  }

  private static String snippet(String place, String value) {
    String connection = place.equals("connection") ? ", " + value : "";
    String sync = place.equals("sync") ? ", " + value : "";
    String task = place.equals("task") ? ", " + value : "";
    String file = place.equals("file") ? value : "";
    return """
        version: 1
        %s
        connections:
          a: { type: mariadb, url: "jdbc:mariadb://localhost/a"%s }
          b: { type: mysql, url: "jdbc:mysql://localhost/b" }
        syncs:
          s: { id: 1, source: a, target: b%s, tasks: [{ name: t, id: 1, source: x, target: y%s }] }
        """
        .formatted(file, connection, sync, task);
  }

  @ParameterizedTest
  @EnumSource
  void bothKnowTheSameKeys(Vocabulary block) {
    JsonNode definition = TREE.at("/$defs/" + block.definition());
    assertThat(definition.get("properties").propertyNames())
        .containsExactlyElementsOf(block.keys());
    assertThat(definition.get("additionalProperties").booleanValue(true)).isFalse();
  }

  @Test
  void theSchemaHasNoBlockThatTheParserLacks() {
    List<String> blocks = new ArrayList<>();
    TREE.get("$defs")
        .propertyStream()
        .filter(d -> d.getValue().has("properties"))
        .forEach(d -> blocks.add(d.getKey()));
    assertThat(blocks)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(Vocabulary.values()).map(Vocabulary::definition).toList());
  }

  static Stream<Arguments> words() {
    return Stream.of(
        Arguments.of("sync/properties/direction", Direction.class),
        Arguments.of("sync/properties/type", Kind.Type.class),
        Arguments.of("task/properties/type", Kind.Type.class),
        Arguments.of("sync/properties/mode", Mode.class),
        Arguments.of("task/properties/mode", Mode.class),
        Arguments.of("sync/properties/nulls", Kind.Nulls.class),
        Arguments.of("task/properties/nulls", Kind.Nulls.class),
        Arguments.of("field/properties/nulls", Kind.Nulls.class),
        Arguments.of("sync/properties/first-sync", SyncConfig.FirstSync.class),
        Arguments.of("sync/properties/match-on", SyncConfig.MatchOn.class),
        Arguments.of("sync/properties/conflicts", Conflicts.class),
        Arguments.of("task/properties/conflicts", Conflicts.class),
        Arguments.of("sync/properties/winner", Winner.class),
        Arguments.of("task/properties/winner", Winner.class),
        Arguments.of("field/properties/winner", Winner.class),
        Arguments.of("sync/properties/delete-conflicts", DeleteConflicts.class),
        Arguments.of("task/properties/delete-conflicts", DeleteConflicts.class),
        Arguments.of("sync/properties/deletes/anyOf/0", Deletes.class),
        Arguments.of("task/properties/deletes/anyOf/0", Deletes.class),
        Arguments.of("deletes/properties/to-source", Deletes.class),
        Arguments.of("deletes/properties/to-target", Deletes.class),
        Arguments.of("sync/properties/null-keys", NullKeys.class),
        Arguments.of("task/properties/null-keys", NullKeys.class),
        Arguments.of("sync/properties/missing-parent", MissingParent.class),
        Arguments.of("task/properties/missing-parent", MissingParent.class),
        Arguments.of("field/properties/missing-parent", MissingParent.class),
        Arguments.of("field/properties/on-missing", FieldConfig.OnMissing.class),
        Arguments.of("field/properties/direction", Direction.class),
        Arguments.of("sequence/properties/on-failure", SequenceConfig.OnFailure.class),
        Arguments.of("match/properties/form", MatchForm.class));
  }

  @ParameterizedTest
  @MethodSource("words")
  <E extends Enum<E>> void bothKnowTheSameWords(String pointer, Class<E> type) {
    List<String> words = new ArrayList<>();
    TREE.at("/$defs/" + pointer)
        .get("enum")
        .forEach(n -> words.add(n.isNull() ? "null" : n.asString()));
    assertThat(words.stream().distinct()).containsExactlyElementsOf(Words.all(type));
  }

  @Test
  void bothKnowTheSameSystems() {
    List<String> types = new ArrayList<>(Words.all(ConnectionConfig.Type.class));
    types.addAll(Applications.names());
    assertThat(TREE.at("/$defs/connection/properties/type/enum").valueStream())
        .extracting(JsonNode::asString)
        .containsExactlyElementsOf(types);
  }

  @Test
  void everyKeyIsDescribed() {
    for (Vocabulary block : Vocabulary.values()) {
      JsonNode properties = TREE.at("/$defs/" + block.definition() + "/properties");
      properties
          .propertyStream()
          .forEach(
              p -> {
                JsonNode described = p.getValue();
                while (!described.has("description")) {
                  described = TREE.at(described.get("$ref").asString().substring(1));
                }
                assertThat(described.path("description").asString("")).as(p.getKey()).isNotBlank();
              });
    }
  }

  @Test
  void thePublishedCopyIsTheSame() throws IOException {
    assertThat(Files.readString(Path.of("../docs/syncline.schema.json")))
        .isEqualTo(ConfigurationSchema.text());
  }
}
