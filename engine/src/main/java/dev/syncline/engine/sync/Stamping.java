package dev.syncline.engine.sync;

import dev.syncline.connect.AuditColumns;
import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import java.time.Duration;
import java.util.Map;

/**
 * How capture by timestamps goes about it.
 *
 * @param overlap how far before its cursor it reads again: as long as a transaction may last, and
 *     clocks of those who write may differ
 * @param keySweepMillis after how long a side's keys are read again for records that are gone; 0:
 *     in every run
 * @param columns what tells on each side when and by whom a record was written, by task
 */
public record Stamping(
    Duration overlap, long keySweepMillis, Map<Integer, BySide<AuditColumns>> columns) {
  /** The overlap where nothing is configured. */
  public static final Duration DEFAULT_OVERLAP = Duration.ofMinutes(10);

  /** No object has such columns. */
  public static final Stamping NONE = new Stamping(DEFAULT_OVERLAP, 0, Map.of());

  public Stamping {
    columns = Map.copyOf(columns);
  }

  /** The columns of a side of a task. */
  public AuditColumns of(int task, Side side) {
    BySide<AuditColumns> both = columns.get(task);
    return both == null ? AuditColumns.NONE : both.on(side);
  }

  /** The same with other columns. */
  public Stamping with(Map<Integer, BySide<AuditColumns>> other) {
    return new Stamping(overlap, keySweepMillis, other);
  }
}
