package dev.syncline.connect.app;

import dev.syncline.connect.Write;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A write of a batch on its way. */
final class Item {
  final int index;
  final Write write;
  final Shaped shaped;

  /** The key of an insert that Syncline chooses; null where it does not. */
  final @Nullable Key chosen;

  /** The record as it was read just before; null for an insert. */
  @Nullable Row before;

  /** Its version then. */
  @Nullable JsonNode version;

  Item(int index, Write write, Shaped shaped, @Nullable Key chosen) {
    this.index = index;
    this.write = write;
    this.shaped = shaped;
    this.chosen = chosen;
  }

  /** The key of the record that is changed or removed; null for an insert. */
  @Nullable Key key() {
    return switch (write) {
      case Write.Insert i -> null;
      case Write.Update u -> u.key();
      case Write.Delete d -> d.key();
    };
  }

  List<String> columns() {
    return switch (write) {
      case Write.Insert i -> i.columns();
      case Write.Update u -> u.columns();
      case Write.Delete d -> List.of();
    };
  }

  @Nullable Object[] values() {
    return switch (write) {
      case Write.Insert i -> i.values();
      case Write.Update u -> u.values();
      case Write.Delete d -> new @Nullable Object[0];
    };
  }

  /** The record as it will be. */
  Row after() {
    @Nullable Object[] after =
        before == null ? new @Nullable Object[shaped.shape().size()] : before.values().clone();
    if (before == null && chosen != null) {
      after[shaped.shape().key()[0]] = chosen.parts()[0];
    }
    for (int i = 0; i < columns().size(); i++) {
      after[shaped.shape().indexOf(columns().get(i))] = values()[i];
    }
    return new Row(shaped.shape(), after);
  }

  /** The key after the write, where it is known before; null for one the application makes. */
  @Nullable Key keyAfter() {
    int given = columns().indexOf(shaped.key().name());
    Object part = given < 0 ? null : values()[given];
    return part != null ? Key.of(part) : chosen != null ? chosen : key();
  }

  /** Whether one request can carry both. */
  boolean isLike(Item other) {
    return write.getClass() == other.write.getClass() && shaped == other.shaped;
  }

  String verb() {
    return switch (write) {
      case Write.Insert i -> "insert";
      case Write.Update u -> "update";
      case Write.Delete d -> "delete";
    };
  }

  /** What it is, for messages: {@code person: update of 7}. */
  String subject() {
    Key key = key();
    return shaped.object() + ": " + verb() + (key == null ? "" : " of " + key);
  }
}
