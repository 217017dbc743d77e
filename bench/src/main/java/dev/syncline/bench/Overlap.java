package dev.syncline.bench;

import java.nio.file.Path;

/**
 * Two tables of the same size with other keys: nine tenths of their rows have a counterpart by the
 * unique key, a thousand of which differ. Syncline links them, brings the thousand in step, and
 * creates what is missing on either side; the raw tool only reads both in order and compares.
 */
@SuppressWarnings("NullAway.Init") // a scenario is prepared before it is measured
final class Overlap implements Scenario {
  private static final int DIFFERENT = 1000;

  private final Servers servers;
  private final Path folder;
  private final long rows;
  private Database modelSource;
  private Database modelTarget;
  private Database source;
  private Database target;
  private Syncing syncing;

  Overlap(Servers servers, Path folder, long rows) {
    this.servers = servers;
    this.folder = folder;
    this.rows = rows;
  }

  @Override
  public String title() {
    return "historical sync, 90 % overlap, 1,000 different / stream both in order and compare";
  }

  @Override
  public double goal() {
    return 3;
  }

  @Override
  public long rows() {
    return rows;
  }

  @Override
  public void prepare() throws Exception {
    modelSource = servers.postgres("overlap_source_model");
    modelTarget = servers.postgres("overlap_target_model");
    SampleTable.create(modelSource);
    SampleTable.create(modelTarget);
    SampleTable.fill(modelSource, 1, rows);
    SampleTable.fill(modelTarget, rows / 10 + 1, rows + rows / 10);
    modelTarget.run(
        "UPDATE product SET title = title || ' (changed)' WHERE id %% %d = 0 AND id < %d"
            .formatted(Math.max(1, rows * 9 / 10 / DIFFERENT), rows * 9 / 10),
        "VACUUM ANALYZE product");
  }

  @Override
  public void reset() throws Exception {
    if (syncing != null) {
      syncing.close();
    }
    source = servers.postgresLike(modelSource, "overlap_source");
    target = servers.postgresLike(modelTarget, "overlap_target");
    syncing = new Syncing(folder, source, target);
    syncing.forget();
  }

  @Override
  public void raw() throws Exception {
    RawTool.differences(source, target);
  }

  @Override
  public void syncline() {
    syncing.run();
  }

  @Override
  public void close() throws Exception {
    if (syncing != null) {
      syncing.close();
    }
    for (String name : new String[] {"source", "target", "source_model", "target_model"}) {
      servers.dropPostgres("overlap_" + name);
    }
  }
}
