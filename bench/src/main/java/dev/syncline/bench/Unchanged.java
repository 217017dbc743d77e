package dev.syncline.bench;

import java.nio.file.Path;

/**
 * A full compare of linked rows of which none has changed, against the time that the slower side's
 * own {@code SELECT *} takes to stream.
 */
@SuppressWarnings("NullAway.Init") // a scenario is prepared before it is measured
final class Unchanged implements Scenario {
  private final Servers servers;
  private final Path folder;
  private final long rows;
  private Database source;
  private Database target;
  private Syncing syncing;

  Unchanged(Servers servers, Path folder, long rows) {
    this.servers = servers;
    this.folder = folder;
    this.rows = rows;
  }

  @Override
  public String title() {
    return "full compare, nothing changed / SELECT * of one side";
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
    source = servers.postgres("unchanged_source");
    target = servers.postgres("unchanged_target");
    SampleTable.create(source);
    SampleTable.create(target);
    SampleTable.fill(source, 1, rows);
    syncing = new Syncing(folder, source, target);
    syncing.forget();
    syncing.run();
    target.run("VACUUM ANALYZE product", "CHECKPOINT");
  }

  /** The tables hold the same rows, so that either may stand for the slower one. */
  @Override
  public void raw() throws Exception {
    RawTool.stream(source);
  }

  @Override
  public void syncline() {
    if (syncing.run().tally().planned() > 0) {
      throw new IllegalStateException("something has changed");
    }
  }

  @Override
  public void close() throws Exception {
    syncing.close();
    servers.dropPostgres("unchanged_source");
    servers.dropPostgres("unchanged_target");
  }
}
