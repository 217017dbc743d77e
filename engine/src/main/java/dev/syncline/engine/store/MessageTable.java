package dev.syncline.engine.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What became of what people started. */
final class MessageTable {
  private static final String COLUMNS =
      "id, sync, state, asked, due, ended, way, plan, run, said, mail_to, mail";

  private MessageTable() {}

  static long add(Session session, Message message) throws SQLException {
    long id = SyncTable.next(session, "message");
    PreparedStatement insert =
        session.prepare(
            "INSERT INTO message (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    insert.setLong(1, id);
    insert.setInt(2, message.sync());
    insert.setString(3, message.state().name());
    insert.setLong(4, message.askedMillis());
    insert.setLong(5, message.dueMillis());
    insert.setLong(6, message.endedMillis());
    insert.setString(7, message.way());
    insert.setString(8, message.plan());
    insert.setLong(9, message.run());
    insert.setString(10, Session.text(message.text()));
    insert.setString(11, message.mailTo());
    insert.setString(12, message.mail());
    insert.executeUpdate();
    return id;
  }

  static boolean put(Session session, Message message, Message.State was) throws SQLException {
    PreparedStatement update =
        session.prepare(
            "UPDATE message SET state = ?, ended = ?, run = ?, said = ?, mail = ?"
                + " WHERE id = ? AND state = ?");
    update.setString(1, message.state().name());
    update.setLong(2, message.endedMillis());
    update.setLong(3, message.run());
    update.setString(4, Session.text(message.text()));
    update.setString(5, Session.text(message.mail()));
    update.setLong(6, message.id());
    update.setString(7, was.name());
    return update.executeUpdate() == 1;
  }

  static Optional<Message> get(Session session, long id) throws SQLException {
    return list(session.prepare("SELECT " + COLUMNS + " FROM message WHERE id = ?", id)).stream()
        .findFirst();
  }

  static List<Message> latest(Session session, int sync, int limit) throws SQLException {
    return list(
        session.prepare(
            "SELECT " + COLUMNS + " FROM message WHERE sync = ? ORDER BY id DESC LIMIT ?",
            sync,
            limit));
  }

  static List<Message> in(Session session, Message.State state) throws SQLException {
    PreparedStatement query =
        session.prepare("SELECT " + COLUMNS + " FROM message WHERE state = ? ORDER BY due, id");
    query.setString(1, state.name());
    return list(query);
  }

  static List<Message> unsent(Session session, long sinceMillis) throws SQLException {
    PreparedStatement query =
        session.prepare(
            "SELECT "
                + COLUMNS
                + " FROM message WHERE ended > 0 AND ended >= ? AND mail_to <> '' AND mail <> ?"
                + " AND substr(mail, 1, ?) <> ? ORDER BY id");
    query.setLong(1, sinceMillis);
    query.setString(2, Message.SENT);
    query.setInt(3, Message.GIVEN_UP.length());
    query.setString(4, Message.GIVEN_UP);
    return list(query);
  }

  static void prune(Session session, long beforeMillis) throws SQLException {
    session
        .prepare("DELETE FROM message WHERE ended > 0 AND ended < ?", beforeMillis)
        .executeUpdate();
  }

  private static List<Message> list(PreparedStatement query) throws SQLException {
    List<Message> messages = new ArrayList<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        messages.add(
            new Message(
                row.getLong(1),
                row.getInt(2),
                Message.State.valueOf(row.getString(3)),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                row.getString(7),
                row.getString(8),
                row.getLong(9),
                row.getString(10),
                row.getString(11),
                row.getString(12)));
      }
    }
    return messages;
  }
}
