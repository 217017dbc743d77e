package dev.syncline.engine.capture;

import dev.syncline.connect.AuditColumns;
import dev.syncline.connect.Connector.RowStream;
import dev.syncline.connect.Stamps;
import dev.syncline.connect.Stamps.Clock;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The rows of an object that were stamped since a cursor, as a run has read them. */
public final class StampedRows {
  /** With more of them a full compare is cheaper and keeps memory bounded. */
  private static final int MOST = 500_000;

  /** So long after a stamp it is asked whether its row was written once more. */
  private static final Duration FRESH = Duration.ofSeconds(3);

  private final Set<Key> keys;
  private final boolean tooMany;
  private final StampPosition next;

  private StampedRows(Set<Key> keys, boolean tooMany, StampPosition next) {
    this.keys = keys;
    this.tooMany = tooMany;
    this.next = next;
  }

  /**
   * Reads what was stamped since a position, and the overlap before it.
   *
   * @param ignored users whose changes are not looked at
   * @param all whether the rows are looked at anyway, so that only the next position matters
   */
  public static StampedRows read(
      Stamps stamps,
      ObjectSchema object,
      AuditColumns columns,
      StampPosition position,
      Duration overlap,
      Predicate<String> ignored,
      boolean all) {
    Clock clock = stamps.clock(object.name(), columns);
    Instant now = clock.now();
    Instant cursor = position.cursor();
    Shape shape = shape(object, columns);
    Set<Key> keys = new LinkedHashSet<>();
    Instant highest = null;
    boolean tooMany = false;
    try (RowStream rows =
        stamps.since(shape, columns, cursor == null ? null : cursor.minus(overlap))) {
      for (Row row = rows.next(); row != null; row = rows.next()) {
        for (String column : columns.stamps()) {
          highest = later(highest, moment(row.get(column)), now);
        }
        Key key = row.key();
        if (!all && !tooMany && key != null && !isBy(row, columns, ignored)) {
          keys.add(key);
          tooMany = keys.size() > MOST;
        }
      }
    }
    return new StampedRows(
        tooMany ? Set.of() : keys, tooMany || cursor == null, position.after(clock, highest));
  }

  /**
   * A number that is another when other rows were stamped since a moment, or otherwise; and for a
   * while after that, since a row that is written twice in a second bears the same stamp.
   */
  static long print(
      Stamps stamps, ObjectSchema object, AuditColumns columns, @Nullable Instant from) {
    long print = 0;
    Instant now = stamps.clock(object.name(), columns).now();
    Instant highest = null;
    try (RowStream rows = stamps.since(shape(object, columns), columns, from)) {
      for (Row row = rows.next(); row != null; row = rows.next()) {
        print += Arrays.deepHashCode(row.values());
        for (String column : columns.stamps()) {
          highest = later(highest, moment(row.get(column)), now);
        }
      }
    }
    if (now == null || highest == null || !highest.plus(FRESH).isAfter(now)) {
      return print;
    }
    return print + now.hashCode();
  }

  /** The later of two moments; one that is still to come does not count. */
  private static @Nullable Instant later(
      @Nullable Instant highest, @Nullable Instant stamp, @Nullable Instant now) {
    if (stamp == null || now == null || stamp.isAfter(now)) {
      return highest;
    }
    return highest == null || stamp.isAfter(highest) ? stamp : highest;
  }

  private static Shape shape(ObjectSchema object, AuditColumns columns) {
    List<String> names = new ArrayList<>(new LinkedHashSet<>(object.identity()));
    columns.all().stream().filter(c -> !names.contains(c)).forEach(names::add);
    return object.shape(names);
  }

  private static boolean isBy(Row row, AuditColumns columns, Predicate<String> users) {
    String by = columns.updatedBy();
    Object user = by == null ? null : row.get(by);
    return user != null && users.test(user.toString());
  }

  /** What it says as a moment; null for nothing, and for what is no moment. */
  private static @Nullable Instant moment(@Nullable Object stamp) {
    return switch (stamp) {
      case Instant i -> i;
      case LocalDateTime l -> l.toInstant(ZoneOffset.UTC);
      case null, default -> null;
    };
  }

  /** Why all rows are to be looked at, in words; empty when those that are named will do. */
  public String whole() {
    return tooMany ? "more than " + MOST + " changes wait, or none was read yet" : "";
  }

  /** The keys of the rows. */
  public Collection<Key> keys() {
    return keys;
  }

  /** Where the next read begins, once what became of these rows is durable. */
  public StampPosition next() {
    return next;
  }
}
