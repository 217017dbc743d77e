package dev.syncline.bench;

import dev.syncline.engine.sync.Capturing.Method;
import java.nio.file.Path;

/**
 * A run over a model of which nothing, or one row in a hundred, has changed since the run before,
 * against the time that the query alone takes to stream. What others change in the target is found
 * by triggers, as {@code start} makes them, or by comparing it in full.
 */
@SuppressWarnings("NullAway.Init") // a scenario is prepared before it is measured
final class ModelRun implements Scenario {
  private static final String QUERY =
      "SELECT email, quantity, stock, price, rate, created, changed, title, active FROM product";

  private final Servers servers;
  private final Path folder;
  private final long rows;
  private final boolean changes;
  private final Method method;
  private final String name;
  private Database source;
  private Database target;
  private Syncing syncing;

  ModelRun(Servers servers, Path folder, long rows, boolean changes, Method method) {
    this.servers = servers;
    this.folder = folder;
    this.rows = rows;
    this.changes = changes;
    this.method = method;
    this.name = changes ? "model_changed" : "model";
  }

  @Override
  public String title() {
    return "model PostgreSQL → MariaDB, %s%s / the query alone"
        .formatted(
            changes ? "1 % changed" : "nothing changed",
            method == Method.SCAN ? ", both sides compared" : "");
  }

  @Override
  public String goal() {
    return method == Method.SCAN ? "reported" : changes ? "≤ 2.5" : "≤ 1.5";
  }

  @Override
  public long rows() {
    return rows;
  }

  @Override
  public void prepare() throws Exception {
    source = servers.postgres(name);
    target = servers.maria(name);
    SampleTable.create(source);
    SampleTable.create(target);
    SampleTable.fill(source, 1, rows);
    syncing = Syncing.model(folder, source, target, QUERY, "email", method);
    syncing.run();
    syncing.run(); // what triggers mark counts only after a full compare with them in place
  }

  @Override
  public void reset() throws Exception {
    if (changes) {
      source.run("UPDATE product SET quantity = quantity + 1 WHERE id % 100 = 7", "CHECKPOINT");
    }
  }

  @Override
  public void raw() throws Exception {
    RawTool.stream(source, QUERY);
  }

  @Override
  public void syncline() {
    long planned = syncing.run().tally().planned();
    if (planned != (changes ? (rows + 93) / 100 : 0)) {
      throw new IllegalStateException(planned + " rows were to be written");
    }
  }

  @Override
  public void close() throws Exception {
    syncing.close();
    servers.dropPostgres(name);
    target.run("DROP DATABASE " + name);
  }
}
