package dev.syncline.engine;

import dev.syncline.core.Side;
import java.util.Map;

/**
 * How a sync finds out which records to look at.
 *
 * @param methods the method on each side; {@link Method#AUTO} where there is none
 * @param sweepMillis after how long a side is compared in full again, whatever the method
 * @param logKeep the most bytes of its log that a system may keep back until it is read
 */
public record Capturing(Map<Side, Method> methods, long sweepMillis, long logKeep) {
  /** What a system may keep back where nothing is configured. */
  public static final long LOG_KEEP = 2L << 30;

  /** Every run compares everything. */
  public static final Capturing SCAN =
      new Capturing(Map.of(Side.SOURCE, Method.SCAN, Side.TARGET, Method.SCAN), Long.MAX_VALUE);

  /** With the usual bound for logs. */
  public Capturing(Map<Side, Method> methods, long sweepMillis) {
    this(methods, sweepMillis, LOG_KEEP);
  }

  public Capturing {
    methods = Map.copyOf(methods);
  }

  /** The method on a side. */
  public Method on(Side side) {
    return methods.getOrDefault(side, Method.AUTO);
  }

  /** The ways in which changes are found. */
  public enum Method {
    /** Triggers where a person let them be made, else a full compare. */
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
