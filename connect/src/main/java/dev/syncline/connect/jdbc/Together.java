package dev.syncline.connect.jdbc;

import dev.syncline.connect.Write;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.core.model.ObjectSchema.ForeignKey;
import dev.syncline.core.model.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes that only make sense as one: references in a circle, values of a unique key that rows
 * exchange. All are applied or none.
 *
 * <p>First constraints are asked to wait for the end. Where one will not: unique values are parked
 * on a placeholder before the final ones are set, and circles take the way that the dialect knows.
 * Keys that inserts are to get from the database and refer to come from {@link NewKeys}.
 */
final class Together {
  private final Transactions transactions;
  private final Catalog catalog;
  private final Dialect dialect;
  private final Refusals refusals;

  /** Whether keys stood open in the last attempt: {@link NewKeys}. */
  private boolean placeholders;

  /** The table whose writes were refused in the last attempt; null where that is not known. */
  private @Nullable TableName failedAt;

  Together(Transactions transactions, Catalog catalog, Dialect dialect, Refusals refusals) {
    this.transactions = transactions;
    this.catalog = catalog;
    this.dialect = dialect;
    this.refusals = refusals;
  }

  /** How constraints are dealt with in an attempt. */
  private record Manner(boolean park, boolean circle) {}

  void run(List<Item> items) {
    boolean unchecked = dialect.circles() == Dialect.Circles.UNCHECKED;
    Manner manner = new Manner(false, unchecked && NewKeys.inCircle(items));
    while (true) {
      Manner now = manner;
      Transactions.Refused refused =
          transactions.attempt(
              List.of(items), (connection, changes) -> write(connection, changes, items, now));
      if (refused == null) {
        finish(items);
        return;
      }
      manner = next(now, refused.failure());
      if (manner == null) {
        Failure failure = refused.failure();
        List<Item> blamed = blamed(items, failure);
        blamed.forEach(i -> transactions.set(i, refused(items, i, failure)));
        refuseRest(items, transactions.outcomes(), refusals);
        return;
      }
    }
  }

  /**
   * The writes of the table that the refusal is about: whose constraint it names, else which was
   * being written. All where nothing tells.
   */
  private List<Item> blamed(List<Item> items, Failure failure) {
    List<Item> named =
        items.stream().filter(i -> i.table().hasConstraint(failure.constraint())).toList();
    if (!named.isEmpty()) {
      return named;
    }
    List<Item> last = items.stream().filter(i -> i.table().name().equals(failedAt)).toList();
    return last.isEmpty() ? items : last;
  }

  private WriteOutcome refused(List<Item> items, Item item, Failure failure) {
    if (placeholders && failure.cause() == WriteOutcome.Cause.FOREIGN_KEY) {
      for (Item other : items) {
        for (ForeignKey key : other.table().schema().foreignKeys()) {
          if (key.name().equals(failure.constraint()) && !key.deferrable()) {
            return refusals.cannotWait(item, other.table(), key);
          }
        }
      }
    }
    return refusals.refused(item, failure);
  }

  private @Nullable Manner next(Manner now, Failure failure) {
    return switch (failure.cause()) {
      case UNIQUE -> now.park ? null : new Manner(true, now.circle);
      case FOREIGN_KEY -> now.circle || !passable() ? null : new Manner(now.park, true);
      default -> null;
    };
  }

  /** Whether the dialect has a way past foreign keys; one statement cannot write a row twice. */
  private boolean passable() {
    return switch (dialect.circles()) {
      case DEFER -> false;
      case ONE_STATEMENT -> !placeholders;
      case UNCHECKED -> true;
    };
  }

  private void write(Connection connection, Changes changes, List<Item> items, Manner manner)
      throws SQLException {
    failedAt = null;
    dialect.deferConstraints(connection);
    changes.applyBy(
        items,
        transactions.outcomes(),
        (statements, due, before, after) -> {
          try {
            write(connection, statements, manner, due, before, after);
          } catch (SQLException e) {
            failedAt = statements.marked();
            throw e;
          }
        });
    if (items.stream().anyMatch(i -> !(transactions.outcome(i) instanceof WriteOutcome.Applied))) {
      throw new Transactions.Abandoned();
    }
    dialect.checkDeferred(connection);
  }

