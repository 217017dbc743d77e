package dev.syncline.server.hook;

import dev.syncline.engine.config.Schedule.Told.Service;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What the body of a request says.
 *
 * @param what of the service's it is about, by its id
 * @param at when the service says that it happened
 * @param done whether it ended well
 * @param marks by which the same telling is known again
 */
record Telling(String what, Instant at, boolean done, List<String> marks) {
  private static final int DBT_SUCCESS = 10;

  /** Whether a body tells that something ended; services may be asked to tell of more. */
  static boolean isOfAnEnd(Service service, JsonNode body) {
    return switch (service) {
      case DBT_CLOUD -> text(body, "eventType").equals("job.run.completed");
      case FIVETRAN -> text(body, "event").equals("sync_end");
    };
  }

  /** Reads a body that tells of an end; nothing where it lacks what each of the service's has. */
  static Optional<Telling> of(Service service, JsonNode body) {
    return switch (service) {
      case DBT_CLOUD -> dbt(body);
      case FIVETRAN -> fivetran(body);
    };
  }

  /**
   * A run of a job that came to its end, well or not, is told as {@code job.run.completed}. The
   * event has an id, which a repeated delivery has, too; so has the run.
   */
  private static Optional<Telling> dbt(JsonNode body) {
    JsonNode data = body.path("data");
    String job = text(data, "jobId");
    String event = text(body, "eventId");
    String run = text(data, "runId");
    JsonNode code = data.path("runStatusCode");
    boolean well =
        code.isNumber()
            ? code.asInt() == DBT_SUCCESS
            : text(data, "runStatus").equalsIgnoreCase("Success");
    return job.isEmpty() || event.isEmpty() || run.isEmpty()
        ? Optional.empty()
        : moment(body, "timestamp")
            .map(
                at ->
                    new Telling(
                        job,
                        at,
                        well,
                        List.of("event " + event, "run " + text(body, "accountId") + " " + run)));
  }

  /** There is no id of the event, but one of the sync that ended. */
  private static Optional<Telling> fivetran(JsonNode body) {
    String connection = text(body, "connector_id");
    String sync = text(body, "sync_id");
    return connection.isEmpty()
        ? Optional.empty()
        : moment(body, "created")
            .map(
                at ->
                    new Telling(
                        connection,
                        at,
                        text(body.path("data"), "status").equals("SUCCESSFUL"),
                        List.of(
                            sync.isEmpty()
                                ? "end " + connection + " " + at
                                : "sync " + connection + " " + sync)));
  }

  private static String text(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isString() || value.isIntegralNumber() ? value.asString() : "";
  }

  private static Optional<Instant> moment(JsonNode node, String name) {
    try {
      return Optional.of(OffsetDateTime.parse(text(node, name)).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
