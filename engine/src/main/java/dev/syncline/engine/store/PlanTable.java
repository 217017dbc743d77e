package dev.syncline.engine.store;

import dev.syncline.connect.sqlite.PrivateFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Plans in pieces that fit into memory.
 *
 * @param table in which they are
 * @param owner its column that says whose plan a piece is one of
 */
record PlanTable(String table, String owner) {
  /** Those of messages that wait. */
  static final PlanTable OF_MESSAGES = new PlanTable("message_plan", "message");

  private static final int PIECE_BYTES = 1 << 20;

  void put(Session session, long whose, Path file) throws SQLException {
    PreparedStatement insert =
        session.prepare("INSERT INTO " + table + " (" + owner + ", piece, bytes) VALUES (?, ?, ?)");
    try (InputStream in = Files.newInputStream(file)) {
      int piece = 0;
      byte[] bytes = in.readNBytes(PIECE_BYTES);
      while (bytes.length > 0) {
        insert.setLong(1, whose);
        insert.setInt(2, piece++);
        insert.setBytes(3, bytes);
        insert.executeUpdate();
        bytes = in.readNBytes(PIECE_BYTES);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  /** Writes it to a file that only its owner may read; false when there is none. */
  boolean write(Session session, long whose, Path file) throws SQLException {
    PreparedStatement query =
        session.prepare(
            "SELECT bytes FROM " + table + " WHERE " + owner + " = ? AND piece = ?", whose);
    int piece = 0;
    try {
      Files.deleteIfExists(file);
      PrivateFile.make(file);
      try (OutputStream out = Files.newOutputStream(file)) {
        while (true) {
          query.setInt(2, piece);
          try (ResultSet row = query.executeQuery()) {
            if (!row.next()) {
              return piece > 0;
            }
            out.write(row.getBytes(1));
          }
          piece++;
        }
      }
    } catch (IOException e) {
      throw new StoreException(
          "a plan cannot be written to " + file + ": " + e.getMessage() + ". Make room there.", e);
    }
  }

  void forget(Session session, long whose) throws SQLException {
    session.prepare("DELETE FROM " + table + " WHERE " + owner + " = ?", whose).executeUpdate();
  }
}
