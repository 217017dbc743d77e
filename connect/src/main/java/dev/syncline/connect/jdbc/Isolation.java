package dev.syncline.connect.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Performs writes of which the database refuses some, so that each that is refused stands alone and
 * all others are done: from first to last in groups, each under a savepoint.
 *
 * <p>A group that is refused is cut in half until the one to blame is found. Other groups are half
 * as large as the stretch between two refusals was so far. So a single bad row among thousands is
 * found in a dozen attempts, and where every third is bad they go one by one, without an attempt
 * that is bound to fail.
 */
final class Isolation {
  private final Connection connection;
  private final Dialect dialect;
  private final Writing writing;
  private final Refusing refusing;
  private boolean saved;

  /** Performs some writes. */
  interface Writing {
    void write(List<Item> items) throws SQLException;
  }

  /** Takes a write that was refused. */
  interface Refusing {
    void refuse(Item item, Failure failure);
  }

  Isolation(Connection connection, Dialect dialect, Writing writing, Refusing refusing) {
    this.connection = connection;
    this.dialect = dialect;
    this.writing = writing;
    this.refusing = refusing;
  }

  /**
   * Performs what it can and returns that, in order.
   *
   * @throws SQLException for what is not the fault of the writes
   */
  List<Item> perform(List<Item> items) throws SQLException {
    List<Item> done = new ArrayList<>(items.size());
    int from = 0;
    int refused = 0;
    int suspect = items.size(); // among those before it and not done at least one is refused
    while (from < items.size()) {
      int size =
          from < suspect
              ? Math.max(1, (suspect - from) / 2)
              : refused == 0 ? items.size() : Math.max(1, from / refused / 2);
      List<Item> group = items.subList(from, Math.min(items.size(), from + size));
      Failure failure = attempt(group);
      if (failure == null) {
        done.addAll(group);
        from += group.size();
      } else if (group.size() == 1 || concernsAll(failure, group)) {
        group.forEach(item -> refusing.refuse(item, failure));
        refused += group.size();
        from += group.size();
        suspect = from;
      } else {
        suspect = from + group.size();
      }
    }
    if (saved) {
      run("RELEASE SAVEPOINT syncline_group");
    }
    return done;
  }

  /** Why a group was refused and taken back; null if it was done. */
  private @Nullable Failure attempt(List<Item> group) throws SQLException {
    if (!saved) {
      run("SAVEPOINT syncline_group");
      saved = true;
    }
    try {
      writing.write(group);
      run("RELEASE SAVEPOINT syncline_group");
      saved = false;
      return null;
    } catch (SQLException e) {
      Failure failure = dialect.failure(Failure.root(e));
      if (!Transactions.isRefusal(failure)) {
        throw e;
      }
      run("ROLLBACK TO SAVEPOINT syncline_group");
      return failure;
    }
  }

  /** A right that is missing is missing for all that is written in the same way. */
  static boolean concernsAll(Failure failure, List<Item> items) {
    return failure.kind() == Failure.Kind.DENIED
        && items.stream().allMatch(items.getFirst()::isLike);
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
