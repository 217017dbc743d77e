package dev.syncline.engine.decide;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import java.util.Objects;
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
  public Work {
    if (source == null && target == null) {
      throw new IllegalArgumentException("a record without any key");
    }
  }

  /** A pair under a link. */
  public Work(@Nullable Key source, @Nullable Key target, @Nullable Link link) {
    this(source, target, link, 0);
  }

  /** A pair, or a record without a counterpart. */
  public static Work of(@Nullable Key source, @Nullable Key target) {
    return new Work(source, target, null);
  }

  /** A pair under its link. */
  public static Work of(Link link) {
    return new Work(link.source(), link.target(), link);
  }

  /** A record without a counterpart. */
  public static Work alone(Side holder, Key key, long seen) {
    return holder == Side.SOURCE
        ? new Work(key, null, null, seen)
        : new Work(null, key, null, seen);
  }

  /** Whether only one key is known. */
  public boolean isAlone() {
    return source == null || target == null;
  }

  /** The side by whose key it is named: the only one, or of a pair the source. */
  public Side holder() {
    return source != null ? Side.SOURCE : Side.TARGET;
  }

  /** The key by which it is named. */
  public Key key() {
    return Objects.requireNonNull(key(holder()));
  }

  /** The key on a side, if it is known. */
  public @Nullable Key key(Side side) {
    return side == Side.SOURCE ? source : target;
  }
}
