package dev.syncline.engine.store;

import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Syncs and their tasks, the layouts of bases, and the numbers given out. */
final class SyncTable {
  private SyncTable() {}

  static Optional<SyncState> get(Session session, int sync) throws SQLException {
    Map<Integer, Boolean> tasks = new HashMap<>();
    PreparedStatement query =
        session.prepare("SELECT task, complete FROM sync_task WHERE sync = ?", sync);
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        tasks.put(row.getInt(1), row.getInt(2) != 0);
      }
    }
    query =
        session.prepare(
            "SELECT name, phase, reason, last_sync, config_hash, resumes FROM sync WHERE id = ?",
            sync);
    try (ResultSet row = query.executeQuery()) {
      if (!row.next()) {
        return Optional.empty();
      }
      return Optional.of(
          new SyncState(
              sync,
              row.getString(1),
              SyncState.Phase.valueOf(row.getString(2)),
              row.getString(3),
              row.getLong(4),
              tasks,
              row.getString(5),
              SyncState.Phase.valueOf(row.getString(6))));
    }
  }

  static void put(Session session, SyncState state) throws SQLException {
    PreparedStatement put =
        session.prepare(
            "INSERT INTO sync (id, name, phase, reason, last_sync, config_hash, resumes)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
                + " name = excluded.name, phase = excluded.phase, reason = excluded.reason,"
                + " last_sync = excluded.last_sync, config_hash = excluded.config_hash,"
                + " resumes = excluded.resumes");
    put.setInt(1, state.id());
    put.setString(2, state.name());
    put.setString(3, state.phase().name());
    put.setString(4, state.reason());
    put.setLong(5, state.lastSyncMillis());
    put.setString(6, state.configHash());
    put.setString(7, state.resumes().name());
    put.executeUpdate();
    session.prepare("DELETE FROM sync_task WHERE sync = ?", state.id()).executeUpdate();
    for (Map.Entry<Integer, Boolean> task : state.tasks().entrySet()) {
      session
          .prepare(
              "INSERT INTO sync_task (sync, task, complete) VALUES (?, ?, ?)",
              state.id(),
              task.getKey(),
              task.getValue() ? 1 : 0)
          .executeUpdate();
    }
  }

  static Optional<String> outline(Session session, int sync) throws SQLException {
    PreparedStatement query =
        session.prepare("SELECT outline FROM sync_outline WHERE sync = ?", sync);
    try (ResultSet row = query.executeQuery()) {
      return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
    }
  }

  static void putOutline(Session session, int sync, String outline) throws SQLException {
    PreparedStatement put =
        session.prepare(
            "INSERT INTO sync_outline (sync, outline) VALUES (?, ?) ON CONFLICT (sync) DO UPDATE"
                + " SET outline = excluded.outline",
            sync);
    put.setString(2, outline);
    put.executeUpdate();
  }

  /** The next number of a kind. */
  static long next(Session session, String kind) throws SQLException {
    PreparedStatement next =
        session.prepare(
            "INSERT INTO counter (name, value) VALUES (?, 1) ON CONFLICT (name)"
                + " DO UPDATE SET value = counter.value + 1 RETURNING value");
    next.setString(1, kind);
    try (ResultSet row = next.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  static OptionalLong number(Session session, String kind) throws SQLException {
    PreparedStatement query = session.prepare("SELECT value FROM counter WHERE name = ?");
    query.setString(1, kind);
    try (ResultSet row = query.executeQuery()) {
      return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
    }
  }

  /** How the number is called after which a sync has still to learn what was noted. */
  static String notes(int sync) {
    return "notes " + sync;
  }

  /** The same of its links' bases alone. */
  static String bases(int sync) {
    return "bases " + sync;
  }

  static void putBack(Session session, int finder, long known, long latest) throws SQLException {
    Set<Integer> syncs = new TreeSet<>(Set.of(finder));
    try (ResultSet row = session.prepare("SELECT id FROM sync").executeQuery()) {
      while (row.next()) {
        syncs.add(row.getInt(1));
      }
    }
    for (int sync : syncs) {
      keep(session, notes(sync), known, "(name) DO NOTHING");
      keep(session, bases(sync), known, "(name) DO NOTHING");
    }
    keep(session, "batch", latest, "(name) DO UPDATE SET value = excluded.value");
  }

  private static void keep(Session session, String kind, long value, String conflict)
      throws SQLException {
    PreparedStatement put =
        session.prepare("INSERT INTO counter (name, value) VALUES (?, ?) ON CONFLICT " + conflict);
    put.setString(1, kind);
    put.setLong(2, value);
    put.executeUpdate();
  }

  static void forget(Session session, String kind) throws SQLException {
    PreparedStatement delete = session.prepare("DELETE FROM counter WHERE name = ?");
    delete.setString(1, kind);
    delete.executeUpdate();
  }

  static int layout(Session session, List<String> meanings) throws SQLException {
    byte[] packed = pack(meanings);
    PreparedStatement query = session.prepare("SELECT id FROM layout WHERE meanings = ?");
    query.setBytes(1, packed);
    try (ResultSet row = query.executeQuery()) {
      if (row.next()) {
        return row.getInt(1);
      }
    }
    int id = Math.toIntExact(next(session, "layout"));
    PreparedStatement insert =
        session.prepare("INSERT INTO layout (id, meanings) VALUES (?, ?)", id);
    insert.setBytes(2, packed);
    insert.executeUpdate();
    return id;
  }

  static @Nullable List<String> meanings(Session session, int layout) throws SQLException {
    PreparedStatement query = session.prepare("SELECT meanings FROM layout WHERE id = ?", layout);
    try (ResultSet row = query.executeQuery()) {
      return row.next() ? unpack(row.getBytes(1)) : null;
    }
  }

  private static byte[] pack(List<String> meanings) {
    PackedOutput out = new PackedOutput();
    out.count(meanings.size());
    for (String meaning : meanings) {
      out.bytes(meaning.getBytes(StandardCharsets.UTF_8));
    }
    return out.toBytes();
  }

  private static List<String> unpack(byte[] packed) {
    PackedInput in = new PackedInput(packed);
    int count = in.count();
    List<String> meanings = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      meanings.add(new String(in.bytes(), StandardCharsets.UTF_8));
    }
    return List.copyOf(meanings);
  }
}
