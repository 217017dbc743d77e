package dev.syncline.engine.store;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans that are kept for people to review. */
final class KeptPlanTable {
  private static final String COLUMNS =
      "id, sync, hash, created, way, origin, found, version, message, run";

  private static final PlanTable PIECES = new PlanTable("kept_plan_piece", "plan");

  private KeptPlanTable() {}

  static long add(Session session, KeptPlan plan, Path file) throws SQLException {
    long id = SyncTable.next(session, "kept_plan");
    PreparedStatement insert =
        session.prepare(
            "INSERT INTO kept_plan ("
                + COLUMNS
                + ", selected, outcome) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    insert.setLong(1, id);
    insert.setInt(2, plan.sync());
    insert.setString(3, plan.hash());
    insert.setLong(4, plan.createdMillis());
    insert.setString(5, plan.way());
    insert.setString(6, plan.origin());
    insert.setString(7, plan.found());
    insert.setLong(8, plan.version());
    insert.setLong(9, plan.message());
    insert.setLong(10, plan.run());
    insert.setBytes(11, new byte[0]);
    insert.setString(12, "");
    insert.executeUpdate();
    PIECES.put(session, id, file);
    return id;
  }

  static boolean write(Session session, long id, Path file) throws SQLException {
    return PIECES.write(session, id, file);
  }

  static boolean forget(Session session, KeptPlan plan) throws SQLException {
    boolean forgotten =
        session
                .prepare(
                    "DELETE FROM kept_plan WHERE id = ? AND message = ?", plan.id(), plan.message())
                .executeUpdate()
            == 1;
    if (forgotten) {
      PIECES.forget(session, plan.id());
    }
    return forgotten;
  }

  static Optional<KeptPlan> get(Session session, long id) throws SQLException {
    return list(session.prepare("SELECT " + COLUMNS + " FROM kept_plan WHERE id = ?", id)).stream()
        .findFirst();
  }

  static List<KeptPlan> of(Session session, int sync) throws SQLException {
    return list(
        session.prepare(
            "SELECT " + COLUMNS + " FROM kept_plan WHERE sync = ? ORDER BY id DESC", sync));
  }

  static boolean note(Session session, KeptPlan plan, long was) throws SQLException {
    return session
            .prepare(
                "UPDATE kept_plan SET message = ?, run = ? WHERE id = ? AND message = ?",
                plan.message(),
                plan.run(),
                plan.id(),
                was)
            .executeUpdate()
        == 1;
  }

  static Optional<byte[]> selected(Session session, long id, long version) throws SQLException {
    try (ResultSet row =
        session
            .prepare("SELECT selected FROM kept_plan WHERE id = ? AND version = ?", id, version)
            .executeQuery()) {
      return row.next() ? Optional.of(row.getBytes(1)) : Optional.empty();
    }
  }

  static boolean select(Session session, long id, long version, byte[] selected)
      throws SQLException {
    PreparedStatement update =
        session.prepare(
            "UPDATE kept_plan SET selected = ?, version = ? WHERE id = ? AND version = ?");
    update.setBytes(1, selected);
    update.setLong(2, version + 1);
    update.setLong(3, id);
    update.setLong(4, version);
    return update.executeUpdate() == 1;
  }

  static String outcome(Session session, long id) throws SQLException {
    try (ResultSet row =
        session.prepare("SELECT outcome FROM kept_plan WHERE id = ?", id).executeQuery()) {
      return row.next() ? row.getString(1) : "";
    }
  }

  static void putOutcome(Session session, long id, String outcome) throws SQLException {
    PreparedStatement update = session.prepare("UPDATE kept_plan SET outcome = ? WHERE id = ?");
    update.setString(1, Session.text(outcome));
    update.setLong(2, id);
    update.executeUpdate();
  }

  private static List<KeptPlan> list(PreparedStatement query) throws SQLException {
    List<KeptPlan> plans = new ArrayList<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        plans.add(
            new KeptPlan(
                row.getLong(1),
                row.getInt(2),
                row.getString(3),
                row.getLong(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getLong(8),
                row.getLong(9),
                row.getLong(10)));
      }
    }
    return plans;
  }
}
