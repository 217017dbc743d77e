package dev.syncline.server.api;

import dev.syncline.server.account.Permission;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The description of the operations, as OpenAPI 3.1 has it, made from the operations themselves,
 * and of the {@linkplain OtherWays ways of others}.
 */
final class OpenApi {
  private static final String TOO_LARGE = "What was sent is too large.";

  private OpenApi() {}

  static Map<String, Object> document() {
    Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
    for (Operation operation :
        Stream.concat(Operations.ALL.stream(), PeopleApi.OPERATIONS.stream()).toList()) {
      paths
          .computeIfAbsent(operation.path(), path -> new LinkedHashMap<>())
          .put(operation.method().toLowerCase(Locale.ROOT), described(operation));
    }
    paths.put(CommandApi.PATH, Map.of("post", command()));
    paths.put(
        Api.JOBS, Map.of("get", job("getJob", "200", "How far a job is, and what came of it.")));
    paths.put(
        Api.CANCEL,
        Map.of("post", job("cancelJob", "202", "Asks a job to end after what it is writing.")));
    paths.putAll(OtherWays.paths());
    return Map.of(
        "openapi",
        "3.1.0",
        "info",
        Map.of("title", "Syncline", "version", "1"),
        "security",
        List.of(Map.of("token", List.of())),
        "paths",
        paths,
        "components",
        Map.of(
            "securitySchemes", Map.of("token", Map.of("type", "http", "scheme", "bearer")),
            "schemas", Map.of("Error", error(), "Job", job())));
  }

  /** A whole command line, whose answer grows while it is performed. */
  private static Map<String, Object> command() {
    Map<String, Object> text = Map.of("type", "string");
    Map<String, Object> body =
        Map.of(
            "type",
            "object",
            "required",
            List.of("words"),
            "properties",
            Map.of(
                "words",
                Map.of("type", "array", "items", text, "minItems", 1),
                "width",
                Map.of("type", "integer"),
                "colours",
                Map.of(
                    "type",
                    "object",
                    "properties",
                    Map.of("out", Map.of("type", "boolean"), "err", Map.of("type", "boolean")))));
    return Map.of(
        "operationId",
        "performCommand",
        "summary",
        "Performs a command line; what it takes depends on the command.",
        "requestBody",
        content(body),
        "responses",
        Map.of(
            "200",
            Map.of(
                "description",
                "A line of JSON for whatever happens; the last one has out, err and exit.",
                "content",
                Map.of("application/x-ndjson", Map.of("schema", Map.of("type", "object")))),
            "400",
            answer("It was not understood, or works only where the files are.", ref("Error")),
            "401",
            answer("Nobody is known by that token.", ref("Error")),
            "403",
            answer("That is not allowed.", ref("Error")),
            "413",
            answer(TOO_LARGE, ref("Error"))));
  }

  private static Map<String, Object> described(Operation operation) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("operationId", operation.id());
    json.put("summary", operation.summary());
    json.put("description", takes(operation.permissions()));
    List<Object> parameters = new ArrayList<>();
    for (String name : operation.parameters()) {
      parameters.add(
          Map.of("name", name, "in", "path", "required", true, "schema", Map.of("type", "string")));
    }
    Map<String, Object> properties = new LinkedHashMap<>();
    for (Argument argument : operation.arguments()) {
      Map<String, Object> schema = argument.schema();
      if (operation.hasBody()) {
        properties.put(argument.name(), described(operation, argument));
      } else {
        parameters.add(
            Map.of(
                "name",
                argument.name(),
                "in",
                "query",
                "description",
                argument.meaning(),
                "schema",
                schema));
      }
    }
    json.put("parameters", parameters);
    if (operation.hasBody()) {
      json.put(
          "requestBody",
          content(
              Map.of(
                  "type",
                  "object",
                  "additionalProperties",
                  false,
                  "required",
                  operation.arguments().stream()
                      .filter(Argument::required)
                      .map(Argument::name)
                      .toList(),
                  "properties",
                  properties)));
    }
    json.put("responses", responses(operation));
    return json;
  }

  private static Map<String, Object> described(Operation operation, Argument argument) {
    Set<Permission> more = new LinkedHashSet<>(operation.permissions(argument));
    more.removeAll(operation.permissions());
    Map<String, Object> json = new LinkedHashMap<>(argument.schema());
    json.put("description", argument.meaning() + (more.isEmpty() ? "" : " " + takes(more)));
    return json;
  }

  private static String takes(Set<Permission> permissions) {
    return permissions.stream()
        .map(permission -> "\"" + permission.words() + "\"")
        .collect(Collectors.joining(" and ", "Takes the permission ", "."));
  }

  /** Of what was begun. */
  private static Map<String, Object> job(String id, String status, String summary) {
    return Map.of(
        "operationId",
        id,
        "summary",
        summary,
        "parameters",
        List.of(
            Map.of(
                "name",
                "job",
                "in",
                "path",
                "required",
                true,
                "schema",
                Map.of("type", "integer"))),
        "responses",
        Map.of(
            status,
            answer("The job as it is.", ref("Job")),
            "401",
            answer("Nobody is known by that token.", ref("Error")),
            "403",
            answer("That is not allowed.", ref("Error")),
            "404",
            answer("There is no such job that may be seen, or it was long ago.", ref("Error")),
            "413",
            answer(TOO_LARGE, ref("Error"))));
  }

  private static Map<String, Object> responses(Operation operation) {
    Map<String, Object> responses = new LinkedHashMap<>();
    if (operation.begins()) {
      responses.put("202", answer("It was begun, as a job.", ref("Job")));
    } else {
      responses.put("200", answer("What was asked for.", Map.of("type", "object")));
      responses.put("409", answer("It cannot be answered as things are.", ref("Error")));
    }
    responses.put("400", answer("It was not understood.", ref("Error")));
    responses.put("401", answer("Nobody is known by that token.", ref("Error")));
    responses.put("403", answer("That is not allowed.", ref("Error")));
    responses.put("404", answer("What was named does not exist.", ref("Error")));
    if (operation.hasBody()) {
      responses.put("413", answer(TOO_LARGE, ref("Error")));
    }
    return responses;
  }

  static Map<String, Object> ref(String schema) {
    return Map.of("$ref", "#/components/schemas/" + schema);
  }

  static Map<String, Object> answer(String description, Map<String, Object> schema) {
    Map<String, Object> json = new LinkedHashMap<>(content(schema));
    json.put("description", description);
    return json;
  }

  static Map<String, Object> content(Map<String, Object> schema) {
    return Map.of("content", Map.of("application/json", Map.of("schema", schema)));
  }

  private static Map<String, Object> error() {
    return Map.of(
        "type",
        "object",
        "required",
        List.of("error"),
        "properties",
        Map.of(
            "error",
            Map.of(
                "type",
                "object",
                "required",
                List.of("kind", "message"),
                "properties",
                Map.of("kind", Map.of("type", "string"), "message", Map.of("type", "string")))));
  }

  private static Map<String, Object> job() {
    Map<String, Object> text = Map.of("type", "string");
    return Map.of(
        "type",
        "object",
        "required",
        List.of("job", "state", "command"),
        "properties",
        Map.of(
            "job", Map.of("type", "integer"),
            "sync", text,
            "command", text,
            "who", text,
            "state", Map.of("enum", List.of("queued", "working", "ended")),
            "asked", Map.of("type", "string", "format", "date-time"),
            "step", Map.of("type", "object"),
            "remark", text,
            "answer", Map.of("type", "object", "description", "What the command gives.")));
  }
}
