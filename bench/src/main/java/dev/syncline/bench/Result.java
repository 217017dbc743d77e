package dev.syncline.bench;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What was measured.
 *
 * @param goal what is to be reached: a ratio, or seconds
 * @param heapBytes the most heap that Syncline held
 */
record Result(String title, long rows, Turns raw, Turns syncline, String goal, long heapBytes) {

  static final String HEAD =
      """
      | scenario | rows | raw s | Syncline s | ratio (least–most) | goal | CPU raw s | CPU Syncline s | rows/s | peak heap |
      | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
      """;

  /** A line of the table: medians, and of the ratio also the least and the most of a round. */
  String line() {
    List<Double> ratios =
        IntStream.range(0, raw.seconds.size())
            .mapToObj(i -> syncline.seconds.get(i) / raw.seconds.get(i))
            .toList();
    double seconds = Turns.median(syncline.seconds);
    return String.format(
        Locale.ROOT,
        "| %s | %,d | %.2f | %.2f | **%.2f** (%.2f–%.2f) | %s | %.1f | %.1f | %,.0f | %d MB |%n",
        title.replace("|", "\\|"),
        rows,
        Turns.median(raw.seconds),
        seconds,
        seconds / Turns.median(raw.seconds),
        Collections.min(ratios),
        Collections.max(ratios),
        goal,
        Turns.median(raw.cpu),
        Turns.median(syncline.cpu),
        rows / seconds,
        heapBytes >> 20);
  }
}
