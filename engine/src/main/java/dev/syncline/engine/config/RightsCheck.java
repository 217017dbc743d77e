package dev.syncline.engine.config;

import dev.syncline.connect.Access;
import dev.syncline.connect.MissingRight;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.Policies.Deletes;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Lookup;
import dev.syncline.engine.config.Finding.Severity;
import dev.syncline.engine.sync.Ends;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks both systems whether their accounts have the rights that a sync needs. A side that is only
 * read needs no more than to be read; on one that is written Syncline keeps its own tables, too.
 *
 * @param reading what is missing even to plan
 * @param writing what is missing besides, before anything can be written
 */
public record RightsCheck(List<Finding> reading, List<Finding> writing) {
  public RightsCheck {
    reading = List.copyOf(reading);
    writing = List.copyOf(writing);
  }

  /** Checks a sync that was compiled without errors. */
  public static RightsCheck of(CompiledSync compiled, Ends ends) {
    List<Finding> reading = new ArrayList<>();
    List<Finding> writing = new ArrayList<>();
    for (Side side : Side.values()) {
      Map<String, Task> tasks = new LinkedHashMap<>();
      compiled.tasks().forEach(t -> tasks.putIfAbsent(t.schema(side).name(), t));
      List<Access> accesses = new ArrayList<>();
      for (Task task : compiled.tasks()) {
        accesses.add(access(compiled.sync(), task, side));
        for (Lookup lookup : lookups(task, side)) {
          tasks.putIfAbsent(lookup.shape().object(), task);
          accesses.add(access(compiled.sync(), lookup));
        }
      }
      boolean ledger = compiled.sync().direction().writes(side);
      for (MissingRight right : ends.on(side).missingRights(accesses, ledger)) {
        (right.reading() ? reading : writing)
            .add(finding(compiled.sync(), tasks.get(right.object()), side, right));
      }
    }
    return new RightsCheck(
        reading.stream().distinct().toList(), writing.stream().distinct().toList());
  }

  /** All of it, in the order of the text. */
  public List<Finding> all() {
    Findings all = new Findings();
    reading.forEach(all::add);
    writing.forEach(all::add);
    return all.inOrder();
  }

  /** What rows of either side lead to on a side. */
  private static List<Lookup> lookups(Task task, Side on) {
    return Arrays.stream(Side.values())
        .flatMap(side -> task.shape(side).lookups().stream())
        .filter(lookup -> lookup.on() == on)
        .toList();
  }

  /** Whatever rows lead to is read, and added to where that is asked for. */
  private static Access access(SyncConfig sync, Lookup lookup) {
    boolean adds = lookup.creates() && sync.direction().writes(lookup.on());
    return new Access(
        lookup.shape().object(),
        lookup.shape().columns().stream().map(Column::name).toList(),
        adds
            ? lookup.conditions().stream().map(Lookup.Condition::column).distinct().toList()
            : List.of(),
        List.of(),
        false);
  }

  /** A delete is compared with, and journaled as, the whole row; a key is not changed. */
  static Access access(SyncConfig sync, Task task, Side side) {
    boolean written = sync.direction().writes(side);
    boolean deletes = written && task.policies().deletesTo(side) == Deletes.PROPAGATE;
    List<String> columns = new ArrayList<>();
    for (FieldRule rule : task.fields()) {
      if (task.writes(side, rule)) {
        rule.columns(side).stream()
            .map(i -> task.shape(side).columns().get(i).name())
            .filter(c -> !columns.contains(c))
            .forEach(columns::add);
      }
    }
    List<String> identity = task.schema(side).identity();
    return new Access(
        task.schema(side).name(),
        (deletes ? task.schema(side).columns() : task.shape(side).stored().columns())
            .stream().map(Column::name).toList(),
        sync.creates(side) && task.policies().mode().creates() ? columns : List.of(),
        task.policies().mode().updates()
            ? columns.stream().filter(c -> !identity.contains(c)).toList()
            : List.of(),
        deletes);
  }

  private static Finding finding(
      SyncConfig sync, @Nullable Task task, Side side, MissingRight right) {
    String connection = sync.connection(side).text();
    Position at =
        task == null
            ? sync.connection(side).at()
            : sync.task(task.name()).map(t -> t.object(side).at()).orElse(sync.at());
    String about = task == null ? "Syncline's own tables" : "task " + task.name();
    return Finding.of(
        Severity.ERROR, at, about + ": " + connection + ": " + right.message(), right.remedy());
  }
}
