package dev.syncline.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * How long a person waits in the review of many records: each kind of request is made again and
 * again over HTTP, as a browser makes it, and each time something else is asked for.
 */
final class Reviews {
  static final String HEAD =
      """
      | of a review, over HTTP | records | requests | p50 ms | p95 ms | p99 ms | CPU ms | goal |
      | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
      """;

  private static final int WARM_UP = 30;

  private final Path folder;
  private final long records;
  private final int requests;
  private final StringBuilder table = new StringBuilder();

  /**
   * @param records how many differ: six of ten are new, three changed, one is gone
   * @param requests how many of each kind are made
   */
  Reviews(Path folder, long records, int requests) {
    this.folder = folder;
    this.records = records;
    this.requests = requests;
  }

  /** The lines of the table. */
  String measure() throws Exception {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("syncline.yaml"), Catalogue.yaml("", ""));
    Catalogue.fill(folder, records);
    try (Served served = Served.over(folder)) {
      all(served, ReviewClient.opened(served, records));
    }
    return table.toString();
  }

  private void all(Served served, ReviewClient review) throws Exception {
    for (int warm = 0; warm < WARM_UP; warm++) { // a server that people use is warm
      review.page(warm);
      review.find(warm);
      review.select("group", warm % 2 == 0 ? "new" : "modified");
    }
    take(served, "a page of 50", review::page);
    take(served, "a text filter, each another text", review::find);
    take(served, "select all, or leave all", i -> review.select("", ""));
    take(
        served,
        "select all of a group",
        i -> review.select("group", i % 2 == 0 ? "new" : "deleted"));
    take(served, "select what a filter finds", i -> review.select("find", "number " + i % 10));
    take(served, "select one record", i -> review.selectOne());
  }

  private interface Request {
    void make(int number) throws Exception;
  }

  private void take(Served served, String what, Request request) throws Exception {
    Latencies latencies = new Latencies();
    double cpu = served.cpuSeconds();
    for (int i = 0; i < requests; i++) {
      long begun = System.nanoTime();
      request.make(i);
      latencies.add((System.nanoTime() - begun) / 1e6);
    }
    table.append(
        String.format(
            Locale.ROOT,
            "| %s | %,d | %d | %.0f | **%.0f** | %.0f | %.0f | p95 < 300 |%n",
            what,
            records,
            requests,
            latencies.percentile(50),
            latencies.percentile(95),
            latencies.percentile(99),
            (served.cpuSeconds() - cpu) * 1e3 / requests));
  }
}
