package dev.syncline.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Every key of the JSON Schema has an example, and every example is understood by the parser. */
class SchemaExamplesTest {
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(ConfigurationSchema.text());
  private static final JsonNode TREE = JsonMapper.shared().readTree(ConfigurationSchema.text());
  private static final Map<String, String> ENVIRONMENT =
      Map.of("CRM_PASSWORD", "x", "CMS_TOKEN", "x");

  /** What stands beside a key that means nothing alone. */
  private static final Map<String, String> BESIDE =
      Map.ofEntries(
          Map.entry(
              "file.sequences",
              "{'syncs': {'customers': {'id': 1, 'source': 'crm', 'target': 'shop', 'tasks':"
                  + " [{'name': 't', 'id': 1, 'source': 'x', 'target': 'y'}]}}}"),
          Map.entry("mail.password", "{'user': 'a'}"),
          Map.entry("mail.password-file", "{'user': 'a'}"),
          Map.entry("state.password", "{'user': 'a'}"),
          Map.entry("state.password-file", "{'user': 'a'}"),
          Map.entry("receiver.secret", "{'webhook': 'https://example.org/hook'}"),
          Map.entry("receiver.secret-file", "{'webhook': 'https://example.org/hook'}"),
          Map.entry("receiver.syncs", "{'webhook': 'https://example.org/hook'}"),
          Map.entry("receiver.about", "{'webhook': 'https://example.org/hook'}"),
          Map.entry("tls.key", "{'certificate': 'certs/syncline.pem'}"),
          Map.entry("tls.key-password", "{'certificate': 'certs/syncline.pem'}"),
          Map.entry("tls.key-password-file", "{'certificate': 'certs/syncline.pem'}"),
          Map.entry("connection.token", "{'type': 'directus', 'url': 'https://cms.example.org'}"),
          Map.entry("connection.description", "{'type': 'app', 'url': 'https://cms.example.org'}"),
          Map.entry("connection.files", "{'type': 'csv', 'path': 'export'}"),
          Map.entry("model.connection", "{'table': 'a'}"),
          Map.entry("model.key", "{'file': 'a.csv'}"),
          Map.entry("model.sql", "{'connection': 'crm', 'variables': {'since': '2026-01-01'}}"),
          Map.entry("model.variables", "{'connection': 'crm', 'sql': 'SELECT {{since}} AS id'}"),
          Map.entry("model.table", "{'connection': 'crm'}"),
          Map.entry("model.delimiter", "{'file': 'a.csv'}"),
          Map.entry("model.header", "{'file': 'a.csv'}"),
          Map.entry("model.encoding", "{'file': 'a.csv'}"),
          Map.entry("model.null-text", "{'file': 'a.csv'}"),
          Map.entry("model.types", "{'file': 'a.csv'}"),
          Map.entry("sync.start-from", "{'between': ['test', 'prod']}"),
          Map.entry("sync.modules", "{'between': ['test', 'prod']}"),
          Map.entry("sync.never", "{'between': ['test', 'prod']}"),
          Map.entry("sync.type", "{'direction': 'to-target'}"),
          Map.entry("sync.mode", "{'direction': 'to-target'}"),
          Map.entry("sync.nulls", "{'direction': 'to-target'}"),
          Map.entry("sync.collation", "{'locale': 'sv-SE'}"),
          Map.entry("field.winner", "{'column': 'a <-> b'}"),
          Map.entry("field.nulls", "{'column': 'a -> b'}"),
          Map.entry("field.through", "{'relation': 'a <-> b'}"),
          Map.entry("field.missing-parent", "{'relation': 'a <-> b'}"),
          Map.entry("field.to", "{'sql': 'a'}"),
          Map.entry("field.sql", "{'to': 'b'}"),
          Map.entry("field.from", "{'back': 'b'}"),
          Map.entry("field.back", "{'from': 'a'}"),
          Map.entry("field.constant", "{'to': 'a'}"),
          Map.entry("field.lookup", "{'to': 'a', 'where': 'b = c'}"),
          Map.entry("field.where", "{'to': 'a', 'lookup': 'b.c'}"),
          Map.entry("field.on-missing", "{'to': 'a', 'lookup': 'b.c', 'where': 'd = e'}"),
          Map.entry("field.direction", "{'to': 'a', 'lookup': 'b.c', 'where': 'd = e'}"));

  /** A sync beside the one that an example is about. */
  private static final String OTHER =
      "'other': {'id': 99, 'source': 'crm', 'target': 'shop', 'tasks': [{'name': 'o', 'id': 99,"
          + " 'source': 'o', 'target': 'o'}]}";

  private static final JsonNode FOLDER = JsonMapper.shared().readTree("\"folder\"");