  private void write(
      Connection connection,
      Statements statements,
      Manner manner,
      List<Item> due,
      @Nullable Row[] before,
      @Nullable Row[] after)
      throws SQLException {
    Parking parking = new Parking(statements);
    if (manner.park) {
      parking.park(due);
    }
    NewKeys keys = new NewKeys(connection, dialect);
    keys.expect(due);
    if (!manner.circle) {
      finalValues(statements, parking, keys, due, after);
      return;
    }
    switch (dialect.circles()) {
      case DEFER -> finalValues(statements, parking, keys, due, after);
      case ONE_STATEMENT -> {
        boolean drawn = keys.drawAll(due);
        List<Item> ready = keys.ready(due);
        placeholders = keys.open();
        if (placeholders || !drawn) {
          finalValues(statements, parking, keys, due, after);
        } else {
          new OneStatement(connection, dialect, statements).write(ready, parking, after);
        }
      }
      case UNCHECKED -> {
        unchecked(connection, statements, parking, keys, due, after);
        statements.takenBackTo(null); // what is checked now may be about any of the tables
        new References(connection, dialect, catalog).check(due, before, after);
      }
    }
  }

  /**
   * In order, but for writes that refer to later inserts, and deletes after such writes: what goes
   * may have been referred to until then. What is left in the end is a circle.
   */
  private void finalValues(
      Statements statements, Parking parking, NewKeys keys, List<Item> due, @Nullable Row[] after)
      throws SQLException {
    List<Item> left = due;
    while (!left.isEmpty()) {
      Set<Item> waiting = new HashSet<>(left);
      List<Item> next = new ArrayList<>();
      List<Item> later = new ArrayList<>();
      for (Item item : left) {
        boolean follows = item.write() instanceof Write.Delete && !later.isEmpty();
        (keys.isReady(item, waiting) && !follows ? next : later).add(item);
      }
      List<Item> now = keys.ready(next.isEmpty() ? left : next);
      placeholders = keys.open();
      if (parking.isEmpty()) {
        statements.performInOrder(now, after);
      } else {
        parking.finish(now, after);
      }
      if (next.isEmpty()) {
        break;
      }
      keys.learn(now, after);
      left = later;
    }
    if (keys.open()) {
      keys.replace(statements, after);
    }
  }

  private void unchecked(
      Connection connection,
      Statements statements,
      Parking parking,
      NewKeys keys,
      List<Item> due,
      @Nullable Row[] after)
      throws SQLException {
    dialect.checkForeignKeys(connection, false);
    try {
      finalValues(statements, parking, keys, due, after);
    } finally {
      checkAgain(connection);
    }
  }

  /** A connection that would go on unchecked is not given back but counts as lost. */
  private void checkAgain(Connection connection) throws SQLException {
    try {
      dialect.checkForeignKeys(connection, true);
    } catch (SQLException e) {
      throw new SQLException("foreign keys could not be checked again", "08006", e);
    }
  }

  /** A stale member keeps the others from being written; they are planned again with it. */
  private void finish(List<Item> items) {
    boolean all =
        items.stream().allMatch(i -> transactions.outcome(i) instanceof WriteOutcome.Applied);
    if (!all) {
      refuseRest(items, transactions.outcomes(), refusals);
    }
  }

  /** Gives every write that could have been applied the reason why it was not. */
  static void refuseRest(List<Item> items, @Nullable WriteOutcome[] outcomes, Refusals refusals) {
    String why =
        items.stream()
            .map(i -> describe(i, outcomes[i.index()]))
            .filter(s -> !s.isEmpty())
            .findFirst()
            .orElse("one of them was refused");
    for (Item item : items) {
      WriteOutcome outcome = outcomes[item.index()];
      if (outcome == null || outcome instanceof WriteOutcome.Applied) {
        outcomes[item.index()] =
            new WriteOutcome.Retry(refusals.together(item, why), Duration.ZERO);
      }
    }
  }

  private static String describe(Item item, @Nullable WriteOutcome outcome) {
    return switch (outcome) {
      case WriteOutcome.Rejected r -> r.message();
      case WriteOutcome.Stale s -> item.table().shown() + " " + keyOf(item) + " has changed";
      case WriteOutcome.Retry r -> r.message();
      case WriteOutcome.Unknown u -> u.message();
      case WriteOutcome.Applied a -> "";
      case null -> "";
    };
  }

  private static String keyOf(Item item) {
    return item.write() instanceof Write.Insert ? "" : String.valueOf(item.key());
  }
}
