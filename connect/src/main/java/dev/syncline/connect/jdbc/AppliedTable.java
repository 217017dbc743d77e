package dev.syncline.connect.jdbc;

import dev.syncline.connect.Connector.Applied;
import dev.syncline.connect.Connector.Noted;
import dev.syncline.connect.WriteBatch;
import dev.syncline.core.model.Key;
import dev.syncline.core.value.Hex;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code syncline_applied}: which operations were applied, written in the same transaction as their
 * rows, so that a lost answer can be asked for. A small batch has a row per operation, a large one
 * a single row that holds all of them packed; such operations are found through their batch.
 */
final class AppliedTable {
  /** From this many operations on a batch is packed. */
  private static final int PACKED_FROM = 64;

  /** A guess at what an operation takes in a packed row. */
  private static final int EXPECTED_BYTES = 48;

  /** A length of this many bytes or more does not fit into one byte. */
  private static final int LONG_PART = 255;

  private static final byte HASH = 1;
  private static final byte TEXT = 0;
  private static final int CHUNK = 200;

  /** Of a store that was put back, one of so many batches that follow is noted. */
  private static final int NEXT = 100;

  private static final int PAGE = 200;
  private static final List<String> COLUMNS =
      List.of("store", "operation", "batch", "sync", "task", "written", "note");
  private static final List<String> KEY = List.of("store", "operation");

  private final Dialect dialect;
  private final String table;

  AppliedTable(Dialect dialect, String defaultSchema) {
    this.dialect = dialect;
    this.table = dialect.table(dialect.own("applied", defaultSchema));
  }

  /** What is noted of an operation. */
  record Entry(String operation, Applied applied) {}

  /** Notes the operations of a transaction. */
  void note(Connection connection, WriteBatch batch, List<Entry> entries) throws SQLException {
    // Writes that go together may be of several batches of the journal, so each is found by itself.
    if (entries.size() >= PACKED_FROM && !batch.together()) {
      String name = "batch " + batch.id() + " from " + entries.getFirst().operation;
      try (PreparedStatement statement =
          connection.prepareStatement(dialect.upsert(table, COLUMNS, KEY, 1))) {
        bind(statement, 1, batch, name, null, pack(entries));
        statement.executeUpdate();
      }
      return;
    }
    for (int from = 0; from < entries.size(); from += CHUNK) {
      List<Entry> chunk = entries.subList(from, Math.min(entries.size(), from + CHUNK));
      try (PreparedStatement statement =
          connection.prepareStatement(dialect.upsert(table, COLUMNS, KEY, chunk.size()))) {
        int at = 1;
        for (Entry e : chunk) {
          at =
              bind(
                  statement, at, batch, e.operation, e.applied.written().bytes(), e.applied.note());
        }
        statement.executeUpdate();
      }
    }
  }

  private static int bind(
      PreparedStatement statement,
      int from,
      WriteBatch batch,
      String operation,
      byte @Nullable [] written,
      byte[] note)
      throws SQLException {
    int at = from;
    statement.setString(at++, batch.store());
    statement.setString(at++, operation);
    statement.setString(at++, batch.id());
    statement.setInt(at++, batch.sync());
    statement.setInt(at++, batch.task());
    statement.setBytes(at++, written);
    statement.setBytes(at++, note);
    return at;
  }

