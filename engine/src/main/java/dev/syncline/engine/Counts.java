package dev.syncline.engine;

import dev.syncline.core.Side;
import dev.syncline.engine.run.Tally;
import dev.syncline.engine.run.Tally.RowChange;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.sync.Resting;
import dev.syncline.engine.sync.Sync;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A run's counts as JSON, for the store and for {@code --output json}. */
public final class Counts {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String ID = "id";
  private static final String RESTS = "rests";

  /** Under which a task has its {@link #rows}. */
  public static final String ROWS = "rowChanges";

  /** Under which any other has its writes by side and kind. */
  public static final String WRITES = "writes";

  private Counts() {}

  /** The counts per task as JSON text. */
  public static String json(Sync sync, Tally tally, List<Due> due) {
    return JSON.writeValueAsString(of(sync, tally, due));
  }

  /** The counts per task, by task name, as plain maps. */
  public static Map<String, Object> of(Sync sync, Tally tally, List<Due> due) {
    Map<String, Object> tasks = new LinkedHashMap<>();
    for (int id : tally.tasks()) {
      Tally.OfTask t = tally.task(id);
      Map<String, Object> counts = new LinkedHashMap<>();
      counts.put("sourceRows", t.rows[0]);
      counts.put("targetRows", t.rows[1]);
      for (Side side : Side.values()) {
        if (t.looked[side.ordinal()] >= 0) {
          counts.put(side.word() + "Looked", t.looked[side.ordinal()]);
        } else if (!t.full[side.ordinal()].isEmpty()) {
          counts.put(side.word() + "Full", t.full[side.ordinal()]);
        }
      }
      counts.put("matched", t.matched);
      counts.put("converged", t.advanced);
      counts.put("setAside", t.setAside);
      counts.put("unlinked", t.unlinked);
      counts.put("drift", t.drift);
      counts.put("notSent", t.unsent);
      counts.put("onlyOnSource", t.alone[0]);
      counts.put("onlyOnTarget", t.alone[1]);
      counts.put("stale", t.stale);
      counts.put("planned", writes(t.planned));
      counts.put("applied", writes(t.applied));
      counts.put("refused", writes(t.refused));
      counts.put("operations", t.operations);
      counts.put(t.oneWay ? ROWS : WRITES, t.oneWay ? rows(t) : figures(t));
      Map<String, Object> held = new LinkedHashMap<>();
      t.held.forEach((reason, n) -> held.put(reason.name().toLowerCase(Locale.ROOT), n));
      counts.put("held", held);
      Map<String, Long> left = new TreeMap<>();
      due.stream()
          .filter(d -> d.task() == id)
          .forEach(d -> left.merge(d.reason().name().toLowerCase(Locale.ROOT), 1L, Long::sum));
      counts.put("left", left);
      tasks.put(sync.task(id).map(x -> x.name()).orElse("task " + id), counts);
    }
    for (Resting task : sync.resting()) {
      tasks.put(task.name(), Map.of(ID, task.task(), RESTS, task.why()));
    }
    return tasks;
  }

  /** How many operations were applied, by the counts of a run as JSON; 0 while there are none. */
  static long applied(String counts) {
    long n = 0;
    for (JsonNode task : counts.isEmpty() ? JSON.createObjectNode() : JSON.readTree(counts)) {
      n += task.path("operations").asLong(0);
    }
    return n;
  }

  /** How many records were left over, by the counts of a run as JSON. */
  public static long left(String counts) {
    long n = 0;
    for (JsonNode task : counts.isEmpty() ? JSON.createObjectNode() : JSON.readTree(counts)) {
      for (JsonNode reason : task.path("left")) {
        n += reason.asLong(0);
      }
    }
    return n;
  }

  /** Which tasks rested, by the counts of a run as JSON. */
  public static List<Resting> resting(String counts) {
    List<Resting> resting = new ArrayList<>();
    if (!counts.isEmpty()) {
      JSON.readTree(counts)
          .propertyStream()
          .filter(task -> task.getValue().has(RESTS))
          .forEach(task -> resting.add(resting(task.getKey(), task.getValue())));
    }
    return resting;
  }

  private static Resting resting(String name, JsonNode task) {
    return new Resting(
        task.path(ID).asInt(),
        name,
        task.path(RESTS).valueStream().map(why -> why.asString("")).toList());
  }

  /**
   * How many rows of the side that is read were added, changed, removed or neither since the run
   * before, and what was written of each.
   */
  public static Map<String, Object> rows(Tally.OfTask t) {
    Map<String, Object> rows = new LinkedHashMap<>();
    rows.put("added", rows(t, t.diff.added() - t.known, RowChange.ADDED));
    rows.put("changed", rows(t, t.diff.changed(), RowChange.CHANGED));
    Map<String, Object> removed = rows(t, t.diff.removed(), RowChange.REMOVED);
    removed.put("keys", t.removed);
    rows.put("removed", removed);
    rows.put("unchanged", t.diff.unchanged() + t.known);
    return rows;
  }

  private static Map<String, Object> rows(Tally.OfTask t, long rows, RowChange change) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("rows", rows);
    map.putAll(json(t.figures(writes -> writes.of(change))));
    return map;
  }

  private static Map<String, Object> figures(Tally.OfTask t) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (Side side : Side.values()) {
      Map<String, Object> on = new LinkedHashMap<>();
      on.put("create", json(t.figures(writes -> writes.creates(side))));
      on.put("update", json(t.figures(writes -> writes.updates(side))));
      on.put("delete", json(t.figures(writes -> writes.deletes(side))));
      map.put(side.word(), on);
    }
    return map;
  }

  private static Map<String, Object> json(Tally.Figures figures) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("planned", figures.planned());
    map.put("attempted", figures.attempted());
    map.put("succeeded", figures.succeeded());
    map.put("failed", figures.failed());
    return map;
  }

  private static Map<String, Object> writes(Tally.Writes writes) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (Side side : Side.values()) {
      Map<String, Object> on = new LinkedHashMap<>();
      on.put("create", writes.creates(side));
      on.put("update", writes.updates(side));
      on.put("delete", writes.deletes(side));
      map.put(side.word(), on);
    }
    return map;
  }
}
