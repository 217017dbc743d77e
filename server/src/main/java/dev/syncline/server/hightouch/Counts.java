package dev.syncline.server.hightouch;

import dev.syncline.core.Side;
import dev.syncline.engine.RunFigures;
import dev.syncline.engine.run.Tally;
import dev.syncline.engine.run.Tally.RowChange;
import dev.syncline.project.screen.RunDetailScreen;
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

    private static Rows of(RowChange change, long n) {
      return switch (change) {
        case ADDED -> new Rows(n, 0, 0);
        case CHANGED -> new Rows(0, n, 0);
        case REMOVED -> new Rows(0, 0, n);
        case NONE -> NONE;
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

  /** Of a run: what it noted when it ended, or as far as its journal tells. */
  static Counts of(RunDetailScreen run) {
    JsonNode tasks =
        run.run().counts().isEmpty() ? JSON.createObjectNode() : JSON.readTree(run.run().counts());
    long size = 0;
    for (JsonNode task : tasks) {
      size += size(task);
    }
    Rows planned = Rows.NONE;
    Rows successful = Rows.NONE;
    Rows failed = Rows.NONE;
    for (RunFigures each : run.figures()) {
      Tally.Figures of = each.figures();
      // What was sent was planned.
      planned = planned.plus(Rows.of(each.change(), Math.max(of.planned(), of.attempted())));
      successful = successful.plus(Rows.of(each.change(), of.succeeded()));
      failed = failed.plus(Rows.of(each.change(), of.failed()));
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
