package dev.syncline.connect.app;

import dev.syncline.connect.Fence;
import dev.syncline.connect.WriteBatch;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Which store may write a sync's records, as a record in the application itself where the
 * description names an object for it. It is read before each batch; without transactions a node
 * that was just replaced may still finish the batch it has begun.
 */
final class Ownership {
  private static final String SYNC = "sync";
  private static final String STORE = "store";
  private static final String TOKEN = "token";

  private final Conversation conversation;
  private final Description description;
  private final Reads reads;

  /** Tokens where the application keeps none. */
  private final Map<Integer, Long> own = new HashMap<>();

  Ownership(Conversation conversation, Description description, Reads reads) {
    this.conversation = conversation;
    this.description = description;
    this.reads = reads;
  }

  private static Shape shape(Description.Owner owner) {
    return new Shape(
        owner.object(),
        List.of(
            new Column(SYNC, new Type.Int(32, false), "", false, Origin.GIVEN),
            new Column(STORE, Type.Text.UNBOUNDED, "", true, Origin.GIVEN),
            new Column(TOKEN, new Type.Int(64, false), "", true, Origin.GIVEN)),
        List.of(SYNC));
  }

  private @Nullable Row row(Description.Owner owner, int sync) {
    return reads.fetch(shape(owner), List.of(Key.of(sync))).stream().findFirst().orElse(null);
  }

  /** Throws FENCED if somebody else took the sync over. */
  void fence(WriteBatch batch) {
    Description.Owner owner = description.owner();
    if (owner == null) {
      return;
    }
    Row row = row(owner, batch.sync());
    boolean ours =
        row != null
            && batch.store().equals(row.get(STORE))
            && Long.valueOf(batch.token()).equals(row.get(TOKEN));
    if (!ours) {
      throw Fence.lost(
          conversation.name(), batch.sync(), batch.store(), row == null ? null : storeOf(row));
    }
  }

  private static String storeOf(Row row) {
    return String.valueOf(row.get(STORE));
  }

  /** The store that owns a sync, where the application says. */
  Optional<String> of(Catalog catalog, int sync) {
    Description.Owner owner = description.owner();
    return owner != null && isInstalled(catalog)
        ? Optional.ofNullable(row(owner, sync)).map(Ownership::storeOf)
        : Optional.empty();
  }

  /** Whether the application keeps it; else only this process knows. */
  boolean isKept() {
    return description.owner() != null;
  }

  synchronized long claim(int sync, String store, boolean adopt) {
    Description.Owner owner = description.owner();
    if (owner == null) {
      return own.merge(
          sync, System.currentTimeMillis(), (before, now) -> Math.max(before + 1, now));
    }
    Row row = row(owner, sync);
    if (row != null && !store.equals(row.get(STORE)) && !adopt) {
      throw Fence.foreign(conversation.name(), sync, storeOf(row));
    }
    long before = row != null && row.get(TOKEN) instanceof Long t ? t : 0;
    long token = Math.max(System.currentTimeMillis(), before + 1);
    keep(owner, row == null, sync, store, token);
    Row kept = row(owner, sync);
    if (kept == null || !Long.valueOf(token).equals(kept.get(TOKEN))) {
      throw Fence.lost(conversation.name(), sync, store, kept == null ? null : storeOf(kept));
    }
    return token;
  }

  private void keep(Description.Owner owner, boolean fresh, int sync, String store, long token) {
    Call call = fresh ? description.records().create() : description.records().update();
    if (call == null) {
      throw new IllegalStateException("an owner cannot be kept without create and update");
    }
    Shaped shaped = reads.shaped(shape(owner));
    JsonNode record =
        shaped.record(Key.of(sync), List.of(STORE, TOKEN), new @Nullable Object[] {store, token});
    Map<String, JsonNode> values = new HashMap<>();
    values.put("object", Json.text(owner.object()));
    values.put("fields", shaped.fields());
    values.put("key", Json.text(SYNC));
    values.put("id", shaped.id(Key.of(sync)));
    values.put("record", record);
    values.put("records", Json.NODES.arrayNode().add(record));
    conversation.command("claiming sync " + sync, Wire.Request.of(call, values));
  }

  boolean isInstalled(Catalog catalog) {
    Description.Owner owner = description.owner();
    return owner != null && catalog.hasOwner();
  }

  void install(Catalog catalog) {
    Description.Owner owner = description.owner();
    if (owner != null && !isInstalled(catalog)) {
      conversation.command("making " + owner.object(), Wire.Request.of(owner.make(), Map.of()));
    }
  }

  void uninstall(Catalog catalog) {
    Description.Owner owner = description.owner();
    if (owner != null && isInstalled(catalog)) {
      conversation.command("removing " + owner.object(), Wire.Request.of(owner.drop(), Map.of()));
    }
  }

  /** What is there of Syncline's, in words. */
  List<String> footprint(Catalog catalog) {
    Description.Owner owner = description.owner();
    return owner != null && isInstalled(catalog)
        ? List.of(
            "object " + owner.object() + " (which store writes a sync) in " + conversation.name())
        : List.of();
  }
}
