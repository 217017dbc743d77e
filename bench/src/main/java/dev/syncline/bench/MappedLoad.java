package dev.syncline.bench;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A first load whose columns are made by three expressions and found by a lookup, beside the same
 * load with plain columns, both by Syncline.
 */
@SuppressWarnings("NullAway.Init") // a scenario is prepared before it is measured
final class MappedLoad implements Scenario {
  private static final String PLAIN =
      "[email, quantity, price, created, changed, stock, rate, title, active]";
  private static final String MADE =
      """
      [email, quantity, price, created, changed,
        { to: stock, lookup: shelf.id, where: "code = quantity", direction: to-target },
        { to: rate, sql: "COALESCE(rate, price / 100)" },
        { to: title, sql: "UPPER(title) || ' (' || email || ')'" },
        { to: active, sql: "active OR price > 5000" }]
      """;

  private final Servers servers;
  private final Path folder;
  private final long rows;
  private Database source;
  private Database target;
  private Syncing plain;
  private Syncing made;

  MappedLoad(Servers servers, Path folder, long rows) {
    this.servers = servers;
    this.folder = folder;
    this.rows = rows;
  }

  @Override
  public String title() {
    return "first load PostgreSQL → PostgreSQL with 3 expressions and a lookup / plain columns";
  }

  @Override
  public String goal() {
    return "≤ 1.5";
  }

  @Override
  public long rows() {
    return rows;
  }

  @Override
  public void prepare() throws Exception {
    source = servers.postgres("mapped_from");
    target = servers.postgres("mapped_to");
    SampleTable.create(source);
    SampleTable.create(target);
    SampleTable.fill(source, 1, rows);
    // As many as there are quantities.
    target.run(
        "CREATE TABLE shelf (id integer PRIMARY KEY, code integer NOT NULL UNIQUE)",
        "INSERT INTO shelf SELECT 5000 + i, i FROM generate_series(0, 999) AS i");
    plain = syncing("plain", PLAIN);
    made = syncing("made", MADE);
  }

  private Syncing syncing(String name, String fields) throws IOException {
    return Syncing.mapped(folder.resolve(name), source, target, fields);
  }

  @Override
  public void reset() throws Exception {
    plain.forget();
    made.forget();
    target.run("TRUNCATE TABLE product", "DROP SCHEMA IF EXISTS syncline CASCADE", "CHECKPOINT");
    source.run("DROP SCHEMA IF EXISTS syncline CASCADE");
  }

  @Override
  public void raw() {
    plain.run();
  }

  @Override
  public void syncline() {
    made.run();
  }

  @Override
  public void close() throws Exception {
    plain.close();
    made.close();
    servers.dropPostgres("mapped_from");
    servers.dropPostgres("mapped_to");
  }
}
