package dev.syncline.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.apache.kafka.connect.runtime.WorkerConfig;
import org.apache.kafka.connect.storage.OffsetBackingStore;
import org.apache.kafka.connect.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Where Debezium begins, and whom it tells how far it has come. Only when that has returned does it
 * confirm to the server.
 */
public final class Offsets implements OffsetBackingStore {
  private static final String KEEPER = "syncline.keeper";
  private static final Map<String, Keeper> KEEPERS = new ConcurrentHashMap<>();

  private @Nullable Keeper keeper;

  /** Who keeps offsets, as JSON. */
  interface Keeper {
    @Nullable String begin();

    void reached(String offset);
  }

  /** Made by Debezium. */
  public Offsets() {}

  /** Lets a keeper be found by settings. */
  static void keep(Properties settings, String name, Keeper keeper) {
    KEEPERS.put(name, keeper);
    settings.setProperty("offset.storage", Offsets.class.getName());
    settings.setProperty(KEEPER, name);
  }

  static void leave(String name) {
    KEEPERS.remove(name);
  }

  @Override
  public void configure(WorkerConfig config) {
    keeper = KEEPERS.get(config.originalsStrings().get(KEEPER));
  }

  @Override
  public void start() {}

  @Override
  public void stop() {}

  @Override
  public Future<Map<ByteBuffer, ByteBuffer>> get(Collection<ByteBuffer> keys) {
    Map<ByteBuffer, ByteBuffer> found = new HashMap<>();
    String begin = keeper == null ? null : keeper.begin();
    if (begin != null) {
      keys.forEach(key -> found.put(key, ByteBuffer.wrap(begin.getBytes(StandardCharsets.UTF_8))));
    }
    return CompletableFuture.completedFuture(found);
  }

  @Override
  public Future<Void> set(Map<ByteBuffer, ByteBuffer> values, Callback<Void> callback) {
    try {
      for (ByteBuffer value : values.values()) {
        if (keeper != null && value != null) {
          keeper.reached(StandardCharsets.UTF_8.decode(value.duplicate()).toString());
        }
      }
    } catch (RuntimeException e) {
      callback.onCompletion(e, null);
      return CompletableFuture.failedFuture(e);
    }
    callback.onCompletion(null, null);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public Set<Map<String, Object>> connectorPartitions(String connector) {
    return Set.of();
  }
}
