package dev.syncline.bench;

import dev.syncline.engine.verify.Certificate;
import dev.syncline.engine.verify.Verifier.Way;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * A verification of linked rows, against the time that the slower side's own {@code SELECT *} takes
 * to stream.
 */
@SuppressWarnings("NullAway.Init") // a scenario is prepared before it is measured
final class Verify implements Scenario {
  private final Servers servers;
  private final Path folder;
  private final long rows;
  private final boolean postgres;
  private final boolean numbered;
  private final int different;
  private final String goal;
  private Database source;
  private Database target;
  private Syncing syncing;

  /**
   * @param postgres whether the target is PostgreSQL, as the source is; else MariaDB
   * @param numbered whether rows have the same keys on both sides, so that checksums can tell
   * @param different how many rows differ, of a table that is not small
   */
  Verify(
      Servers servers,
      Path folder,
      long rows,
      boolean postgres,
      boolean numbered,
      int different,
      String goal) {
    this.servers = servers;
    this.folder = folder;
    this.rows = rows;
    this.postgres = postgres;
    this.numbered = numbered;
    this.different = (int) Math.min(different, rows / 1_000);
    this.goal = goal;
  }

  @Override
  public String title() {
    return "verify by "
        + (numbered ? "checksums" : "streams")
        + (postgres ? "" : ", MariaDB")
        + (different == 0 ? "" : ", " + different + " rows differ")
        + " / SELECT * of one side";
  }

  @Override
  public String goal() {
    return goal;
  }

  @Override
  public long rows() {
    return rows;
  }

  @Override
  public void prepare() throws Exception {
    source = servers.postgres("verify_source");
    target = postgres ? servers.postgres("verify_target") : servers.maria("verify_target");
    if (numbered) {
      SampleTable.createNumbered(source);
      SampleTable.createNumbered(target);
      SampleTable.fillNumbered(source, 1, rows);
      if (postgres) {
        SampleTable.fillNumbered(target, 1, rows);
      }
    } else {
      SampleTable.create(source);
      SampleTable.create(target);
      SampleTable.fill(source, 1, rows);
    }
    syncing = new Syncing(folder, source, target);
    syncing.forget();
    syncing.run();
    if (postgres) {
      target.run("VACUUM ANALYZE product", "CHECKPOINT");
    }
    if (different > 0) {
      differ();
    }
  }

  private void differ() throws SQLException {
    target.run("UPDATE product SET stock = -1 WHERE id %% %d = 0".formatted(rows / different));
  }

  @Override
  public void raw() throws Exception {
    RawTool.stream(target);
  }

  @Override
  public void syncline() {
    Certificate certificate = syncing.verify();
    Certificate.OfTask task = certificate.tasks().getFirst();
    if (task.way != (numbered ? Way.CHECKSUMS : Way.STREAMS)) {
      throw new IllegalStateException("verified by " + task.way.word() + ": " + task.why);
    }
    if (task.different != different || task.equal != rows - different) {
      throw new IllegalStateException(task.different + " differ, " + task.equal + " are equal");
    }
  }

  @Override
  public void close() throws Exception {
    if (syncing != null) {
      syncing.close();
    }
    servers.dropPostgres("verify_source");
    if (postgres) {
      servers.dropPostgres("verify_target");
    }
  }
}
