package dev.syncline.engine.sync;

import dev.syncline.core.Side;
import java.util.Map;
import java.util.Set;

/**
 * How a sync finds out which records to look at.
 *
 * @param methods the method on each side; {@link Method#AUTO} where there is none
 * @param sweepMillis after how long a side is compared in full again, whatever the method
 * @param logKeep the most bytes of its log that a system may keep back until it is read
 * @param stamping how timestamps are read where they are the method
 * @param ignored users whose changes give no work, on each side
 */
public record Capturing(
    Map<Side, Method> methods,
    long sweepMillis,
    long logKeep,
    Stamping stamping,
    Map<Side, Set<String>> ignored) {
  /** What a system may keep back where nothing is configured. */
  public static final long LOG_KEEP = 2L << 30;

  /** Every run compares everything. */
  public static final Capturing SCAN =
      new Capturing(Map.of(Side.SOURCE, Method.SCAN, Side.TARGET, Method.SCAN), Long.MAX_VALUE);

  public Capturing {
    methods = Map.copyOf(methods);
    ignored = Map.copyOf(ignored);
  }

  /** Without timestamps, and with everybody's changes. */
  public Capturing(Map<Side, Method> methods, long sweepMillis) {
    this(methods, sweepMillis, LOG_KEEP, Stamping.NONE, Map.of());
  }

  /** The same with other timestamps. */
  public Capturing with(Stamping other) {
    return new Capturing(methods, sweepMillis, logKeep, other, ignored);
  }

  /** The same with another bound for logs. */
  public Capturing keeping(long bytes) {
    return new Capturing(methods, sweepMillis, bytes, stamping, ignored);
  }

  /** Users whose changes of a side give no work. */
  public Set<String> ignored(Side side) {
    return ignored.getOrDefault(side, Set.of());
  }

  /** The method on a side. */
  public Method on(Side side) {
    return methods.getOrDefault(side, Method.AUTO);
  }

  /** The ways in which changes are found. */
  public enum Method {
    /**
     * Triggers where a person let them be made, else timestamps where named, else a full compare.
     */
    AUTO,
    /** The system notes the keys of changed rows by triggers. */
    TRIGGERS,
    /** Columns tell when a row was created and updated. */
    TIMESTAMPS,
    /** The system's replication log. */
    LOG,
    /** A full compare every time. */
    SCAN
  }
}
