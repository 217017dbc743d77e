package dev.syncline.bench;

import dev.syncline.engine.sync.Capturing.Method;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * A run after some rows of a tracked table were changed, on one side or on both, against the
 * statements that change the same rows of the other side.
 */
@SuppressWarnings("NullAway.Init") // a scenario is prepared before it is measured
final class Changes implements Scenario {
  private final Servers servers;
  private final Path folder;
  private final long table;
  private final long rows;
  private final boolean bothWays;
  private final String goal;
  private Database source;
  private Database target;
  private Syncing syncing;
  private int turn;

  /**
   * @param table how many rows the table has
   * @param rows how many of them are changed on the source
   * @param bothWays whether as many others are changed on the target
   */
  Changes(Servers servers, Path folder, long table, long rows, boolean bothWays, String goal) {
    this.servers = servers;
    this.folder = folder;
    this.table = table;
    this.rows = rows;
    this.bothWays = bothWays;
    this.goal = goal;
  }

  @Override
  public String title() {
    return rows
        + " of "
        + table
        + " rows changed"
        + (bothWays ? " on each side" : "")
        + " / UPDATE on the other side";
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
    source = servers.postgres("changes_source");
    target = servers.postgres("changes_target");
    SampleTable.create(source);
    SampleTable.create(target);
    SampleTable.fill(source, 1, table);
    syncing = Syncing.tracked(folder, source, target, Method.TRIGGERS);
    syncing.forget();
    syncing.run();
    target.run("VACUUM ANALYZE product", "CHECKPOINT");
  }

  /** People change rows, after what was changed before is in step. */
  @Override
  public void reset() throws Exception {
    syncing.run();
    turn++;
    change(source, 1);
    if (bothWays) {
      change(target, 2);
    }
  }

  /** Rows far from each other, by their unique key: the generated one is each side's own. */
  private void change(Database database, int first) throws SQLException {
    database.run(
        """
        UPDATE product SET title = 'changed %d, row ' || i
        FROM (SELECT i, %s AS row_email FROM generate_series(%d::bigint, %d, %d) AS i) AS number
        WHERE email = row_email
        """
            .formatted(turn, SampleTable.EMAIL, first, table, table / rows));
  }

  @Override
  public void raw() throws Exception {
    change(target, 1);
    if (bothWays) {
      change(source, 2);
    }
  }

  @Override
  public void syncline() {
    long applied = syncing.run().tally().applied();
    long expected = bothWays ? 2 * rows : rows;
    if (applied != expected) {
      throw new IllegalStateException(applied + " rows were written, not " + expected);
    }
  }

  @Override
  public void close() throws Exception {
    syncing.close();
    servers.dropPostgres("changes_source");
    servers.dropPostgres("changes_target");
  }
}
