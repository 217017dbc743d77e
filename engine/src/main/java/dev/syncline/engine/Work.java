package dev.syncline.engine;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import org.jspecify.annotations.Nullable;

/**
 * A record to look at: a linked or just matched pair (both keys), or a record without a counterpart
 * (one key).
 *
 * @param link the link where it is not the store's (the record's key has just moved)
 * @param seen fingerprint of the row of a record without a counterpart, as it was when none was
 *     found; 0 when that does not matter
 */
public record Work(@Nullable Key source, @Nullable Key target, @Nullable Link link, long seen) {
  /** A pair under a link. */
  public Work(@Nullable Key source, @Nullable Key target, @Nullable Link link) {
    this(source, target, link, 0);
  }

  /** A pair, or a record without a counterpart. */
  public static Work of(@Nullable Key source, @Nullable Key target) {
    return new Work(source, target, null);
  }

  /** A record without a counterpart. */
  static Work alone(Side holder, Key key, long seen) {
    return holder == Side.SOURCE
        ? new Work(key, null, null, seen)
        : new Work(null, key, null, seen);
  }
}
