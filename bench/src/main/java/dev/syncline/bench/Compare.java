package dev.syncline.bench;

import java.nio.file.Path;

/**
 * A comparison of two environments of which one row in a hundred differs, saved as a plan, against
 * the time that both take to stream.
 */
@SuppressWarnings("NullAway.Init") // a scenario is prepared before it is measured
final class Compare implements Scenario {
  private final Servers servers;
  private final Path folder;
  private final long rows;
  private Database test;
  private Database prod;
  private Syncing syncing;

  Compare(Servers servers, Path folder, long rows) {
    this.servers = servers;
    this.folder = folder;
    this.rows = rows;
  }

  @Override
  public String title() {
    return "comparison of two environments, 1 % differs / SELECT * of both";
  }

  @Override
  public String goal() {
    return "≤ 3";
  }

  @Override
  public long rows() {
    return rows;
  }

  @Override
  public void prepare() throws Exception {
    test = servers.postgres("environment_test");
    prod = servers.postgres("environment_prod");
    for (Database each : new Database[] {test, prod}) {
      SampleTable.create(each);
      SampleTable.fill(each, 1, rows);
    }
    syncing = Syncing.promotion(folder, test, prod);
    syncing.link();
    test.run("UPDATE product SET title = 'new' WHERE id % 100 = 7", "VACUUM ANALYZE product");
    prod.run("VACUUM ANALYZE product", "CHECKPOINT");
  }

  @Override
  public void raw() throws Exception {
    RawTool.stream(test);
    RawTool.stream(prod);
  }

  @Override
  public void syncline() throws Exception {
    long differences = syncing.compare(folder.resolve("bench.plan"));
    if (differences != (rows + 93) / 100) {
      throw new IllegalStateException(differences + " records differ");
    }
  }

  @Override
  public void close() throws Exception {
    syncing.close();
    servers.dropPostgres("environment_test");
    servers.dropPostgres("environment_prod");
  }
}
