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
      "id, sync, topic, state, asked, due, ended, way, plan, run, said, mail_to";

  private MessageTable() {}

  static long add(Session session, Message message) throws SQLException {
    long id = SyncTable.next(session, "message");
    PreparedStatement insert =
        session.prepare(
            "INSERT INTO message (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    insert.setLong(1, id);
    insert.setInt(2, message.sync());
    insert.setString(3, message.topic().name());
    insert.setString(4, message.state().name());
    insert.setLong(5, message.askedMillis());
    insert.setLong(6, message.dueMillis());
    insert.setLong(7, message.endedMillis());
    insert.setString(8, message.way());
    insert.setString(9, message.plan());
    insert.setLong(10, message.run());
    insert.setString(11, Session.text(message.text()));
    insert.setString(12, message.mailTo());
    insert.executeUpdate();
    return id;
  }

  static boolean put(Session session, Message message, Message.State was) throws SQLException {
    PreparedStatement update =
        session.prepare(
            "UPDATE message SET state = ?, ended = ?, run = ?, said = ?"
                + " WHERE id = ? AND state = ?");
    update.setString(1, message.state().name());
    update.setLong(2, message.endedMillis());
    update.setLong(3, message.run());
    update.setString(4, Session.text(message.text()));
    update.setLong(5, message.id());
    update.setString(6, was.name());
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
                Topic.valueOf(row.getString(3)),
                Message.State.valueOf(row.getString(4)),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                row.getString(8),
                row.getString(9),
                row.getLong(10),
                row.getString(11),
                row.getString(12)));
      }
    }
    return messages;
  }
}
