package dev.syncline.engine.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What is to be sent of messages, and what was. */
final class DeliveryTable {
  private static final String COLUMNS =
      "id, message, at_end, channel, receiver, state, made, attempts, due, why";

  private DeliveryTable() {}

  /** Nobody is told the same twice. */
  static void add(Session session, Delivery delivery) throws SQLException {
    PreparedStatement insert =
        session.prepare(
            "INSERT INTO delivery ("
                + COLUMNS
                + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");
    insert.setString(1, delivery.id());
    insert.setLong(2, delivery.message());
    insert.setInt(3, delivery.atEnd() ? 1 : 0);
    insert.setString(4, delivery.channel().name());
    insert.setString(5, delivery.receiver());
    insert.setString(6, delivery.state().name());
    insert.setLong(7, delivery.madeMillis());
    insert.setInt(8, delivery.attempts());
    insert.setLong(9, delivery.dueMillis());
    insert.setString(10, Session.text(delivery.why()));
    insert.executeUpdate();
  }

  static void put(Session session, Delivery delivery) throws SQLException {
    PreparedStatement update =
        session.prepare(
            "UPDATE delivery SET state = ?, attempts = ?, due = ?, why = ? WHERE id = ?");
    update.setString(1, delivery.state().name());
    update.setInt(2, delivery.attempts());
    update.setLong(3, delivery.dueMillis());
    update.setString(4, Session.text(delivery.why()));
    update.setString(5, delivery.id());
    update.executeUpdate();
  }

  static List<Delivery> of(Session session, long message) throws SQLException {
    return list(
        session.prepare(
            "SELECT " + COLUMNS + " FROM delivery WHERE message = ? ORDER BY made, channel, id",
            message));
  }

  static List<Delivery> due(Session session, Delivery.Channel channel, long byMillis)
      throws SQLException {
    PreparedStatement query =
        session.prepare(
            "SELECT "
                + COLUMNS
                + " FROM delivery WHERE state = ? AND channel = ? AND due <= ?"
                + " ORDER BY made, message, id");
    query.setString(1, Delivery.State.DUE.name());
    query.setString(2, channel.name());
    query.setLong(3, byMillis);
    return list(query);
  }

  /** Of messages that are gone. */
  static void prune(Session session) throws SQLException {
    session
        .prepare("DELETE FROM delivery WHERE message NOT IN (SELECT id FROM message)")
        .executeUpdate();
  }

  private static List<Delivery> list(PreparedStatement query) throws SQLException {
    List<Delivery> deliveries = new ArrayList<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        deliveries.add(
            new Delivery(
                row.getString(1),
                row.getLong(2),
                row.getInt(3) == 1,
                Delivery.Channel.valueOf(row.getString(4)),
                row.getString(5),
                Delivery.State.valueOf(row.getString(6)),
                row.getLong(7),
                row.getInt(8),
                row.getLong(9),
                row.getString(10)));
      }
    }
    return deliveries;
  }
}
