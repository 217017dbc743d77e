package dev.syncline.engine.store;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Leases of nodes that share a database: a row each, with the moment until which it holds. It is
 * renewed as long as its process lives, and may be taken over when that moment has passed; moments
 * are those of the database's clock, as nodes may disagree about the time. What a process does
 * under a lease never rests on the time, though: each change that it commits holds its row, and is
 * refused where the row is another's.
 */
final class RowLeases implements Leases {
  private static final String NOW = "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)";

  private static final String TAKE =
      "INSERT INTO lease (name, token, holder, until) VALUES (?, ?, ?, "
          + NOW
          + " + ?) ON CONFLICT (name) DO UPDATE SET token = excluded.token,"
          + " holder = excluded.holder, until = excluded.until WHERE lease.until < "
          + NOW
          // Asked twice, as where the first answer was lost.
          + " OR lease.token = excluded.token";

  /** Of the rows that are this process's. */
  private static final Set<String> OWN = ConcurrentHashMap.newKeySet();

  private final PostgresDatabase database;
  private final Duration term;
  private final int patienceMillis;
  private @Nullable Connection connection;
  private @Nullable ScheduledExecutorService renewing;

  /**
   * @param term how long a lease holds without being renewed
   * @param patienceMillis how long the server waits for another process
   */
  RowLeases(PostgresDatabase database, Duration term, int patienceMillis) {
    this.patienceMillis = patienceMillis;
    this.database = database;
    this.term = term;
  }

  @Override
  public synchronized Optional<Lease> take(String name, SqlStore store) {
    String token = UUID.randomUUID().toString();
    int taken =
        ask(
            "take " + name,
            TAKE,
            statement -> {
              statement.setString(1, name);
              statement.setString(2, token);
              statement.setString(3, self());
              statement.setLong(4, term.toMillis());
              return statement.executeUpdate();
            });
    return taken == 0 ? Optional.empty() : Optional.of(new Row(name, token, store));
  }

  /** This process, as a person finds it. */
  private static String self() {
    String host = Optional.ofNullable(System.getenv("HOSTNAME")).orElse("");
    if (host.isBlank()) {
      try {
        host = InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException e) {
        host = "an unknown host";
      }
    }
    return "process " + ProcessHandle.current().pid() + " of " + host;
  }

  @Override
  public synchronized Optional<String> holder(String name) {
    return ask(
        "look who has " + name,
        "SELECT holder, token FROM lease WHERE name = ? AND until >= " + NOW,
        statement -> {
          statement.setString(1, name);
          try (ResultSet row = statement.executeQuery()) {
            return row.next()
                ? Optional.of(OWN.contains(row.getString(2)) ? Lease.HERE : row.getString(1))
                : Optional.<String>empty();
          }
        });
  }

  private interface Question<T> {
    T ask(PreparedStatement statement) throws SQLException;
  }

  /** Asks in a transaction of its own; once more where the connection was found dead. */
  private <T> T ask(String tried, String sql, Question<T> question) {
    try {
      try {
        return once(sql, question);
      } catch (SQLException e) {
        if (!database.isLost(e)) {
          throw e;
        }
        return once(sql, question);
      }
    } catch (SQLException e) {
      throw database.failure(tried, e);
    }
  }

  private <T> T once(String sql, Question<T> question) throws SQLException {
    Connection open = connection;
    if (open == null) {
      open = database.connect();
      // A server that is silent for longer than it may wait itself had better be asked anew.
      open.setNetworkTimeout(Runnable::run, patienceMillis + Math.toIntExact(term.toMillis()));
      connection = open;
    }
    try (PreparedStatement statement = open.prepareStatement(sql)) {
      return question.ask(statement);
    } catch (SQLException e) {
      if (database.isLost(e)) {
        connection = null;
        open.abort(Runnable::run);
      }
      throw e;
    }
  }

  private synchronized ScheduledFuture<?> repeat(Runnable renewal) {
    ScheduledExecutorService threads = renewing;
    if (threads == null) {
      threads =
          Executors.newSingleThreadScheduledExecutor(
              work -> {
                Thread thread = new Thread(work, "syncline-leases");
                thread.setDaemon(true);
                return thread;
              });
      renewing = threads;
    }
    long period = Math.max(1, term.toMillis() / 3);
    return threads.scheduleWithFixedDelay(renewal, period, period, TimeUnit.MILLISECONDS);
  }

  @Override
  public synchronized void close() {
    if (renewing != null) {
      renewing.shutdownNow();
    }
    Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        // The server closes its end, too.
      }
    }
  }

  /** A lease that this process took. */
  private final class Row implements Lease {
    private final String name;
    private final String token;
    private final StateStore store;
    private final ScheduledFuture<?> renewal;

    Row(String name, String token, SqlStore store) {
      this.name = name;
      this.token = token;
      this.store = store.under(this::hold);
      this.renewal = repeat(this::renew);
      OWN.add(token);
    }

    @Override
    public StateStore store() {
      return store;
    }

    @Override
    public boolean isHeld() {
      try {
        return own("look for", "SELECT 1 FROM lease", s -> s.executeQuery().next());
      } catch (StoreException e) {
        return false;
      }
    }

    private void renew() {
      try {
        own(
            "renew",
            "UPDATE lease SET until = " + NOW + " + " + term.toMillis(),
            PreparedStatement::executeUpdate);
      } catch (StoreException e) {
        // It may answer again before the lease has run out; if not, the next change is told.
      }
    }

    /** Does something with the row, if it is still this process's. */
    private <T> T own(String tried, String sql, Question<T> question) {
      synchronized (RowLeases.this) {
        return ask(
            tried + " " + name,
            sql + " WHERE name = ? AND token = ?",
            statement -> {
              statement.setString(1, name);
              statement.setString(2, token);
              return question.ask(statement);
            });
      }
    }

    /** Keeps others from taking it over until the change that is open is committed. */
    private void hold(Session session) throws SQLException {
      PreparedStatement query =
          session.prepare("SELECT 1 FROM lease WHERE name = ? AND token = ? FOR SHARE");
      query.setString(1, name);
      query.setString(2, token);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw new StoreException(
              database.place()
                  + ": this process has lost "
                  + name
                  + ", for it was not heard of for more than "
                  + term.toSeconds()
                  + " s (paused, or cut off from the database); another may have gone on with it."
                  + " Nothing of this change was kept. Run again; what was begun is settled first.",
              null);
        }
      }
    }

    @Override
    public void close() {
      renewal.cancel(false);
      OWN.remove(token);
      try {
        own("give back", "DELETE FROM lease", PreparedStatement::executeUpdate);
      } catch (StoreException e) {
        // Nobody renews it any more: it runs out.
      }
    }

    @Override
    public void end() {
      close();
    }
  }
}
