package dev.syncline.bench;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long people and programs wait while a server works: clients ask for pages and for the API
 * without a pause, a review of many records is open, and a sync runs, each of whose runs writes all
 * rows of a table.
 */
final class ServerLoad {
  static final String HEAD =
      """
      | of a server under load, over HTTP | requests | p50 ms | p95 ms | p99 ms | errors | goal |
      | --- | ---: | ---: | ---: | ---: | ---: | ---: |
      """;

  private static final int CLIENTS = 50;
  private static final int WARM_UP = 30;
  private static final String API = "/api/syncline/v1";
  private static final String SYNC = API + "/syncs/products";
  private static final Pattern JOB = Pattern.compile("\"job\"\\s*:\\s*(\\d+)");
  private static final Pattern ENDED = Pattern.compile("\"state\"\\s*:\\s*\"ended\"");

  private final Servers servers;
  private final Path folder;
  private final long rows;
  private final int runs;
  private final AtomicBoolean over = new AtomicBoolean();

  /**
   * @param rows of the table, and records that differ in the review
   * @param runs how many the sync makes while clients ask
   */
  ServerLoad(Servers servers, Path folder, long rows, int runs) {
    this.servers = servers;
    this.folder = folder;
    this.rows = rows;
    this.runs = runs;
  }

  private interface Request {
    void make(int number) throws Exception;
  }

  /** Requests that differ in little. */
  private record Kind(String name, Request request, Latencies latencies, AtomicLong errors) {
    private Kind(String name, Request request) {
      this(name, request, new Latencies(), new AtomicLong());
    }

    /** Makes one, and measures it, whatever becomes of it. */
    void take(int number) throws InterruptedException {
      long begun = System.nanoTime();
      try {
        request.make(number);
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        if (errors.getAndIncrement() == 0) {
          System.err.println("  " + name + ": " + e);
        }
      }
      latencies.add((System.nanoTime() - begun) / 1e6);
    }

    String line() {
      return String.format(
          Locale.ROOT,
          "| %s | %,d | %.0f | **%.0f** | %.0f | %d | no errors |%n",
          name,
          latencies.count(),
          latencies.percentile(50),
          latencies.percentile(95),
          latencies.percentile(99),
          errors.get());
    }
  }

  /** The lines of the table, and what else was seen. */
  String measure() throws Exception {
    Files.createDirectories(folder);
    Database source = servers.postgres("load_source");
    Database target = servers.maria("load_target");
    SampleTable.create(source);
    SampleTable.create(target);
    SampleTable.fill(source, 1, rows);
    Catalogue.fill(folder, rows);
    Files.writeString(folder.resolve("syncline.yaml"), yaml(source, target));
    try (Served served = Served.over(folder)) {
      run(served);
      ReviewClient review = ReviewClient.opened(served, rows);
      List<Kind> kinds = kinds(served, review);
      Kind selecting = new Kind("review: select one record", i -> review.selectOne());
      warm(served, review);
      return underLoad(served, source, target, kinds, selecting);
    } finally {
      servers.dropPostgres("load_source");
    }
  }

  private static String yaml(Database source, Database target) {
    return Catalogue.yaml(
        connection("one", source) + connection("other", target),
        """
          products:
            id: 2
            source: one
            target: other
            guard: off
            tasks:
              - { name: product, id: 3, source: product, target: product, match: email }
        """);
  }

  private static String connection(String name, Database database) {
    return "  %s: { type: %s, url: \"%s\", user: %s }\n"
        .formatted(name, database.type(), database.url(), database.user());
  }