  /** What a block needs to be one. */
  private static final Map<String, String> NEEDED =
      Map.ofEntries(
          Map.entry("connection", "{'type': 'mariadb', 'url': 'jdbc:mariadb://localhost/a'}"),
          Map.entry("model", "{'key': 'id'}"),
          Map.entry("csv", "{'key': 'id'}"),
          Map.entry(
              "sync",
              "{'id': 1, 'source': 'crm', 'target': 'shop', 'tasks': [{'name': 't', 'id': 1,"
                  + " 'source': 'x', 'target': 'y'}]}"),
          Map.entry("task", "{'name': 't', 'id': 1, 'source': 'x', 'target': 'y'}"),
          Map.entry("ssh", "{'host': 'a', 'user': 'b', 'key': 'id_ed25519'}"),
          Map.entry("match", "{'key': 'a'}"),
          Map.entry("part", "{'object': 'a'}"),
          Map.entry("environment", "{'connection': 'crm'}"),
          Map.entry("module", "{'tasks': 't'}"),
          Map.entry("sequence", "{'syncs': ['s']}"),
          Map.entry("limit", "{'share': '20%'}"),
          Map.entry(
              "file",
              "{'version': 1, 'connections': {'crm': {'type': 'mariadb', 'url':"
                  + " 'jdbc:mariadb://localhost/a'}, 'shop': {'type': 'mysql', 'url':"
                  + " 'jdbc:mysql://localhost/b'}, 'gallery': {'type': 'folder', 'path': 'gallery'}},"
                  + " 'environments': {'test': {'connection': 'crm'}, 'prod': {'connection':"
                  + " 'crm'}}}"),
          Map.entry("sync_log", "{'connection': 'crm'}"),
          Map.entry("mail", "{'host': 'localhost', 'from': 'a@example.org'}"),
          Map.entry("state", "{'url': 'jdbc:postgresql://localhost/a'}"));

  /** Where a block stands, with a mark for itself. */
  private static final Map<String, String> PLACES =
      Map.ofEntries(
          Map.entry("mapping", "{'mappings': {'m': @}}"),
          Map.entry("match", "{'mappings': {'m': {'match': [@]}}}"),
          Map.entry("field", "{'mappings': {'m': {'fields': [@]}}}"),
          Map.entry("clock", "{'mappings': {'m': {'clock': @}}}"),
          Map.entry("sides", "{'mappings': {'m': {'timestamps': @}}}"),
          Map.entry("deletes", "{'mappings': {'m': {'deletes': @}}}"),
          Map.entry("journal", "{'journal': @}"),
          Map.entry("sync_log", "{'syncs': {'s': " + NEEDED.get("sync") + "}, 'sync-log': @}"),
          Map.entry("mail", "{'mail': @}"),
          Map.entry("receiver", "{'syncs': {'s': " + NEEDED.get("sync") + "}, 'notify': {'r': @}}"),
          Map.entry("state", "{'state': @}"),
          Map.entry("connection", "{'connections': {'other': @}}"),
          Map.entry("model", "{'models': {'m': @}}"),
          Map.entry(
              "csv",
              "{'connections': {'other': {'type': 'csv', 'path': 'export', 'files': {'clients': @}}}}"),
          Map.entry("environment", "{'environments': {'test': @}}"),
          Map.entry(
              "module",
              "{'syncs': {'s': {'id': 1, 'between': ['test', 'prod'], 'modules': {'x': @, 'm':"
                  + " {'tasks': 'u'}}, 'tasks': [{'name': 't', 'id': 1, 'source': 'x', 'target':"
                  + " 'y'}, {'name': 'u', 'id': 2, 'source': 'u', 'target': 'u'}]}}}"),
          Map.entry(
              "sequence",
              "{'syncs': {'s': " + NEEDED.get("sync") + ", " + OTHER + "}, 'sequences': {'q': @}}"),
          Map.entry("throttle", connection("throttle")),
          Map.entry("tls", connection("tls")),
          Map.entry("ssh", connection("ssh")),
          Map.entry("timestamps", connection("timestamps")),
          Map.entry("sync", "{'syncs': {'s': @, " + OTHER + "}}"),
          Map.entry(
              "filter",
              sync("'guard': 'off'").replace("'target': 'y'", "'target': 'y', 'filter': @")),
          Map.entry(
              "parts",
              sync("'guard': 'off'").replace("'target': 'y'", "'target': 'y', 'parts': @")),
          Map.entry(
              "part",
              sync("'guard': 'off'")
                  .replace("'target': 'y'", "'target': 'y', 'parts': {'target': {'p': @}}")),
          Map.entry("guard", sync("'guard': @")),
          Map.entry("limit", sync("'guard': {'creates': @}")),
          Map.entry("alerts", sync("'alerts': @")),
          Map.entry("create", sync("'create': @")),
          Map.entry("capture", sync("'capture': @")),
          Map.entry(
              "task",
              "{'syncs': {'s': {'id': 1, 'source': 'crm', 'target': 'shop', 'tasks': [@]}}}"));

