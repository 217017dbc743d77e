package dev.syncline.bench;

import dev.syncline.connect.ConnectorException;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.Watch;
import dev.syncline.engine.sync.Capturing.Method;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One row after the other is changed on the source, and seen on the target before the next, while
 * Syncline keeps both live by triggers, or by the log; against a program that writes both sides by
 * itself.
 */
@SuppressWarnings("NullAway.Init") // a scenario is prepared before it is measured
final class Live implements Scenario {
  private static final long TABLE = 100_000;
  private static final int WARM_UP = 200;

  private final Servers servers;
  private final Path folder;
  private final long changes;
  private final Method method;
  private final AtomicBoolean over = new AtomicBoolean();
  private Database source;
  private Database target;
  private Syncing syncing;
  private Thread watch;
  private int value;

  Live(Servers servers, Path folder, long changes, Method method) {
    this.servers = servers;
    this.folder = folder;
    this.changes = changes;
    this.method = method;
  }

  @Override
  public String title() {
    return "one row's change, seen on the other side"
        + (method == Method.LOG ? " by the log" : "")
        + " / written to both sides";
  }

  @Override
  public String goal() {
    return method == Method.LOG ? "p50 < 15 ms" : "p50 < 25 ms, p99 < 150 ms";
  }

  @Override
  public long rows() {
    return changes;
  }

  @Override
  public void prepare() throws Exception {
    source = servers.postgres("live_source");
    target = servers.postgres("live_target");
    SampleTable.create(source);
    SampleTable.create(target);
    SampleTable.fill(source, 1, TABLE);
    syncing = Syncing.tracked(folder, source, target, method);
    syncing.forget();
    syncing.run();
    CountDownLatch first = new CountDownLatch(1);
    watch =
        Thread.ofPlatform()
            .daemon()
            .name("watch")
            .start(() -> syncing.watch(new FirstRun(first), over::get));
    first.await();
    carried(WARM_UP);
  }

  /** Tells when the watch has looked for the first time. */
  private record FirstRun(CountDownLatch first) implements Watch.Listener {
    @Override
    public void ran(RunResult result) {
      first.countDown();
    }

    @Override
    public void lost(Watch.Outage outage, long waitMillis) {
      throw outage.problem();
    }

    @Override
    public void mending(ConnectorException problem) {
      throw problem;
    }
  }

  @Override
  public void raw() throws Exception {
    try (Connection here = source.connect();
        Connection there = target.connect();
        PreparedStatement one = update(here);
        PreparedStatement other = update(there)) {
      value++;
      for (int i = 0; i < changes; i++) {
        change(one, key(i), "raw" + value);
        change(other, key(i), "raw" + value);
      }
    }
  }

  /** Lets Syncline look at what the raw turn wrote, which is the same on both sides. */
  @Override
  public void reset() throws Exception {
    Thread.sleep(2_000);
  }

  @Override
  public void syncline() throws Exception {
    List<Double> millis = carried(changes);
    Collections.sort(millis);
    System.err.printf(
        Locale.ROOT,
        "  p50 %.1f ms, p90 %.1f ms, p99 %.1f ms%n",
        millis.get(millis.size() / 2),
        millis.get(millis.size() * 9 / 10),
        millis.get(millis.size() * 99 / 100));
  }

  private List<Double> carried(long count) throws SQLException {
    List<Double> millis = new ArrayList<>();
    try (Connection here = source.connect();
        Connection there = target.connect();
        PreparedStatement update = update(here);
        PreparedStatement query =
            there.prepareStatement("SELECT title FROM product WHERE email = ?")) {
      value++;
      for (int i = 0; i < count; i++) {
        String name = "live " + value + " " + i;
        long began = System.nanoTime();
        change(update, key(i), name);
        query.setString(1, key(i));
        while (!name.equals(seen(query))) {
          Thread.onSpinWait();
        }
        millis.add((System.nanoTime() - began) / 1e6);
      }
    }
    return millis;
  }

  private static String key(int i) {
    return String.format(
        Locale.ROOT, "user%08d@example.org", (1 + i * 37L % TABLE) * 7_919_777 % 15_485_863);
  }

  private static PreparedStatement update(Connection connection) throws SQLException {
    return connection.prepareStatement("UPDATE product SET title = ? WHERE email = ?");
  }

  private static void change(PreparedStatement update, String key, String name)
      throws SQLException {
    update.setString(1, name);
    update.setString(2, key);
    if (update.executeUpdate() != 1) {
      throw new IllegalStateException("no row " + key);
    }
  }

  private static String seen(PreparedStatement query) throws SQLException {
    try (ResultSet row = query.executeQuery()) {
      return row.next() ? row.getString(1) : "";
    }
  }

  @Override
  public void close() throws Exception {
    over.set(true);
    watch.join();
    syncing.close();
    servers.dropPostgres("live_source");
    servers.dropPostgres("live_target");
  }
}
