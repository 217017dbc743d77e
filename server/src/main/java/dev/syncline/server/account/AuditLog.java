package dev.syncline.server.account;

import dev.syncline.server.account.Event.Action;
import dev.syncline.server.account.Event.Outcome;
import dev.syncline.server.store.ServerStore;
import dev.syncline.server.store.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who did what, when, from where, and what became of it. Lines are added and, when they are older
 * than is to be kept, forgotten; none is ever changed, but for a record's key that is erased.
 */
public final class AuditLog {
  /** A page has at most so many lines. */
  public static final int LONGEST_PAGE = 500;

  /** What stands where the key of a record was. */
  private static final String ERASED = "(erased)";

  private static final Duration AGAIN = Duration.ofHours(1);
  private static final int MOST_REFUSED = 100;

  private final ServerStore store;
  private final Clock clock;
  private final Map<Actor, Set<Event>> refused = new HashMap<>();
  private Instant since = Instant.EPOCH;

  /** That of a store. */
  public AuditLog(ServerStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * A line.
   *
   * @param id greater than those of all lines before it
   */
  public record Line(long id, Instant at, Actor by, Event event) {}

  /**
   * Which lines are read; null is any.
   *
   * @param who the name of a user, however it is written
   * @param from the first moment
   * @param until the moment before which
   * @param detail all of it
   */
  public record Filter(
      @Nullable String who,
      @Nullable Action action,
      @Nullable String sync,
      @Nullable Outcome outcome,
      @Nullable Instant from,
      @Nullable Instant until,
      @Nullable String detail) {
    /** All lines. */
    public static final Filter ALL = new Filter(null, null, null, null, null, null);

    /** Lines of any detail. */
    public Filter(
        @Nullable String who,
        @Nullable Action action,
        @Nullable String sync,
        @Nullable Outcome outcome,
        @Nullable Instant from,
        @Nullable Instant until) {
      this(who, action, sync, outcome, from, until, null);
    }
  }

  /** Adds a line. */
  public void add(Actor by, Event event) {
    store.change("write the audit log", sql -> add(sql, by, event));
  }

  /**
   * Adds a line of what somebody may not do; in an hour one of the same thing, and of so many
   * things at most, so that nobody fills the log by asking.
   */
  public void refused(Actor by, Event event) {
    if (isNew(by, event)) {
      add(by, event.with(Outcome.REFUSED));
    }
  }

  private synchronized boolean isNew(Actor by, Event event) {
    Instant now = clock.instant();
    if (!now.isBefore(since.plus(AGAIN))) {
      refused.clear();
      since = now;
    }
    Actor anywhere = new Actor(by.kind(), by.name(), by.token(), null);
    Set<Event> known = refused.computeIfAbsent(anywhere, actor -> new HashSet<>());
    return known.size() < MOST_REFUSED && known.add(event);
  }

  /** Adds a line within the change that it is about, so that there is neither without the other. */
  int add(Sql sql, Actor by, Event event) throws SQLException {
    return sql.update(
        "INSERT INTO audit"
            + " (at, kind, who, who_key, token, address, action, about, sync, record, outcome, detail)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        clock.instant(),
        by.kind().name(),
        Texts.logged(by.name()),
        Texts.key(by.name()),
        Texts.logged(by.token()),
        Texts.logged(by.address()),
        event.action().name(),
        Texts.logged(event.about()),
        Texts.logged(event.sync()),
        Texts.logged(event.record()),
        event.outcome().name(),
        Texts.logged(event.detail()));
  }

  /**
   * Reads a page, newest first.
   *
   * @param before the id of the last line of the page before, or {@code Long.MAX_VALUE}
   * @param most how many lines, up to 500
   */
  public List<Line> page(Filter filter, long before, int most) {
    StringBuilder query = new StringBuilder("SELECT * FROM audit WHERE id < ?");
    List<@Nullable Object> parameters = new ArrayList<>();
    parameters.add(before);
    narrow(query, parameters, "who_key = ?", filter.who() == null ? null : Texts.key(filter.who()));
    narrow(
        query, parameters, "action = ?", filter.action() == null ? null : filter.action().name());
    narrow(query, parameters, "sync = ?", Texts.logged(filter.sync()));
    narrow(
        query,
        parameters,
        "outcome = ?",
        filter.outcome() == null ? null : filter.outcome().name());
    narrow(query, parameters, "at >= ?", filter.from());
    narrow(query, parameters, "at < ?", filter.until());
    narrow(query, parameters, "detail = ?", Texts.logged(filter.detail()));
    query.append(" ORDER BY id DESC LIMIT ?");
    parameters.add(Math.clamp(most, 1, LONGEST_PAGE));
    return store.read(
        "read the audit log",
        sql -> sql.list(query.toString(), AuditLog::line, parameters.toArray()));
  }

  private static void narrow(
      StringBuilder query, List<@Nullable Object> parameters, String by, @Nullable Object value) {
    if (value != null) {
      query.append(" AND ").append(by);
      parameters.add(value);
    }
  }

  private static Line line(ResultSet row) throws SQLException {
    return new Line(
        row.getLong("id"),
        Objects.requireNonNull(Sql.moment(row, "at")),
        new Actor(
            Actor.Kind.valueOf(row.getString("kind")),
            row.getString("who"),
            row.getString("token"),
            row.getString("address")),
        new Event(
            Action.valueOf(row.getString("action")),
            row.getString("about"),
            row.getString("sync"),
            row.getString("record"),
            Outcome.valueOf(row.getString("outcome")),
            row.getString("detail")));
  }

  /**
   * Erases the keys of a record from the lines of a sync, and says in a new line of how many. That
   * something was done to a record, by whom and when, stays.
   *
   * @param keys all that the record has or had, in each way in which they are written
   */
  public int erase(Actor by, String sync, Collection<String> keys) {
    return store.change(
        "erase a record's key from the audit log",
        sql -> {
          int lines = 0;
          for (String key : keys) {
            lines +=
                sql.update(
                    "UPDATE audit SET record = ? WHERE sync = ? AND record = ?",
                    ERASED,
                    sync,
                    Texts.logged(key));
          }
          if (lines > 0) {
            add(sql, by, Event.sync(Action.ERASE, sync).detail(lines + " lines of this log"));
          }
          return lines;
        });
  }

  /**
   * Forgets lines that are older than this, and says in a new one how many; none where there is
   * nothing to forget.
   */
  public int forget(Actor by, Duration older) {
    return store.change(
        "forget lines of the audit log",
        sql -> {
          int gone = sql.update("DELETE FROM audit WHERE at < ?", clock.instant().minus(older));
          if (gone > 0) {
            add(sql, by, Event.about(Action.AUDIT_FORGOTTEN, null).detail(gone + " lines"));
          }
          return gone;
        });
  }
}
