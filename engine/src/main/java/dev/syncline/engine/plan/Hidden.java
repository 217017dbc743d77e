package dev.syncline.engine.plan;

import dev.syncline.core.value.Fingerprinter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Stands in a saved plan for a value that may not be written down: by its fingerprint it is known
 * again when the plan is applied.
 *
 * @param print keyed by the store's secret
 */
public record Hidden(long print) {

  /** What stands for a value; what stands for one already stays. */
  static Object of(Object value, Fingerprinter fingerprinter) {
    return value instanceof Hidden ? value : new Hidden(print(value, fingerprinter));
  }

  /** Whether it stands for a value. */
  public boolean standsFor(@Nullable Object value, Fingerprinter fingerprinter) {
    return value != null && print == print(value, fingerprinter);
  }

  private static long print(Object value, Fingerprinter fingerprinter) {
    byte[] exact = ValueJson.write(value).toString().getBytes(StandardCharsets.UTF_8);
    return fingerprinter.of(exact, 0, exact.length);
  }
}