  private List<Kind> kinds(Served served, ReviewClient review) {
    String plan = API + "/syncs/" + Catalogue.SYNC + "/plans/1?show=50&offset=";
    return List.of(
        new Kind("page: all syncs", i -> good(served.get("/"))),
        new Kind("page: the sync that runs", i -> good(served.get("/syncs/products"))),
        new Kind("page: a run", i -> good(served.get("/runs/1"))),
        new Kind("review: a page of 50", review::page),
        new Kind("review: a text filter, each another text", review::find),
        new Kind("API: all syncs", i -> good(served.get(API + "/syncs"))),
        new Kind("API: runs of the sync", i -> good(served.get(SYNC + "/runs"))),
        new Kind("API: 50 records of the plan", i -> good(served.get(plan + i * 977L % rows))),
        new Kind("health", i -> good(served.get("/health"))));
  }

  private static HttpResponse<String> good(HttpResponse<String> answer) {
    if (answer.statusCode() >= 300) {
      throw new IllegalStateException(answer.statusCode() + " " + answer.body());
    }
    return answer;
  }

  private void warm(Served served, ReviewClient review) throws Exception {
    for (int i = 0; i < WARM_UP; i++) { // a server that people use is warm
      for (Kind kind : kinds(served, review)) {
        kind.request().make(i);
      }
      review.selectOne();
    }
  }

  private String underLoad(
      Served served, Database source, Database target, List<Kind> kinds, Kind selecting)
      throws Exception {
    double cpu = served.cpuSeconds();
    long begun = System.nanoTime();
    List<Thread> clients = new ArrayList<>();
    clients.add(client(0, List.of(selecting))); // of several each would refuse the others
    for (int i = 1; i < CLIENTS; i++) {
      clients.add(client(i, kinds));
    }
    try {
      for (int i = 0; i < runs; i++) {
        source.run("UPDATE product SET quantity = quantity + 1");
        run(served);
        requireSame(source, target);
      }
    } finally {
      over.set(true);
      for (Thread client : clients) {
        client.join();
      }
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    List<Kind> all = new ArrayList<>(kinds);
    all.add(selecting);
    return lines(all) + words(served, all, seconds, served.cpuSeconds() - cpu);
  }

  private Thread client(int number, List<Kind> kinds) {
    return Thread.ofPlatform()
        .daemon()
        .name("client " + number)
        .start(
            () -> {
              try {
                for (int i = number; !over.get(); i++) {
                  kinds.get(i % kinds.size()).take(i);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private static String lines(List<Kind> kinds) {
    StringBuilder lines = new StringBuilder();
    kinds.forEach(kind -> lines.append(kind.line()));
    return lines.toString();
  }

  private String words(Served served, List<Kind> kinds, double seconds, double cpu)
      throws Exception {
    long requests = kinds.stream().mapToLong(k -> k.latencies().count()).sum();
    long errors = kinds.stream().mapToLong(k -> k.errors().get()).sum();
    return String.format(
        Locale.ROOT,
        "%n%d clients, %,d requests in %.0f s: **%.0f a second**, **%d errors**. Meanwhile %d runs"
            + " wrote %,d rows each, and a review of %,d records was open. The server's process took"
            + " %.0f s of processor time and at most **%d MB** of memory, everything included.%n",
        CLIENTS,
        requests,
        seconds,
        requests / seconds,
        errors,
        runs,
        rows,
        rows,
        cpu,
        served.peakBytes() >> 20);
  }

  /** Runs the sync to its end. */
  private void run(Served served) throws Exception {
    Matcher job = JOB.matcher(good(served.post(SYNC + "/runs", "{}")).body());
    if (!job.find()) {
      throw new IllegalStateException("no job was begun");
    }
    String path = API + "/jobs/" + job.group(1);
    while (!ENDED.matcher(good(served.get(path)).body()).find()) {
      Thread.sleep(100);
    }
  }

  private static void requireSame(Database source, Database target) throws SQLException {
    if (sum(source) != sum(target)) {
      throw new IllegalStateException("the run did not write every row");
    }
  }

  private static long sum(Database database) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT sum(quantity) FROM product")) {
      row.next();
      return row.getLong(1);
    }
  }
}
