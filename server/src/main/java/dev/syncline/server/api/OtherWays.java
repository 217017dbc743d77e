package dev.syncline.server.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the description says of the ways that belong to others: to what watches the server, to the
 * services that tell it something, and to the integrations of Hightouch. A test holds it against
 * the ways that there are.
 */
final class OtherWays {
  private static final String HIGHTOUCH = "/api/v1";
  private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");
  private static final Map<String, Object> TEXT = Map.of("type", "string");
  private static final Map<String, Object> TRUTH = Map.of("type", "boolean");
  private static final Map<String, Object> NUMBER = Map.of("type", "integer");
  private static final Map<String, Object> OBJECT = Map.of("type", "object");

  private final Map<String, Map<String, Object>> paths = new LinkedHashMap<>();

  private OtherWays() {}

  /** Each path with its methods. */
  static Map<String, Map<String, Object>> paths() {
    OtherWays ways = new OtherWays();
    ways.watching();
    ways.telling();
    ways.orchestrating();
    return ways.paths;
  }

  private void watching() {
    Map<String, Object> parts = object(Map.of("status", TEXT, "jobs", TEXT, "store", TEXT));
    Map<String, Object> process = object(Map.of("status", TEXT, "process", TEXT));
    open("GET", "/health", "health", "Whether the process lives.")
        .put("responses", Map.of("200", OpenApi.answer("It does.", process)));
    open("GET", "/ready", "ready", "Whether the server should be asked.")
        .put(
            "responses",
            Map.of(
                "200", OpenApi.answer("It should.", parts),
                "503", OpenApi.answer("It should not; it says which part is down.", parts)));
    add("GET", "/metrics", "metrics", "Metrics, as Prometheus reads them.")
        .put(
            "responses",
            Map.of(
                "200",
                Map.of(
                    "description",
                    "All of them.",
                    "content",
                    Map.of("text/plain", Map.of("schema", TEXT))),
                "401",
                OpenApi.answer("Nobody is known by that token.", OpenApi.ref("Error")),
                "403",
                OpenApi.answer("The token is not for all syncs.", OpenApi.ref("Error"))));
  }

  private void telling() {
    Map<String, Object> dbt =
        object(
            Map.of(
                "eventId",
                TEXT,
                "eventType",
                TEXT,
                "timestamp",
                TEXT,
                "accountId",
                NUMBER,
                "data",
                object(Map.of("jobId", TEXT, "runId", TEXT, "runStatusCode", NUMBER))));
    Map<String, Object> fivetran =
        object(
            Map.of(
                "event",
                TEXT,
                "created",
                TEXT,
                "connector_id",
                TEXT,
                "sync_id",
                TEXT,
                "data",
                object(Map.of("status", TEXT))));
    tell("dbt-cloud", "tellOfDbtCloud", "Authorization", dbt);
    tell("fivetran", "tellOfFivetran", "X-Fivetran-Signature-256", fivetran);
  }

  private void tell(String service, String id, String header, Map<String, Object> body) {
    Map<String, Object> way =
        open("POST", "/hooks/" + service, id, "A service tells that something of its own is done.");
    way.put("parameters", List.of(parameter(header, "header", TEXT)));
    way.put("requestBody", OpenApi.content(body));
    way.put(
        "responses",
        Map.of(
            "202",
            OpenApi.answer(
                "It was heard, whether anything follows or not.", object(Map.of("heard", TRUTH))),
            "400",
            OpenApi.answer("It is not as the service sends it, or too old.", OpenApi.ref("Error")),
            "401",
            OpenApi.answer("The signature is not right.", OpenApi.ref("Error")),
            "413",
            OpenApi.answer("It is too large.", OpenApi.ref("Error"))));
  }