  /**
   * Which of some operations are noted, under this batch or, where they are few, under any.
   *
   * @param everywhere look beyond the batch too
   */
  Map<String, Applied> find(
      Connection connection,
      String store,
      String batch,
      Collection<String> operations,
      boolean everywhere)
      throws SQLException {
    Map<String, Applied> found = new HashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT operation, written, note FROM " + table + " WHERE store = ? AND batch = ?")) {
      statement.setString(1, store);
      statement.setString(2, batch);
      read(statement, operations, found);
    }
    if (everywhere) {
      List<String> rest = operations.stream().filter(o -> !found.containsKey(o)).toList();
      for (int from = 0; from < rest.size(); from += CHUNK) {
        findChunk(
            connection, store, rest.subList(from, Math.min(rest.size(), from + CHUNK)), found);
      }
    }
    return found;
  }

  private void findChunk(
      Connection connection, String store, List<String> operations, Map<String, Applied> found)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT operation, written, note FROM "
                + table
                + " WHERE store = ? AND operation IN ("
                + String.join(", ", Collections.nCopies(operations.size(), "?"))
                + ")")) {
      statement.setString(1, store);
      for (int i = 0; i < operations.size(); i++) {
        statement.setString(i + 2, operations.get(i));
      }
      read(statement, operations, found);
    }
  }

  /** The number of the latest batch of a store, if one of the next after a known one is noted. */
  long latest(Connection connection, String store, long known) throws SQLException {
    try (PreparedStatement next =
        connection.prepareStatement(
            "SELECT 1 FROM "
                + table
                + " WHERE store = ? AND batch IN ("
                + String.join(", ", Collections.nCopies(NEXT, "?"))
                + ") LIMIT 1")) {
      next.setString(1, store);
      for (int i = 1; i <= NEXT; i++) {
        next.setString(i + 1, Long.toString(known + i));
      }
      try (ResultSet row = next.executeQuery()) {
        if (!row.next()) {
          return known;
        }
      }
    }
    // Numbers are kept as texts: the greatest is among the longest.
    try (PreparedStatement last =
        connection.prepareStatement(
            ("SELECT max(batch) FROM %1$s WHERE store = ? AND length(batch) ="
                    + " (SELECT max(length(batch)) FROM %1$s WHERE store = ?)")
                .formatted(table))) {
      last.setString(1, store);
      last.setString(2, store);
      try (ResultSet row = last.executeQuery()) {
        return row.next() ? Math.max(known, Long.parseLong(row.getString(1))) : known;
      }
    }
  }

  /** Every operation of a sync under later batches than a known one. */
  void each(Connection connection, String store, int sync, long known, Consumer<Noted> each)
      throws SQLException {
    String from = "";
    for (int read = PAGE; read == PAGE; ) {
      read = 0;
      try (PreparedStatement page =
          connection.prepareStatement(
              "SELECT operation, batch, task, written, note FROM "
                  + table
                  + " WHERE store = ? AND sync = ? AND operation > ? ORDER BY operation LIMIT "
                  + PAGE)) {
        page.setString(1, store);
        page.setInt(2, sync);
        page.setString(3, from);
        try (ResultSet row = page.executeQuery()) {
          while (row.next()) {
            read++;
            from = row.getString(1);
            long batch = Long.parseLong(row.getString(2));
            if (batch > known) {
              give(batch, row, each);
            }
          }
        }
      }
    }
  }

  private static void give(long batch, ResultSet row, Consumer<Noted> each) throws SQLException {
    int task = row.getInt(3);
    byte[] written = row.getBytes(4);
    byte[] note = row.getBytes(5);
    if (written == null) {
      unpack(note, (operation, applied) -> each.accept(new Noted(task, batch, operation, applied)));
    } else {
      Applied applied = new Applied(Key.fromBytes(written), note);
      each.accept(new Noted(task, batch, row.getString(1), applied));
    }
  }

  private static void read(
      PreparedStatement statement, Collection<String> operations, Map<String, Applied> found)
      throws SQLException {
    Set<String> wanted = Set.of();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        if (wanted.isEmpty()) {
          wanted = Set.copyOf(operations); // seldom: an answer was lost
        }
        byte[] written = row.getBytes(2);
        if (written == null) {
          Set<String> sought = wanted;
          unpack(
              row.getBytes(3),
              (operation, applied) -> {
                if (sought.contains(operation)) {
                  found.put(operation, applied);
                }
              });
        } else if (wanted.contains(row.getString(1))) {
          found.put(row.getString(1), new Applied(Key.fromBytes(written), row.getBytes(3)));
        }
      }
    }
  }

  /** Count, then per operation its name, its key and its note, each after its length. */
  private static byte[] pack(List<Entry> entries) {
    ByteBuffer out = ByteBuffer.allocate(Integer.BYTES + entries.size() * EXPECTED_BYTES);
    out.putInt(entries.size());
    for (Entry e : entries) {
      byte[] name = name(e.operation);
      byte[] key = e.applied.written().bytes();
      byte[] note = e.applied.note();
      int needed = 3 * (1 + Integer.BYTES) + name.length + key.length + note.length;
      if (out.remaining() < needed) {
        ByteBuffer larger = ByteBuffer.allocate(out.capacity() * 2 + needed);
        out = larger.put(out.flip());
      }
      put(out, name);
      put(out, key);
      put(out, note);
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  private static void put(ByteBuffer out, byte[] part) {
    if (part.length < LONG_PART) {
      out.put((byte) part.length);
    } else {
      out.put((byte) LONG_PART).putInt(part.length);
    }
    out.put(part);
  }

  private static void unpack(byte[] packed, BiConsumer<String, Applied> each) {
    ByteBuffer in = ByteBuffer.wrap(packed);
    for (int left = in.getInt(); left > 0; left--) {
      String operation = operation(part(in));
      each.accept(operation, new Applied(Key.fromBytes(part(in)), part(in)));
    }
  }

  private static byte[] part(ByteBuffer in) {
    int length = Byte.toUnsignedInt(in.get());
    byte[] part = new byte[length < LONG_PART ? length : in.getInt()];
    in.get(part);
    return part;
  }

  /** Operations are named by hexadecimal digits as a rule: then it is half as many bytes. */
  private static byte[] name(String operation) {
    byte[] hash = Hex.bytes(operation);
    byte[] bytes = hash != null ? hash : operation.getBytes(StandardCharsets.UTF_8);
    byte[] name = new byte[1 + bytes.length];
    name[0] = hash != null ? HASH : TEXT;
    System.arraycopy(bytes, 0, name, 1, bytes.length);
    return name;
  }

  private static String operation(byte[] name) {
    byte[] bytes = Arrays.copyOfRange(name, 1, name.length);
    return name[0] == HASH ? Hex.text(bytes) : new String(bytes, StandardCharsets.UTF_8);
  }
}
