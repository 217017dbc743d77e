package dev.syncline.server.account;

import dev.syncline.server.store.Sql;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Makes whoever guesses wait: for each user name, known or not, and for each address, twice as long
 * after every failure. An attempt is counted before its password is looked at, so that many at the
 * same time are counted, too. A user who entered from an address before is counted by himself
 * there, so that nobody can keep users out by guessing elsewhere. Names are kept as hashes, for
 * people type passwords in their place.
 */
final class Throttle {
  private static final Duration LONGEST = Duration.ofMinutes(15);
  private static final Duration FORGOTTEN = Duration.ofHours(24);
  private static final Duration FAMILIAR = Duration.ofDays(90);

  private final Clock clock;
  private final int most;

  /**
   * @param most how many names and addresses are kept; those with the fewest failures go first
   */
  Throttle(Clock clock, int most) {
    this.clock = clock;
    this.most = most;
  }

  /**
   * What is counted.
   *
   * @param free failures that cost no waiting: many people may share an address
   */
  private record Counted(String what, int free) {
    static Counted name(String nameKey) {
      return new Counted("name " + nameKey, 5);
    }

    static Counted nameAt(String nameKey, String address) {
      return new Counted("name " + nameKey + "\n" + network(address), 5);
    }

    static Counted address(String address) {
      return new Counted("address " + network(address), 20);
    }

    byte[] hash() {
      return Secret.hash(what);
    }

    Duration waits(int failures) {
      if (failures < free) {
        return Duration.ZERO;
      }
      Duration doubled = Duration.ofSeconds(1L << Math.min(failures - free, 20));
      return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    }
  }

  private List<Counted> counted(Sql sql, String nameKey, String address) throws SQLException {
    Counted here = Counted.nameAt(nameKey, address);
    boolean familiar =
        sql.has(
            "SELECT 1 FROM familiar WHERE hash = ? AND latest >= ?",
            here.hash(),
            clock.instant().minus(FAMILIAR));
    return List.of(familiar ? here : Counted.name(nameKey), Counted.address(address));
  }

  /**
   * Counts an attempt as failed, unless it comes too early: then it is not counted, and this is how
   * long it has to wait still.
   */
  Duration begin(Sql sql, String nameKey, String address) throws SQLException {
    Instant now = clock.instant();
    sql.update("DELETE FROM attempt WHERE latest < ?", now.minus(FORGOTTEN));
    Duration longest = Duration.ZERO;
    List<Counted> both = counted(sql, nameKey, address);
    for (Counted counted : both) {
      Duration left = Duration.between(now, until(sql, counted));
      longest = left.compareTo(longest) > 0 ? left : longest;
    }
    if (longest.isPositive()) {
      return longest;
    }
    for (Counted counted : both) {
      sql.update(
          "INSERT INTO attempt (hash, failures, latest) VALUES (?, 1, ?) ON CONFLICT (hash)"
              + " DO UPDATE SET failures = attempt.failures + 1, latest = excluded.latest",
          counted.hash(),
          now);
    }
    bound(sql, "attempt", "failures DESC, latest DESC");
    return Duration.ZERO;
  }

  /** How long attempts for a name have to wait where its user never was in; else nothing. */
  Duration left(Sql sql, String nameKey) throws SQLException {
    Duration left = Duration.between(clock.instant(), until(sql, Counted.name(nameKey)));
    return left.isPositive() ? left : Duration.ZERO;
  }

  private Instant until(Sql sql, Counted counted) throws SQLException {
    Optional<Instant> until =
        sql.first(
            "SELECT failures, latest FROM attempt WHERE hash = ?",
            row -> Instant.ofEpochMilli(row.getLong(2)).plus(counted.waits(row.getInt(1))),
            counted.hash());
    return until.orElse(Instant.EPOCH);
  }

  /** The attempt was right: the name begins anew, and the address is as it was before. */
  void succeeded(Sql sql, String nameKey, String address) throws SQLException {
    List<Counted> both = counted(sql, nameKey, address);
    clear(sql, both.getFirst());
    takeBack(sql, both.getLast());
    remember(sql, nameKey, address);
  }

  /** The user of this name set a password here with a link: nothing before that counts. */
  void begunAnew(Sql sql, String nameKey, String address) throws SQLException {
    clear(sql, Counted.name(nameKey));
    clear(sql, Counted.nameAt(nameKey, address));
    remember(sql, nameKey, address);
  }

  private void remember(Sql sql, String nameKey, String address) throws SQLException {
    Instant now = clock.instant();
    sql.update("DELETE FROM familiar WHERE latest < ?", now.minus(FAMILIAR));
    sql.update(
        "INSERT INTO familiar (hash, latest) VALUES (?, ?)"
            + " ON CONFLICT (hash) DO UPDATE SET latest = excluded.latest",
        Counted.nameAt(nameKey, address).hash(),
        now);
    bound(sql, "familiar", "latest DESC");
  }

  /** Keeps as many rows as are to be kept, from the first in this order. */
  private void bound(Sql sql, String table, String order) throws SQLException {
    sql.update(
        "DELETE FROM %s WHERE hash IN (SELECT hash FROM %s ORDER BY %s LIMIT 1000 OFFSET ?)"
            .formatted(table, table, order),
        most);
  }

  /** The attempt was not looked at. */
  void takeBack(Sql sql, String nameKey, String address) throws SQLException {
    for (Counted counted : counted(sql, nameKey, address)) {
      takeBack(sql, counted);
    }
  }

  private static void takeBack(Sql sql, Counted counted) throws SQLException {
    sql.update("UPDATE attempt SET failures = failures - 1 WHERE hash = ?", counted.hash());
    sql.update("DELETE FROM attempt WHERE hash = ? AND failures <= 0", counted.hash());
  }

  private static void clear(Sql sql, Counted counted) throws SQLException {
    sql.update("DELETE FROM attempt WHERE hash = ?", (Object) counted.hash());
  }

  /** One household or company has a whole network of version 6 addresses: its first 64 bits. */
  private static String network(String address) {
    if (!address.matches("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%.*)?")) {
      return address;
    }
    try {
      InetAddress parsed = InetAddress.getByName(address.split("%", 2)[0]);
      return parsed instanceof Inet6Address
          ? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), 8))
          : parsed.getHostAddress();
    } catch (UnknownHostException e) {
      return address;
    }
  }
}
