package dev.syncline.server.site;

import dev.syncline.engine.config.ConfigurationSchema;
import dev.syncline.project.Browsing;
import dev.syncline.server.page.ConnectionFormPage.Field;
import dev.syncline.server.page.ConnectionFormPage.Group;
import dev.syncline.server.page.ConnectionFormPage.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The fields of a connection, as the configuration's schema has them, by its type. */
final class ConnectionForm {
  private static final JsonNode SCHEMA =
      JsonMapper.builder().build().readTree(ConfigurationSchema.text()).get("$defs");
  private static final Set<String> SECRETS = Set.of("password", "token", "key-password");
  private static final List<String> NETWORK = List.of("postgresql", "mariadb", "mysql");
  private static final List<String> FOLDERS = List.of("folder", "csv");
  private static final List<String> FILES = List.of("sqlite", "duckdb");

  /** Blocks whose keys are fields. */
  private static final List<String> BLOCKS = List.of("tls", "ssh", "throttle", "timestamps");

  private ConnectionForm() {}

  /** The kinds of systems that there are. */
  static List<String> types() {
    List<String> types = new ArrayList<>();
    for (JsonNode type : SCHEMA.at("/connection/properties/type/enum")) {
      types.add(type.asString());
    }
    return types;
  }

  /** The ids of all fields that connections of a type have; blocks as {@code tls/ca}. */
  static List<String> ids(String type) {
    List<String> ids = new ArrayList<>();
    for (String key : ConfigurationSchema.keys("connection")) {
      if (!fits(key, type)) {
        continue;
      }
      if (BLOCKS.contains(key)) {
        for (String inner : ConfigurationSchema.keys(key)) {
          if (!inner.endsWith("-file")) {
            ids.add(key + "/" + inner);
          }
        }
      } else {
        ids.add(key);
      }
    }
    return ids;
  }

  private static boolean fits(String key, String type) {
    boolean network = !FOLDERS.contains(type) && !FILES.contains(type);
    boolean jdbc = NETWORK.contains(type) || type.equals("jdbc");
    return switch (key) {
      case "type", "password-file", "files" -> false;
      case "path" -> FOLDERS.contains(type);
      case "url" -> !FOLDERS.contains(type);
      case "user", "password" -> network;
      case "token" -> network && !jdbc;
      case "description" -> type.equals("app") || type.equals("http");
      case "tls", "ssh" -> network && !type.equals("jdbc");
      case "properties" -> jdbc || FILES.contains(type);
      case "lock-timeout", "statement-timeout" -> !FOLDERS.contains(type);
      default -> true;
    };
  }

  /** Whether a field holds what is never shown. */
  static boolean isSecret(String id) {
    return SECRETS.contains(id.substring(id.indexOf('/') + 1));
  }

  /** The block in which a field stands; empty for none. */
  static String block(String id) {
    return id.substring(0, Math.max(0, id.indexOf('/')));
  }

  /**
   * The blocks in which nothing is left. They have to go, too: without a key they would still mean
   * something.
   *
   * @param given what is to be written, by the ids of fields; an empty text where something goes
   * @param settings of the connection as it is
   */
  static Set<String> emptied(Map<String, Object> given, Map<String, @Nullable Object> settings) {
    Set<String> emptied = new LinkedHashSet<>();
    for (String block : BLOCKS) {
      if (settings.get(block) instanceof Map<?, ?> before) {
        Set<String> keys = new LinkedHashSet<>();
        before.keySet().forEach(key -> keys.add(block + "/" + key));
        boolean had = !keys.isEmpty();
        given.forEach(
            (id, value) -> {
              if (value.equals("")) {
                keys.remove(id);
              } else if (block(id).equals(block)) {
                keys.add(id);
              }
            });
        if (had && keys.isEmpty()) {
          emptied.add(block);
        }
      }
    }
    return emptied;
  }

  /** Why what was typed into a field cannot be written; nothing where it can. */
  static Optional<String> problem(String id, String typed) {
    if (isSecret(id) && !typed.isEmpty() && !typed.contains("${")) {
      return Optional.of(
          "The "
              + id.replace('/', ' ')
              + " itself does not belong into a file. Name what holds it, as ${VARIABLE} or"
              + " ${file:/path}, or enter it as a new one.");
    }
    return id.equals("properties")
        ? properties(typed)
            .filter(line -> line.indexOf('=') < 1)
            .findFirst()
            .map(line -> "A property is a name and a value, name=value. \"" + line + "\" is none.")
        : Optional.empty();
  }

