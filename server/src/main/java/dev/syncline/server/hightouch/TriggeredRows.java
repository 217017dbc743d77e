package dev.syncline.server.hightouch;

import dev.syncline.server.store.ServerStore;
import dev.syncline.server.store.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What is kept of runs that programs triggered. What has ended changes no more. */
final class TriggeredRows {
  private static final String ALL =
      "SELECT id, parent, sync, name, created, seen, began, ended, became, counts, error FROM"
          + " triggered ";

  private final ServerStore store;

  TriggeredRows(ServerStore store) {
    this.store = store;
  }

  /** A new one of a sync, or of a sequence with one of each sync of it. */
  Triggered add(OptionalLong sync, String name, List<Known> parts, Instant now) {
    return store.change(
        "note what was triggered",
        sql -> {
          long id = insert(sql, null, boxed(sync), name, now);
          for (Known part : parts) {
            insert(sql, id, (long) part.id(), part.name(), now);
          }
          return sql.first(ALL + "WHERE id = ?", TriggeredRows::row, id).orElseThrow();
        });
  }

  private static @Nullable Long boxed(OptionalLong number) {
    return number.isPresent() ? (Long) number.getAsLong() : null;
  }

  private static long insert(
      Sql sql, @Nullable Long parent, @Nullable Long sync, String name, Instant now)
      throws SQLException {
    return sql.number(
        "INSERT INTO triggered (parent, sync, name, created, seen, became, counts, error)"
            + " VALUES (?, ?, ?, ?, ?, ?, '', '') RETURNING id",
        parent,
        sync,
        name,
        now,
        now,
        Became.WAITS.name());
  }

  Optional<Triggered> find(long id) {
    return store.read(
        "read what was triggered", sql -> sql.first(ALL + "WHERE id = ?", TriggeredRows::row, id));
  }

  /** The parts of a sequence's run, in order. */
  List<Triggered> parts(long parent) {
    return store.read(
        "read what was triggered",
        sql -> sql.list(ALL + "WHERE parent = ? ORDER BY id", TriggeredRows::row, parent));
  }

  /** Those of a sync, the latest first. */
  List<Triggered> ofSync(long sync, long limit, long offset) {
    return store.read(
        "read what was triggered",
        sql ->
            sql.list(
                ALL + "WHERE sync = ? ORDER BY id DESC LIMIT ? OFFSET ?",
                TriggeredRows::row,
                sync,
                limit,
                offset));
  }

  /** Those of a sequence, the latest first. */
  List<Triggered> ofSequence(String name, long limit, long offset) {
    return store.read(
        "read what was triggered",
        sql ->
            sql.list(
                ALL + "WHERE sync IS NULL AND name = ? ORDER BY id DESC LIMIT ? OFFSET ?",
                TriggeredRows::row,
                name,
                limit,
                offset));
  }

  /** Says that this server is still at it, and at what. */
  void seen(long id, Became now, @Nullable Instant began, Instant at) {
    store.change(
        "note what goes on",
        sql ->
            sql.update("UPDATE triggered SET seen = ? WHERE parent = ? AND ended IS NULL", at, id)
                + sql.update(
                    "UPDATE triggered SET seen = ?, began = ?, became = ? WHERE id = ? AND ended IS"
                        + " NULL",
                    at,
                    began,
                    now.name(),
                    id));
  }

  /** What became of it, unless it has ended before. */
  void end(
      long id, Became became, @Nullable Instant began, Instant ended, Counts counts, String error) {
    store.change(
        "note what became of a run",
        sql ->
            sql.update(
                "UPDATE triggered SET began = coalesce(began, ?), ended = ?, became = ?, counts ="
                    + " ?, error = ? WHERE id = ? AND ended IS NULL",
                began,
                ended,
                became.name(),
                counts.text(),
                error,
                id));
  }

  /** Ends all that nobody has been at since then. */
  void cutOff(Instant before, String error) {
    store.change(
        "note what was cut off",
        sql ->
            sql.update(
                "UPDATE triggered SET ended = seen, became = ?, error = ? WHERE ended IS NULL AND"
                    + " seen < ?",
                Became.CUT_OFF.name(),
                error,
                before));
  }

  /**
   * Forgets what ended before then: a run of a sequence with its parts, and none of which anything
   * is the latest of its sync or its sequence.
   */
  int forget(Instant before) {
    return store.change(
        "forget what was triggered",
        sql ->
            sql.update(
                "DELETE FROM triggered WHERE coalesce(parent, id) IN (SELECT id FROM triggered"
                    + " WHERE parent IS NULL AND ended < ?) AND coalesce(parent, id) NOT IN (SELECT"
                    + " coalesce(parent, id) FROM triggered WHERE id IN (SELECT max(id) FROM"
                    + " triggered GROUP BY sync, CASE WHEN sync IS NULL THEN name END))",
                before));
  }

  private static Triggered row(ResultSet row) throws SQLException {
    return new Triggered(
        row.getLong("id"),
        number(row, "parent"),
        number(row, "sync"),
        row.getString("name"),
        Objects.requireNonNull(Sql.moment(row, "created")),
        Objects.requireNonNull(Sql.moment(row, "seen")),
        Sql.moment(row, "began"),
        Sql.moment(row, "ended"),
        Became.valueOf(row.getString("became")),
        0,
        Counts.read(row.getString("counts")),
        row.getString("error"));
  }

  private static OptionalLong number(ResultSet row, String column) throws SQLException {
    long number = row.getLong(column);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
  }
}
