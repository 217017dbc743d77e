package dev.syncline.server.time;

import dev.syncline.server.store.ServerStore;
import dev.syncline.server.store.Sha256;
import dev.syncline.server.store.Sql;
import dev.syncline.server.time.View.Tidings;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What services told, each thing once. */
public final class Tellings {
  private final ServerStore store;
  private final Duration kept;

  /**
   * @param kept so long it is known that something was told: nothing older may be given to {@link
   *     #add}
   */
  public Tellings(ServerStore store, Duration kept) {
    this.store = store;
    this.kept = kept;
  }

  /**
   * Something was told.
   *
   * @param what of the service's is done, by its id
   * @param marks by which the same telling is known again; one is enough
   * @return false if it was told before, and does not count again
   */
  public boolean add(String service, String what, List<String> marks, Instant now) {
    return store.change(
        "note what " + service + " told",
        sql -> {
          sql.update("DELETE FROM telling WHERE at < ?", now.minus(kept));
          boolean fresh = true;
          for (String mark : marks) {
            fresh &= note(sql, Sha256.of(service + "\n" + mark), now);
          }
          if (fresh) {
            sql.update(
                "INSERT INTO told (service, what, times, at) VALUES (?, ?, 1, ?)"
                    + " ON CONFLICT (service, what) DO UPDATE SET times = told.times + 1,"
                    + " at = excluded.at",
                service,
                what,
                now);
          }
          return fresh;
        });
  }

  private static boolean note(Sql sql, byte[] hash, Instant now) throws SQLException {
    return sql.update(
            "INSERT INTO telling (hash, at) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING", hash, now)
        > 0;
  }

  /** All that was told, by {@link View#key}. */
  Map<String, Tidings> all() {
    Map<String, Tidings> all = new TreeMap<>();
    store
        .read(
            "read what services told",
            sql ->
                sql.list(
                    "SELECT service, what, times, at FROM told",
                    row ->
                        Map.entry(
                            View.key(row.getString("service"), row.getString("what")),
                            new Tidings(
                                row.getLong("times"),
                                Objects.requireNonNull(Sql.moment(row, "at"))))))
        .forEach(each -> all.put(each.getKey(), each.getValue()));
    return all;
  }
}
