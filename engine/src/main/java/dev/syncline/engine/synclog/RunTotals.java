package dev.syncline.engine.synclog;

import dev.syncline.core.Side;
import dev.syncline.engine.Counts;
import dev.syncline.engine.store.JournalEntry;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.engine.store.StateStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How many records a run was to write and wrote, over all of its tasks. Of a task in one direction
 * its rows were added, changed or removed; of one in both, records were created, changed or deleted
 * on either side.
 *
 * @param changes of those added, then changed, then removed: how many were planned, attempted,
 *     succeeded and failed
 * @param unchanged rows; null where no task goes in one direction
 * @param left how many records were left over
 */
record RunTotals(List<Long> changes, @Nullable Long unchanged, long left) {
  private static final List<String> ROWS = List.of("added", "changed", "removed");
  private static final List<String> WRITES = List.of("create", "update", "delete");
  private static final List<String> STEPS = List.of("planned", "attempted", "succeeded", "failed");

  static RunTotals of(RunRecord run, StateStore store) {
    JsonNode tasks =
        run.counts().isEmpty()
            ? JsonMapper.shared().createObjectNode()
            : JsonMapper.shared().readTree(run.counts());
    long[][] counts = new long[ROWS.size()][STEPS.size()];
    Long unchanged = null;
    boolean told = !tasks.isEmpty();
    for (JsonNode task : tasks) {
      JsonNode rows = task.path(Counts.ROWS);
      if (rows.isMissingNode()) {
        told = false;
        addPlanned(task, counts);
      } else {
        unchanged = (unchanged == null ? 0 : unchanged) + rows.path("unchanged").asLong(0);
        addRows(rows, counts);
      }
    }
    if (!told) {
      countJournal(run, store, counts);
    }
    List<Long> flat = new ArrayList<>();
    for (long[] of : counts) {
      for (long n : of) {
        flat.add(n);
      }
    }
    return new RunTotals(flat, unchanged, run.counts().isEmpty() ? 0 : Counts.left(run.counts()));
  }

  private static void addRows(JsonNode rows, long[][] counts) {
    for (int change = 0; change < counts.length; change++) {
      for (int step = 0; step < STEPS.size(); step++) {
        counts[change][step] += rows.path(ROWS.get(change)).path(STEPS.get(step)).asLong(0);
      }
    }
  }

  private static void addPlanned(JsonNode task, long[][] counts) {
    for (int change = 0; change < counts.length; change++) {
      for (Side side : Side.values()) {
        counts[change][0] +=
            task.path("planned").path(side.word()).path(WRITES.get(change)).asLong(0);
      }
    }
  }

  /** What was attempted of tasks that go in both directions only the journal tells. */
  private static void countJournal(RunRecord run, StateStore store, long[][] counts) {
    for (long[] of : counts) {
      Arrays.fill(of, 1, of.length, 0);
    }
    store.journal(
        run.id(),
        batch -> {
          for (JournalEntry entry : batch.entries()) {
            long[] of = counts[entry.kind().ordinal()];
            of[1]++;
            of[entry.outcome().equals("applied") ? 2 : 3]++;
          }
        });
  }
}
