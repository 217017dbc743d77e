package dev.syncline.log;

import dev.syncline.connect.LogReader;
import io.debezium.data.Envelope;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * What Debezium's events say of keys. A changed key comes as two events, the old row's end and the
 * new row's beginning, each of which names the other key; here it is one change.
 */
final class Events {
  private static final String NEW_KEY = "__debezium.newkey";
  private static final String OLD_KEY = "__debezium.oldkey";

  private final Map<List<String>, List<String>> keys = new HashMap<>();
  private final LogReader.@Nullable Table marker;

  Events(LogReader.Log log) {
    log.tables().forEach(t -> keys.put(List.of(t.schema(), t.name()), t.key()));
    this.marker = log.marker();
  }

  /** Adds what an event says. */
  void take(
      SourceRecord event,
      List<LogReader.Change> changes,
      List<String> markers,
      Set<Long> transactions) {
    if (!(event.value() instanceof Struct value)
        || value.schema().field(Envelope.FieldName.OPERATION) == null) {
      return; // a heartbeat
    }
    String operation = value.getString(Envelope.FieldName.OPERATION);
    if (operation.equals(Envelope.Operation.MESSAGE.code())) {
      message(value, markers);
      return;
    }
    Struct origin = value.getStruct(Envelope.FieldName.SOURCE);
    String schema =
        origin.schema().field("schema") == null
            ? origin.getString("db")
            : origin.getString("schema");
    String table = origin.getString("table");
    LogReader.Table text = marker;
    if (text != null && text.name().equals(table) && text.schema().equals(schema)) {
      Struct after = value.getStruct(Envelope.FieldName.AFTER);
      String written = after == null ? "" : after.getString(text.key().getFirst());
      if (!written.isEmpty()) {
        markers.add(written);
      }
      return;
    }
    List<String> columns = keys.get(List.of(schema, table));
    if (columns == null) {
      return;
    }
    if (origin.schema().field("txId") != null && origin.getInt64("txId") != null) {
      transactions.add(origin.getInt64("txId"));
    }
    Object[] key = event.key() instanceof Struct k ? parts(k, columns) : null;
    if (key == null || operation.equals(Envelope.Operation.TRUNCATE.code())) {
      changes.add(new LogReader.Change(schema, table, null, null));
    } else if (operation.equals(Envelope.Operation.DELETE.code())) {
      if (header(event, NEW_KEY, columns) == null) {
        changes.add(new LogReader.Change(schema, table, key, null));
      }
    } else if (operation.equals(Envelope.Operation.CREATE.code())) {
      changes.add(new LogReader.Change(schema, table, header(event, OLD_KEY, columns), key));
    } else {
      changes.add(new LogReader.Change(schema, table, key, key));
    }
  }

  private static void message(Struct value, List<String> markers) {
    byte[] content = bytes(value.getStruct("message").get("content"));
    if (content.length > 0) {
      markers.add(new String(content, StandardCharsets.UTF_8));
    }
  }

  private static byte[] bytes(@Nullable Object content) {
    return switch (content) {
      case byte[] plain -> plain;
      case ByteBuffer buffer -> {
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        yield copy;
      }
      case null, default -> new byte[0];
    };
  }

  private static Object @Nullable [] header(SourceRecord event, String name, List<String> columns) {
    Header header = event.headers().lastWithName(name);
    return header != null && header.value() instanceof Struct key ? parts(key, columns) : null;
  }

  /** Null when a part is not told. */
  private static Object @Nullable [] parts(Struct key, List<String> columns) {
    Object[] parts = new Object[columns.size()];
    for (int i = 0; i < parts.length; i++) {
      Field field = key.schema().field(columns.get(i));
      Object value = field == null ? null : key.get(field);
      if (value == null) {
        return null;
      }
      parts[i] = plain(field, value);
    }
    return parts;
  }

  /** A value in Java's own classes. */
  private static Object plain(Field field, Object value) {
    String meaning = String.valueOf(field.schema().name());
    return meaning.equals(io.debezium.time.Date.SCHEMA_NAME) && value instanceof Integer days
        ? LocalDate.ofEpochDay(days)
        : value;
  }
}
