package dev.syncline.bench;

import java.util.Locale;

/**
 * What was measured: medians, and the most heap that Syncline held.
 *
 * @param goal the ratio to be reached
 */
record Result(
    String title,
    long rows,
    double rawSeconds,
    double synclineSeconds,
    double goal,
    long heapBytes) {

  static final String HEAD =
      """
      | scenario | rows | raw s | Syncline s | ratio | goal | rows/s | peak heap |
      | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
      """;

  double ratio() {
    return synclineSeconds / rawSeconds;
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "| %s | %,d | %.2f | %.2f | **%.2f** | ≤ %.1f | %,.0f | %d MB |%n",
        title,
        rows,
        rawSeconds,
        synclineSeconds,
        ratio(),
        goal,
        rows / synclineSeconds,
        heapBytes >> 20);
  }
}