  private static String connection(String key) {
    return "{'connections': {'other': {'type': 'mariadb', 'url': 'jdbc:mariadb://localhost/a', '%s': @}}}"
        .formatted(key);
  }

  private static String sync(String keys) {
    return NEEDED.get("sync").replaceFirst("\\{", "{'syncs': {'s': {" + keys + ", ") + "}}";
  }

  private static JsonNode resolved(JsonNode property) {
    return property.has("$ref") && !property.has("examples")
        ? resolved(TREE.at(property.get("$ref").asString().substring(1)))
        : property;
  }

  static Stream<Arguments> examples() {
    List<Arguments> all = new ArrayList<>();
    for (Vocabulary block : Vocabulary.values()) {
      TREE.at("/$defs/" + block.definition() + "/properties")
          .propertyStream()
          .forEach(
              p ->
                  resolved(p.getValue())
                      .path("examples")
                      .forEach(e -> all.add(Arguments.of(block, p.getKey(), e))));
    }
    return all.stream();
  }

  @Test
  void everyKeyHasAnExample() {
    for (Vocabulary block : Vocabulary.values()) {
      TREE.at("/$defs/" + block.definition() + "/properties")
          .propertyStream()
          .forEach(
              p ->
                  assertThat(resolved(p.getValue()).path("examples").size())
                      .as("%s.%s", block, p.getKey())
                      .isPositive());
    }
  }

  @ParameterizedTest(name = "{0}.{1}: {2}")
  @MethodSource("examples")
  void everyExampleIsUnderstood(Vocabulary block, String key, JsonNode example) {
    String yaml = document(block.definition(), key, example);
    LoadedConfiguration read =
        ConfigurationReader.read(Path.of("/srv"), "syncline.yaml", yaml, ENVIRONMENT);
    assertThat(read.findings().stream().filter(f -> f.isError() && !needsAFile(f)))
        .as(yaml)
        .isEmpty();
    assertThat(SCHEMA.validate(yaml, InputFormat.YAML)).as(yaml).isEmpty();
  }

  /** A file is not there, and so it was understood that there has to be one. */
  private static boolean needsAFile(Finding finding) {
    return finding.message().endsWith(", which cannot be read");
  }

  private static String document(String block, String key, JsonNode example) {
    ObjectNode own = object(NEEDED.getOrDefault(block, "{}"));
    own.setAll(object(BESIDE.getOrDefault(block + "." + key, "{}")));
    if (block.equals("connection") && (key.equals("path") || example.equals(FOLDER))) {
      own.remove("url");
      own.put("type", "folder").put("path", "gallery");
    } else if (block.equals("connection") && key.equals("files")) {
      own.remove("url");
    } else if (block.equals("connection")
        && key.equals("type")
        && example.asString().equals("directus")) {
      own.put("url", "https://cms.example.org");
    } else if (block.equals("connection") && key.equals("type")) {
      own.put("url", "jdbc:" + example.asString() + "://localhost/a");
    } else if (block.equals("connection") && key.equals("url")) {
      own.put("type", example.asString().startsWith("http") ? "directus" : systemOf(example));
    }
    own.set(key, example);
    if (own.has("between")) {
      own.remove(List.of("source", "target"));
    }
    if (block.equals("file")) {
      return own.toString();
    }
    ObjectNode file = object(NEEDED.get("file"));
    String place = PLACES.get(block).replace('\'', '"');
    ObjectNode placed =
        (ObjectNode) JsonMapper.shared().readTree(place.replace("@", own.toString()));
    placed.propertyStream().forEach(p -> merge(file, p.getKey(), p.getValue()));
    if (block.equals("receiver")) {
      file.set("mail", object(NEEDED.get("mail")));
    }
    if (own.has("include")) {
      file.set("mappings", object("{'person': {}, 'address': {}}"));
    }
    if (own.has("order")) {
      ((ObjectNode) file.at("/syncs/s")).put("direction", "to-target");
    }
    return file.toString();
  }

  private static String systemOf(JsonNode url) {
    return url.asString().split(":")[1];
  }

  private static void merge(ObjectNode file, String key, JsonNode value) {
    if (file.get(key) instanceof ObjectNode there) {
      value.propertyStream().forEach(p -> there.set(p.getKey(), p.getValue()));
    } else {
      file.set(key, value);
    }
  }

  private static ObjectNode object(String text) {
    return (ObjectNode) JsonMapper.shared().readTree(text.replace('\'', '"'));
  }
}
