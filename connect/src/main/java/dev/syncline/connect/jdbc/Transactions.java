package dev.syncline.connect.jdbc;

import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The transactions of one batch: begun under the fence, repeated on collisions, ended once. */
final class Transactions {
  private static final int ATTEMPTS = 5;
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LATER = Duration.ofSeconds(30);

  private final Sessions sessions;
  private final Dialect dialect;
  private final Reads reads;
  private final AppliedTable applied;
  private final OwnerTable owner;
  private final Refusals refusals;
  private final Cascading cascading;
  private final WriteBatch batch;
  private final @Nullable WriteOutcome[] outcomes;

  /** Whether something is done already, so that nothing may be thrown any more. */
  private boolean committed;

  Transactions(
      Sessions sessions,
      Dialect dialect,
      Reads reads,
      AppliedTable applied,
      OwnerTable owner,
      Refusals refusals,
      Cascading cascading,
      WriteBatch batch,
      @Nullable WriteOutcome[] outcomes) {
    this.sessions = sessions;
    this.dialect = dialect;
    this.reads = reads;
    this.applied = applied;
    this.owner = owner;
    this.refusals = refusals;
    this.cascading = cascading;
    this.batch = batch;
    this.outcomes = outcomes;
  }

  /** Each part in a transaction of its own; all in one where all is taken back in the end. */
  void run(List<List<Item>> parts) {
    if (batch.rollback()) {
      if (!parts.isEmpty()) {
        halving(parts);
      }
    } else {
      parts.forEach(part -> halving(List.of(part)));
    }
  }

  /** Whole at first, in halves once something was refused. */
  private void halving(List<List<Item>> parts) {
    Refused refused =
        attempt(
            parts,
            (connection, changes) -> {
              for (List<Item> part : parts) {
                changes.apply(part, outcomes);
              }
            });
    if (refused == null) {
      return;
    }
    if (!refused.atCommit) {
      refused =
          attempt(
              parts,
              (connection, changes) -> {
                for (List<Item> part : parts) {
                  inHalves(connection, changes, part);
                }
              });
    }
    if (refused != null) { // at commit, where no savepoint helps
      List<Item> items = parts.stream().flatMap(List::stream).toList();
      if (items.size() == 1) {
        outcomes[items.getFirst().index()] = refusals.refused(items.getFirst(), refused.failure);
      } else {
        halving(List.of(items.subList(0, items.size() / 2)));
        halving(List.of(items.subList(items.size() / 2, items.size())));
      }
    }
  }

  /** What is refused when it is written stands alone at once, what is refused otherwise in time. */
  private void inHalves(Connection connection, Changes changes, List<Item> items)
      throws SQLException {
    run(connection, "SAVEPOINT syncline");
    try {
      changes.applyBut(
          items,
          outcomes,
          (item, failure) -> outcomes[item.index()] = refusals.refused(item, failure));
      run(connection, "RELEASE SAVEPOINT syncline");
    } catch (SQLException e) {
      Failure failure = dialect.failure(Failure.root(e));
      if (!isRefusal(failure)) {
        throw e;
      }
      run(connection, "ROLLBACK TO SAVEPOINT syncline");
      run(connection, "RELEASE SAVEPOINT syncline");
      if (items.size() == 1 || Isolation.concernsAll(failure, items)) {
        items.forEach(i -> outcomes[i.index()] = refusals.refused(i, failure));
      } else {
        inHalves(connection, changes, items.subList(0, items.size() / 2));
        inHalves(connection, changes, items.subList(items.size() / 2, items.size()));
      }
    }
  }

  /** Whether a failure is the fault of the writes, or at least of nothing that time would mend. */
  static boolean isRefusal(Failure failure) {
    return switch (failure.kind()) {
      case REFUSED, DENIED, OTHER -> true;
      case COLLIDED, BUSY, EXHAUSTED, LOST, LOGIN, MISSING -> false;
    };
  }

  /** What happens inside of a transaction. */
  interface Work {
    void run(Connection connection, Changes changes) throws SQLException;
  }

