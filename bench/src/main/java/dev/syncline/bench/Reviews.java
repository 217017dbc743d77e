package dev.syncline.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.syncline.cli.Main;
import dev.syncline.project.text.Console;
import dev.syncline.server.Server;
import dev.syncline.server.account.Accounts;
import dev.syncline.server.account.Sessions;
import dev.syncline.server.account.User;
import dev.syncline.server.store.ServerStore;
import dev.syncline.server.web.Web;
import java.io.BufferedReader;
import java.io.PrintStream;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private static final String SYNC =
      """
      version: 1
      connections:
        test_db: { type: sqlite, url: "jdbc:sqlite:test.db" }
        prod_db: { type: sqlite, url: "jdbc:sqlite:prod.db" }
      environments: { test: { connection: test_db }, prod: { connection: prod_db } }
      syncs:
        promotion:
          id: 1
          between: [test, prod]
          tasks:
            - { name: sections, id: 1, source: section, target: section, match: name }
            - { name: pages, id: 2, source: page, target: page, match: slug }
      """;

  private static final Pattern HASH = Pattern.compile("data-sha256=\"(\\w+)\"");
  private static final Pattern VERSION = Pattern.compile("data-version=\"(\\d+)\"");

  private final Path folder;
  private final long records;
  private final int requests;
  private final Random random = new Random(7);
  private final HttpClient client = HttpClient.newHttpClient();
  private final StringBuilder table = new StringBuilder();
  private String session = "";
  private String url = "";
  private String hash = "";
  private long version;

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
    Files.writeString(folder.resolve("syncline.yaml"), SYNC);
    fill();
    Console console = console();
    try (ServerStore store = ServerStore.inFile(folder.resolve("server.db"))) {
      Accounts accounts =
          Accounts.over(store, Clock.systemUTC(), new SecureRandom(), Sessions.Limits.USUAL, null);
      session = login(accounts);
      try (Server server =
          Server.start(
              new Server.Settings(new Web.Place("127.0.0.1", 0, false, false), ZoneOffset.UTC, 4),
              (caller, words) -> Main.perform(console, caller, words),
              accounts,
              System::currentTimeMillis)) {
        url = "http://127.0.0.1:" + server.port() + "/syncs/promotion/plans";
        compare();
        all();
      }
    }
    return table.toString();
  }

  private void all() throws Exception {
    for (int warm = 0; warm < 30; warm++) { // a server that people use is warm
      page(warm);
      find(warm);
      select("group", warm % 2 == 0 ? "new" : "modified");
    }
    take("a page of 50", this::page);
    take("a text filter, each another text", this::find);
    take("select all, or leave all", i -> select("", ""));
    take("select all of a group", i -> select("group", i % 2 == 0 ? "new" : "deleted"));
    take("select what a filter finds", i -> select("find", "number " + i % 10));
    take("select one record", i -> select("write", "" + (1 + random.nextInt((int) records))));
  }

  private interface Request {
    void make(int number) throws Exception;
  }

  private void take(String what, Request request) throws Exception {
    List<Double> millis = new ArrayList<>();
    long cpu = PROCESS.getProcessCpuTime();
    for (int i = 0; i < requests; i++) {
      long begun = System.nanoTime();
      request.make(i);
      millis.add((System.nanoTime() - begun) / 1e6);
    }
    double each = (PROCESS.getProcessCpuTime() - cpu) / 1e6 / requests;
    Collections.sort(millis);
    table.append(
        String.format(
            Locale.ROOT,
            "| %s | %,d | %d | %.0f | **%.0f** | %.0f | %.0f | p95 < 300 |%n",
            what,
            records,
            requests,
            percentile(millis, 50),
            percentile(millis, 95),
            percentile(millis, 99),
            each));
  }

  private static double percentile(List<Double> sorted, int percent) {
    return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
  }

  private void page(int number) throws Exception {
    String group = List.of("", "new", "modified", "deleted").get(number % 4);
    long pages = Math.max(1, records / 10 / 50);
    get("/1?group=" + group + "&page=" + (1 + random.nextLong(pages)));
  }

  private void find(int number) throws Exception {
    get("/1?find=" + encoded("page " + (number * 37 % 1000)));
  }

  private void select(String name, String value) throws Exception {
    String form =
        "csrf="
            + encoded(Sessions.formToken(session))
            + "&do="
            + (version % 2 == 0 ? "leave" : "take")
            + "&sha256="
            + hash
            + "&version="
            + version
            + (name.isEmpty() ? "" : "&" + name + "=" + encoded(value));
    HttpResponse<String> answer =
        client.send(
            request("/1/select")
                .header("Accept", "application/json")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(answer.statusCode() + " " + answer.body());
    }
    version++;
  }

  private String get(String path) throws Exception {
    HttpResponse<String> answer =
        client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200 || !answer.body().contains("data-review")) {
      throw new IllegalStateException(answer.statusCode() + " " + path);
    }
    return answer.body();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).header("Cookie", "syncline=" + session);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private void compare() throws Exception {
    String form = "csrf=" + encoded(Sessions.formToken(session)) + "&from=test";
    client.send(
        request("")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build(),
        HttpResponse.BodyHandlers.discarding());
    while (true) {
      HttpResponse<String> answer =
          client.send(request("/1").build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() == 200) {
        hash = found(HASH, answer.body());
        version = Long.parseLong(found(VERSION, answer.body()));
        return;
      }
      Thread.sleep(500);
    }
  }

  private static String found(Pattern pattern, String page) {
    Matcher matcher = pattern.matcher(page);
    if (!matcher.find()) {
      throw new IllegalStateException("the page has no " + pattern);
    }
    return matcher.group(1);
  }

  private String login(Accounts accounts) {
    var link = accounts.links().first().orElseThrow();
    User user =
        accounts
            .links()
            .createAdministrator(
                link.secret().text(), "bench", "Bench", null, "a long enough one", "127.0.0.1");
    return accounts.sessions().begin(user, "127.0.0.1", "bench").text();
  }

  private Console console() {
    PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream());
    return new Console(
        nowhere,
        nowhere,
        new BufferedReader(Reader.nullReader()),
        false,
        false,
        false,
        100,
        Map.of(),
        folder,
        ZoneOffset.UTC,
        System::currentTimeMillis);
  }

  /** Both had everything but what is new; then some were changed, and some removed. */
  private void fill() throws SQLException {
    long old = records * 4 / 10;
    for (String name : List.of("test", "prod")) {
      run(
          name,
          "CREATE TABLE section(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
          "CREATE TABLE page(id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, title TEXT NOT NULL,"
              + " body TEXT, price INTEGER, section_id INTEGER REFERENCES section(id))",
          series(1, 100) + "INSERT INTO section SELECT i, 'Section ' || i FROM s",
          pages(1, old));
    }
    run(
        "test",
        pages(old + 1, records),
        "UPDATE page SET title = title || ' again', price = price + 1 WHERE id <= " + old * 3 / 4,
        "DELETE FROM page WHERE id > " + old * 3 / 4 + " AND id <= " + old);
  }

  private static String pages(long from, long to) {
    return series(from, to)
        + "INSERT INTO page SELECT i, 'page-' || i, 'Page ' || i || ' of the catalogue', 'The body of"
        + " number ' || (i % 1000) || ' is a text of some length, as bodies are', i * 7, 1 + i % 100"
        + " FROM s";
  }

  private static String series(long from, long to) {
    return "WITH RECURSIVE s(i) AS (SELECT "
        + from
        + " UNION ALL SELECT i + 1 FROM s WHERE i < "
        + to
        + ") ";
  }

  private void run(String name, String... statements) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(name + ".db"));
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String sql : statements) {
        statement.execute(sql);
      }
      connection.commit();
    }
  }
}
