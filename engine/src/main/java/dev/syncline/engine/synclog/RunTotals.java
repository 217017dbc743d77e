package dev.syncline.engine.synclog;

import dev.syncline.engine.Counts;
import dev.syncline.engine.RunFigures;
import dev.syncline.engine.store.JournalEntry;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.engine.store.StateStore;
import java.util.ArrayList;
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
  private static final int CHANGES = 3;
  private static final int STEPS = 4;

  static RunTotals of(RunRecord run, StateStore store) {
    JsonNode tasks =
        run.counts().isEmpty()
            ? JsonMapper.shared().createObjectNode()
            : JsonMapper.shared().readTree(run.counts());
    Long unchanged = null;
    for (JsonNode task : tasks) {
      JsonNode rows = task.path(Counts.ROWS);
      if (!rows.isMissingNode()) {
        unchanged = (unchanged == null ? 0 : unchanged) + rows.path("unchanged").asLong(0);
      }
    }
    long[][] counts = new long[CHANGES][STEPS];
    if (tasks.isEmpty()) {
      countJournal(run, store, counts);
    } else {
      RunFigures.noted(run.counts()).forEach(noted -> add(noted, counts[noted.change().ordinal()]));
    }
    List<Long> flat = new ArrayList<>();
    for (long[] of : counts) {
      for (long n : of) {
        flat.add(n);
      }
    }
    return new RunTotals(flat, unchanged, run.counts().isEmpty() ? 0 : Counts.left(run.counts()));
  }

  private static void add(RunFigures noted, long[] sum) {
    sum[0] += noted.figures().planned();
    sum[1] += noted.figures().attempted();
    sum[2] += noted.figures().succeeded();
    sum[3] += noted.figures().failed();
  }

  /** What was attempted by a run that did not end only the journal tells. */
  private static void countJournal(RunRecord run, StateStore store, long[][] counts) {
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