  /** Takes a transaction back and leaves the outcomes as they are. */
  static final class Abandoned extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Abandoned() {
      super("abandoned", null, false, false);
    }
  }

  /**
   * A refusal that ended a transaction.
   *
   * @param atCommit it came only when everything was done
   */
  record Refused(Failure failure, boolean atCommit) {}

  /**
   * Runs one transaction, again and again while it only collides with others; leaves the outcomes
   * final, unless it returns a refusal, which took everything back.
   */
  @Nullable Refused attempt(List<List<Item>> parts, Work work) {
    boolean skipLocked = false;
    for (int attempt = 1; ; attempt++) {
      boolean atCommit = false;
      Failure failure;
      SQLException cause;
      Connection connection = connect(parts);
      if (connection == null) {
        return null;
      }
      try {
        Connection told = sessions.transcribed(connection);
        dialect.begin(connection);
        owner.fence(told, batch);
        work.run(told, new Changes(told, dialect, reads, applied, cascading, batch, skipLocked));
        if (batch.rollback()) {
          dialect.checkDeferred(connection);
          connection.rollback();
        } else {
          atCommit = true;
          connection.commit();
        }
        committed |= !batch.rollback();
        release(connection);
        return null;
      } catch (SQLException e) {
        cause = e;
        failure = dialect.failure(Failure.root(e));
        rollback(connection, failure.kind() == Failure.Kind.LOST);
      } catch (Abandoned e) {
        rollback(connection, false);
        return null;
      } catch (ConnectorException e) {
        rollback(connection, false);
        giveUp(parts, e);
        return null;
      } catch (RuntimeException | Error e) {
        rollback(connection, false);
        throw e;
      }
      if (atCommit && !wasTakenBack(failure)) {
        forAll(
            parts,
            new WriteOutcome.Unknown(
                sessions.spec().name()
                    + ": the answer to a commit was lost ("
                    + text(failure)
                    + ")"));
        return null;
      }
      if (isRefusal(failure)) {
        return new Refused(failure, atCommit);
      }
      if (failure.kind() == Failure.Kind.MISSING) {
        reads.forget();
        giveUp(parts, sessions.error("writing", parts.getFirst().getFirst().table().name(), cause));
        return null;
      }
      boolean again =
          switch (failure.kind()) {
            case COLLIDED -> attempt < ATTEMPTS;
            case BUSY, LOST -> attempt < 2;
            default -> false;
          };
      if (!again) {
        forAll(
            parts,
            new WriteOutcome.Retry(
                sessions.spec().name() + ": " + text(failure) + "; it is tried again",
                failure.kind() == Failure.Kind.EXHAUSTED ? LATER : SOON));
        return null;
      }
      skipLocked |= failure.kind() == Failure.Kind.BUSY;
      pause(attempt);
    }
  }

  private String text(Failure failure) {
    return sessions.spec().withoutPassword(failure.detail());
  }

  private @Nullable Connection connect(List<List<Item>> parts) {
    try {
      return sessions.openWithin();
    } catch (ConnectorException e) {
      giveUp(parts, e);
      return null;
    }
  }

  /** Throws while nothing was sent; afterwards what was not reached is for later. */
  private void giveUp(List<List<Item>> parts, ConnectorException e) {
    if (!committed) {
      throw e;
    }
    forAll(parts, new WriteOutcome.Retry(String.valueOf(e.getMessage()), SOON));
  }

  /** A commit that failed for such reasons has certainly not happened. */
  private static boolean wasTakenBack(Failure failure) {
    return switch (failure.kind()) {
      case REFUSED, COLLIDED, BUSY -> true;
      case DENIED, EXHAUSTED, LOST, LOGIN, MISSING, OTHER -> false;
    };
  }

  void forAll(List<List<Item>> parts, WriteOutcome outcome) {
    parts.forEach(part -> part.forEach(i -> outcomes[i.index()] = outcome));
  }

  @Nullable WriteOutcome outcome(Item item) {
    return outcomes[item.index()];
  }

  void set(Item item, WriteOutcome outcome) {
    outcomes[item.index()] = outcome;
  }

  @Nullable WriteOutcome[] outcomes() {
    return outcomes;
  }

  private static void pause(int attempt) {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(5, 20L << attempt));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void rollback(Connection connection, boolean lost) {
    try {
      connection.rollback();
      if (lost) {
        sessions.lost(connection);
      } else {
        release(connection);
      }
    } catch (SQLException e) {
      sessions.lost(connection); // the server takes back what it leaves open
    }
  }

  /** Never throws, since what was done is done. */
  private void release(Connection connection) {
    try {
      dialect.unmarkOrigin(connection);
      sessions.release(connection, false);
    } catch (SQLException e) {
      sessions.release(connection, true);
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
