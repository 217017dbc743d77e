package dev.syncline.bench;

import java.nio.file.Path;

/** All rows of a table into an empty one that generates its own keys. */
@SuppressWarnings("NullAway.Init") // a scenario is prepared before it is measured
final class FirstLoad implements Scenario {
  private final Servers servers;
  private final Path folder;
  private final long rows;
  private final boolean toPostgres;
  private Database source;
  private Database target;
  private Syncing syncing;

  FirstLoad(Servers servers, Path folder, long rows, boolean toPostgres) {
    this.servers = servers;
    this.folder = folder;
    this.rows = rows;
    this.toPostgres = toPostgres;
  }

  @Override
  public String title() {
    return toPostgres
        ? "first load PostgreSQL → PostgreSQL / COPY | COPY"
        : "first load PostgreSQL → MariaDB / COPY | LOAD DATA";
  }

  @Override
  public double goal() {
    return 2;
  }

  @Override
  public long rows() {
    return rows;
  }

  @Override
  public void prepare() throws Exception {
    source = servers.postgres("load_from");
    target = toPostgres ? servers.postgres("load_to") : servers.maria("load_to");
    SampleTable.create(source);
    SampleTable.create(target);
    SampleTable.fill(source, 1, rows);
    syncing = new Syncing(folder, source, target);
  }

  @Override
  public void reset() throws Exception {
    syncing.forget();
    target.run("TRUNCATE TABLE product");
    target.run("DROP TABLE IF EXISTS syncline_applied", "DROP TABLE IF EXISTS syncline_owner");
    target.run(toPostgres ? "DROP SCHEMA IF EXISTS syncline CASCADE" : "SELECT 1");
    source.run("DROP SCHEMA IF EXISTS syncline CASCADE");
    if (toPostgres) {
      target.run("CHECKPOINT");
    }
  }

  @Override
  public void raw() throws Exception {
    if (toPostgres) {
      RawTool.copyToPostgres(source, target);
    } else {
      RawTool.copyToMaria(source, target);
    }
  }

  @Override
  public void syncline() {
    syncing.run();
  }

  @Override
  public void close() throws Exception {
    syncing.close();
    servers.dropPostgres("load_from");
    if (toPostgres) {
      servers.dropPostgres("load_to");
    }
  }
}
