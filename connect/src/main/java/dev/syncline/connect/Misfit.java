package dev.syncline.connect;

import dev.syncline.connect.WriteOutcome.Cause;

/**
 * Why a column cannot hold a value.
 *
 * @param cause TOO_LONG or TYPE
 * @param reason what is wrong with the value, the limit and the remedy, without the value
 */
public record Misfit(Cause cause, String reason) {
  /** One whose cause is TYPE. */
  public static Misfit type(String reason) {
    return new Misfit(Cause.TYPE, reason);
  }
}
