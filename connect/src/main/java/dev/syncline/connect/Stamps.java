package dev.syncline.connect;

import dev.syncline.connect.Connector.RowStream;
import dev.syncline.core.model.Shape;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Capture by timestamps: columns tell when a record was added and last changed, and a cursor over
 * them says how far it was read. Moments are those of the system's own clocks, never of ours; those
 * of columns without a zone are given as though they were UTC.
 *
 * <p>Deleted records leave no stamp: whoever asks looks for their keys. Every method may throw
 * {@link ConnectorException}.
 */
public interface Stamps {

  /** Why the records of an object cannot be chosen by their stamps; nothing when they can. */
  Optional<String> obstacle(String object);

  /**
   * What these stamps of an object do not show, and what asking for them costs, in words, each with
   * its remedy.
   */
  List<String> blindSpots(String object, AuditColumns columns);

  /**
   * How late it is. Asked before {@link #since}: what is stamped earlier than the oldest
   * transaction began, and is not among its rows, was never written.
   */
  Clock clock(String object, AuditColumns columns);

  /**
   * The rows that were stamped at a moment or later by any of the columns, and those that no column
   * tells anything of. There may be others among them: columns without a zone are asked an hour
   * further back, since clocks go back by one in autumn.
   *
   * @param from null for all rows
   */
  RowStream since(Shape shape, AuditColumns columns, @Nullable Instant from);

  /**
   * How late it is in a system.
   *
   * @param now by the clock that its stamps are said to follow; null while nobody can tell what may
   *     still be stamped with an earlier moment: then a cursor stays where it is
   * @param oldest how long the oldest transaction has been open that may still write; zero where
   *     the system does not tell
   */
  record Clock(@Nullable Instant now, Duration oldest) {}
}
