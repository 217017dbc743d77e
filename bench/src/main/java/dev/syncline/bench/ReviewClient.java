package dev.syncline.bench;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kept plan of many records, as browsers ask for it: many may look, one selects. Each request
 * asks for something else than the one before.
 */
final class ReviewClient {
  private static final String PLANS = "/syncs/" + Catalogue.SYNC + "/plans";
  private static final Pattern HASH = Pattern.compile("data-sha256=\"(\\w+)\"");
  private static final Pattern VERSION = Pattern.compile("data-version=\"(\\d+)\"");

  private final Served served;
  private final long records;
  private final Random random = new Random(7);
  private final String hash;
  private long version;

  private ReviewClient(Served served, long records, String hash, long version) {
    this.served = served;
    this.records = records;
    this.hash = hash;
    this.version = version;
  }

  /** Compares both environments, and opens the plan. */
  static ReviewClient opened(Served served, long records) throws Exception {
    served.post(PLANS, "from=test");
    while (true) {
      HttpResponse<String> answer = served.get(PLANS + "/1");
      if (answer.statusCode() == 200) {
        String page = answer.body();
        long version = Long.parseLong(found(VERSION, page));
        return new ReviewClient(served, records, found(HASH, page), version);
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

  /** Any page of a group. */
  void page(int number) throws IOException, InterruptedException {
    String group = List.of("", "new", "modified", "deleted").get(number % 4);
    long pages = Math.max(1, records / 10 / 50);
    look("?group=" + group + "&page=" + (1 + random.nextLong(pages)));
  }

  /** What contains a text. */
  void find(int number) throws IOException, InterruptedException {
    look("?find=" + Served.encoded("page " + (number * 37 % 1000)));
  }

  private void look(String query) throws IOException, InterruptedException {
    HttpResponse<String> answer = served.get(PLANS + "/1" + query);
    if (answer.statusCode() != 200 || !answer.body().contains("data-review")) {
      throw new IllegalStateException(answer.statusCode() + " " + query);
    }
  }

  /** Takes or leaves one record. */
  void selectOne() throws IOException, InterruptedException {
    select("write", Long.toString(1 + random.nextLong(records)));
  }

  /**
   * Takes or leaves, by turns.
   *
   * @param name what the records are named by; empty for all of them
   */
  void select(String name, String value) throws IOException, InterruptedException {
    String form =
        "do="
            + (version % 2 == 0 ? "leave" : "take")
            + "&sha256="
            + hash
            + "&version="
            + version
            + (name.isEmpty() ? "" : "&" + name + "=" + Served.encoded(value));
    HttpResponse<String> answer = served.post(PLANS + "/1/select", form);
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(answer.statusCode() + " " + answer.body());
    }
    version++;
  }
}
