package dev.syncline.server.hightouch;

import dev.syncline.core.Side;
import dev.syncline.engine.store.JournalEntry;
import dev.syncline.project.screen.RunDetailScreen;
import dev.syncline.project.screen.RunDetailScreen.Fate;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How many rows a run looked at and wrote, over all its tasks and both sides.
 *
 * @param querySize rows that there are on the side that is read; of both the source
 */
record Counts(long querySize, Rows planned, Rows successful, Rows failed) {
  static final Counts NONE = new Counts(0, Rows.NONE, Rows.NONE, Rows.NONE);

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String ROWS = "rowChanges";

  /** So many of each kind. */
  record Rows(long added, long changed, long removed) {
    static final Rows NONE = new Rows(0, 0, 0);

    long sum() {
      return added + changed + removed;
    }

    Rows plus(Rows other) {
      return new Rows(added + other.added, changed + other.changed, removed + other.removed);
    }

    private static Rows of(JournalEntry.Kind kind, long n) {
      return switch (kind) {
        case CREATE -> new Rows(n, 0, 0);
        case UPDATE -> new Rows(0, n, 0);
        case DELETE -> new Rows(0, 0, n);
      };
    }

    Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("addedCount", added);
      json.put("changedCount", changed);
      json.put("removedCount", removed);
      return json;
    }

    private static Rows read(JsonNode json) {
      return new Rows(
          json.path("addedCount").asLong(0),
          json.path("changedCount").asLong(0),
          json.path("removedCount").asLong(0));
    }
  }

  /** Of a run: what it noted when it ended, and what its journal says. */
  static Counts of(RunDetailScreen run) {
    JsonNode tasks =
        run.run().counts().isEmpty() ? JSON.createObjectNode() : JSON.readTree(run.run().counts());
    long size = 0;
    Rows planned = Rows.NONE;
    Rows successful = Rows.NONE;
    Rows failed = Rows.NONE;
    for (Map.Entry<String, JsonNode> each : tasks.properties()) {
      JsonNode task = each.getValue();
      size += size(task);
      if (task.has(ROWS)) {
        JsonNode rows = task.path(ROWS);
        planned = planned.plus(rows(rows, "planned"));
        successful = successful.plus(rows(rows, "succeeded"));
        failed = failed.plus(rows(rows, "failed"));
      } else {
        for (Side side : Side.values()) {
          JsonNode writes = task.path("planned").path(side.word());
          planned =
              planned.plus(
                  new Rows(
                      writes.path("create").asLong(0),
                      writes.path("update").asLong(0),
                      writes.path("delete").asLong(0)));
        }
      }
    }
    for (Map.Entry<RunDetailScreen.What, Fate> each : run.fates().entrySet()) {
      RunDetailScreen.What what = each.getKey();
      if (!tasks.path(what.task()).has(ROWS)) {
        successful = successful.plus(Rows.of(what.kind(), each.getValue().succeeded()));
        failed = failed.plus(Rows.of(what.kind(), each.getValue().failed()));
      }
    }
    return new Counts(size, planned, successful, failed);
  }

  /** Rows of the side that is read, or those of them that were looked at. */
  private static long size(JsonNode task) {
    boolean back =
        task.has(ROWS)
            && task.path("planned")
                .path(Side.SOURCE.word())
                .valueStream()
                .anyMatch(n -> n.asLong(0) > 0);
    String read = (back ? Side.TARGET : Side.SOURCE).word();
    long rows = task.path(read + "Rows").asLong(-1);
    return rows >= 0 ? rows : task.path(read + "Looked").asLong(0);
  }

  private static Rows rows(JsonNode changes, String step) {
    return new Rows(
        changes.path("added").path(step).asLong(0),
        changes.path("changed").path(step).asLong(0),
        changes.path("removed").path(step).asLong(0));
  }

  /** As programs get it, and as it is kept. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("querySize", querySize);
    json.put("plannedRows", planned.json());
    json.put("successfulRows", successful.json());
    json.put("failedRows", failed.json());
    return json;
  }

  String text() {
    return JSON.writeValueAsString(json());
  }

  static Counts read(String text) {
    if (text.isEmpty()) {
      return NONE;
    }
    JsonNode json = JSON.readTree(text);
    return new Counts(
        json.path("querySize").asLong(0),
        Rows.read(json.path("plannedRows")),
        Rows.read(json.path("successfulRows")),
        Rows.read(json.path("failedRows")));
  }
}