  private void orchestrating() {
    Map<String, Object> id = object(Map.of("id", TEXT));
    Map<String, Object> trigger = Map.of("fullResync", TRUTH, "resetCDC", TRUTH);
    Map<String, Object> named = new LinkedHashMap<>(trigger);
    named.put("syncId", TEXT);
    named.put("syncSlug", TEXT);
    foreign("POST", "/syncs/trigger", "triggerNamedSync", "Begins a sync.", object(named), id);
    foreign("POST", "/syncs/{id}/trigger", "triggerSync", "Begins a sync.", object(trigger), id);
    foreign(
        "POST",
        "/sync-sequences/{id}/trigger",
        "triggerSequence",
        "Begins a sequence.",
        OBJECT,
        id);
    list("/syncs", "hightouchSyncs", "Syncs.", "slug");
    one("/syncs/{id}", "hightouchSync", "A sync.");
    list("/syncs/{id}/runs", "hightouchRuns", "Runs that were triggered here.", "runId");
    list("/models", "hightouchModels", "What each sync reads.", "slug");
    one("/models/{id}", "hightouchModel", "What a sync reads.");
    list("/sources", "hightouchSources", "Connections that syncs have as source.");
    one("/sources/{id}", "hightouchSource", "A connection that syncs have as source.");
    list("/destinations", "hightouchDestinations", "Connections that syncs have as target.");
    one("/destinations/{id}", "hightouchDestination", "A connection that syncs have as target.");
    list("/sync-sequences", "hightouchSequences", "Sequences.");
    list("/sync-sequences/{id}/runs", "hightouchSequenceRuns", "Runs of a sequence.");
    one("/sync-sequences/runs/{id}", "hightouchSequenceRun", "A run of a sequence.");
  }

  private void one(String path, String id, String summary) {
    foreign("GET", path, id, summary, null, OBJECT);
  }

  /** At most 100 at a time. */
  private void list(String path, String id, String summary, String... filters) {
    Map<String, Object> page =
        object(Map.of("data", Map.of("type", "array", "items", OBJECT), "hasMore", TRUTH));
    Map<String, Object> way = foreign("GET", path, id, summary, null, page);
    List<Object> parameters = new ArrayList<>(parameters(path));
    for (String filter : filters) {
      parameters.add(parameter(filter, "query", TEXT));
    }
    parameters.add(parameter("limit", "query", NUMBER));
    parameters.add(parameter("offset", "query", NUMBER));
    way.put("parameters", parameters);
  }

  /** What a token is needed for, and whose errors are as Hightouch's. */
  private Map<String, Object> foreign(
      String method,
      String path,
      String id,
      String summary,
      @Nullable Map<String, Object> body,
      Map<String, Object> answer) {
    Map<String, Object> way = add(method, HIGHTOUCH + path, id, summary);
    Map<String, Object> error = object(Map.of("message", TEXT, "details", OBJECT));
    Map<String, Object> responses = new LinkedHashMap<>();
    responses.put("200", OpenApi.answer("What was asked for, or the run that was begun.", answer));
    responses.put("401", OpenApi.answer("Nobody is known by that token.", error));
    responses.put("403", OpenApi.answer("That is not allowed.", error));
    if (body != null || !parameters(path).isEmpty()) {
      responses.put("404", OpenApi.answer("There is no such thing for this token.", error));
    }
    responses.put("409", OpenApi.answer("It cannot be answered as things are.", error));
    if (body != null) {
      way.put(
          "requestBody",
          Map.of(
              "content",
              Map.of(
                  "application/json",
                  Map.of("schema", body),
                  "application/x-www-form-urlencoded",
                  Map.of("schema", body))));
      responses.put("413", OpenApi.answer("The body is too large.", error));
    }
    responses.put("422", OpenApi.answer("It was not understood.", error));
    way.put("responses", responses);
    return way;
  }

  /** A way that takes no token. */
  private Map<String, Object> open(String method, String path, String id, String summary) {
    Map<String, Object> way = add(method, path, id, summary);
    way.put("security", List.of());
    return way;
  }

  private Map<String, Object> add(String method, String path, String id, String summary) {
    Map<String, Object> way = new LinkedHashMap<>();
    way.put("operationId", id);
    way.put("summary", summary);
    way.put("parameters", parameters(path));
    paths
        .computeIfAbsent(path, p -> new LinkedHashMap<>())
        .put(method.toLowerCase(Locale.ROOT), way);
    return way;
  }

  private static List<Object> parameters(String path) {
    return PARAMETER
        .matcher(path)
        .results()
        .map((MatchResult found) -> (Object) parameter(found.group(1), "path", TEXT))
        .toList();
  }

  private static Map<String, Object> parameter(String name, String in, Map<String, Object> schema) {
    return Map.of("name", name, "in", in, "required", !in.equals("query"), "schema", schema);
  }

  private static Map<String, Object> object(Map<String, Object> properties) {
    return Map.of("type", "object", "properties", properties);
  }
}