  private static Stream<String> properties(String typed) {
    return typed.lines().map(String::strip).filter(line -> !line.isEmpty());
  }

  /**
   * What stands in a field for what is written.
   *
   * @param settings of the connection
   */
  static String value(String id, Map<String, @Nullable Object> settings) {
    Object at = settings;
    for (String step : id.split("/")) {
      at = at instanceof Map<?, ?> map ? map.get(step) : null;
    }
    return switch (at) {
      case null -> "";
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(e -> e.getKey() + "=" + e.getValue())
              .collect(Collectors.joining("\n"));
      case List<?> list -> list.stream().map(Object::toString).collect(Collectors.joining(", "));
      default -> at.equals(Browsing.IN_THE_FILE) ? "" : at.toString();
    };
  }

  /**
   * All fields.
   *
   * @param value gives what stands in one
   */
  static List<Group> groups(String type, Function<String, String> value) {
    List<Group> groups = new ArrayList<>();
    List<String> ids = ids(type);
    Set<String> basic = Set.of("url", "path", "user", "password", "token", "description");
    groups.add(
        group("Where it is", "and who Syncline is there", true, ids, basic::contains, value));
    if (ids.contains("tls/mode")) {
      groups.add(
          group(
              "Encryption",
              "proves who the system is, and keeps others from reading",
              false,
              ids,
              id -> id.startsWith("tls/"),
              value));
      groups.add(
          group(
              "SSH tunnel",
              "where the system is reached through another server",
              false,
              ids,
              id -> id.startsWith("ssh/"),
              value));
    }
    groups.add(
        group(
            "More",
            "limits, time zone, timestamps",
            false,
            ids,
            id -> !basic.contains(id) && !id.startsWith("tls/") && !id.startsWith("ssh/"),
            value));
    return groups;
  }

  private static Group group(
      String title,
      String hint,
      boolean open,
      List<String> ids,
      Function<String, Boolean> in,
      Function<String, String> value) {
    List<Field> fields =
        ids.stream().filter(in::apply).map(id -> field(id, value.apply(id))).toList();
    boolean used = fields.stream().anyMatch(f -> !f.value().isEmpty());
    return new Group(title, hint, open || used, fields);
  }

  private static Field field(String id, String value) {
    int slash = id.indexOf('/');
    String block = slash < 0 ? "connection" : id.substring(0, slash);
    String key = id.substring(slash + 1);
    JsonNode schema = SCHEMA.path(block).path("properties").path(key);
    List<String> choices = new ArrayList<>();
    schema.path("enum").forEach(c -> choices.add(c.asString()));
    Kind kind =
        isSecret(id)
            ? Kind.SECRET
            : !choices.isEmpty() ? Kind.CHOICE : id.equals("properties") ? Kind.LINES : Kind.TEXT;
    JsonNode example = schema.path("examples").path(0);
    String other =
        schema.has("default") ? " Otherwise " + schema.get("default").asString() + "." : "";
    return new Field(
        id,
        label(key),
        kind,
        value,
        kind == Kind.SECRET ? "" : schema.path("description").asString("") + other,
        id.equals("properties") ? "name=value" : example.isValueNode() ? example.asString() : "",
        choices);
  }

  private static String label(String key) {
    return switch (key) {
      case "url" -> "URL";
      case "ca" -> "CA";
      default ->
          key.substring(0, 1).toUpperCase(java.util.Locale.ROOT)
              + key.substring(1).replace('-', ' ');
    };
  }

  /** What is to be written for what stands in a field, of which nothing is wrong. */
  static Object written(String id, String typed) {
    String key = id.substring(id.indexOf('/') + 1);
    if (id.equals("properties")) {
      return properties(typed)
          .collect(
              Collectors.toMap(
                  l -> l.substring(0, l.indexOf('=')).strip(),
                  l -> l.substring(l.indexOf('=') + 1).strip(),
                  (a, b) -> b,
                  LinkedHashMap::new));
    }
    if (id.equals("dedicated-account") && typed.contains(",")) {
      return List.of(typed.split("\\s*,\\s*"));
    }
    boolean number =
        Set.of("port", "max-connections", "rows-per-second").contains(key)
            && typed.matches("\\d{1,9}");
    return number ? (Object) Integer.valueOf(typed) : typed;
  }
}
