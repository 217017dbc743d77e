package dev.syncline.engine;

import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import org.jspecify.annotations.Nullable;

/**
 * A record to look at: a linked or just matched pair (both keys), or a record without a counterpart
 * (one key).
 *
 * @param link the link where it is not the store's (the record's key has just moved)
 */
public record Work(@Nullable Key source, @Nullable Key target, @Nullable Link link) {
  /** A pair, or a record without a counterpart. */
  public static Work of(@Nullable Key source, @Nullable Key target) {
    return new Work(source, target, null);
  }
}
