package dev.syncline.engine.run;

import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.plan.PlanFile;
import dev.syncline.engine.store.JournalBatch;
import dev.syncline.engine.store.RunRecord;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What of a saved plan was done since it was made, by runs of plans: one that was cut off, or that
 * applied another selection of it. The same intent has the same identity in each. Writes that an
 * undo came after do not count, for they may have been taken back.
 */
final class DoneBefore {
  /** Among so many of a sync's latest runs. */
  private static final int LATEST = 100;

  private final Set<String> operations;
  private final boolean any;

  private DoneBefore(Set<String> operations, boolean any) {
    this.operations = operations;
    this.any = any;
  }

  static DoneBefore of(RunState run, PlanFile.Header header) {
    List<RunRecord> since =
        run.store.runs(run.sync.id(), LATEST).stream()
            .filter(r -> r.startedMillis() >= header.createdMillis() && r.id() != run.id)
            .toList();
    Set<String> operations = new HashSet<>();
    since.stream()
        .takeWhile(r -> !r.kind().equals("undo"))
        .filter(DoneBefore::isOfPlan)
        .forEach(r -> run.store.journal(r.id(), batch -> addApplied(batch, operations)));
    return new DoneBefore(operations, since.stream().anyMatch(DoneBefore::isOfPlan));
  }

  private static boolean isOfPlan(RunRecord run) {
    return run.kind().equals("plan");
  }

  private static void addApplied(JournalBatch batch, Set<String> operations) {
    batch.entries().stream()
        .filter(e -> e.outcome().equals("applied"))
        .forEach(e -> operations.add(e.operation()));
  }

  boolean wrote(PlanItem.Operation op) {
    return operations.contains(op.id());
  }

  /**
   * Whether a line that does not fit what is there now was done.
   *
   * @param now by which what only links and bases remember is judged, for no journal holds it
   */
  boolean did(PlanItem line, StillFits now) {
    return line instanceof PlanItem.Operation op ? wrote(op) : any && now.isKept(line);
  }
}
