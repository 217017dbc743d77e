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
 * same time are counted, too. Names are kept as hashes, for people type passwords in their place.
 */
final class Throttle {
  private static final Duration LONGEST = Duration.ofMinutes(15);
  private static final Duration FORGOTTEN = Duration.ofHours(24);

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
    static List<Counted> of(String nameKey, String address) {
      return List.of(name(nameKey), new Counted("address " + network(address), 20));
    }

    static Counted name(String nameKey) {
      return new Counted("name " + nameKey, 5);
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

  /**
   * Counts an attempt as failed, unless it comes too early: then it is not counted, and this is how
   * long it has to wait still.
   */
  Duration begin(Sql sql, String nameKey, String address) throws SQLException {
    Instant now = clock.instant();
    sql.update("DELETE FROM attempt WHERE latest < ?", now.minus(FORGOTTEN));
    Duration longest = Duration.ZERO;
    List<Counted> both = Counted.of(nameKey, address);
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
    sql.update(
        "DELETE FROM attempt WHERE hash IN (SELECT hash FROM attempt"
            + " ORDER BY failures DESC, latest DESC LIMIT 1000 OFFSET ?)",
        most);
    return Duration.ZERO;
  }

  private Instant until(Sql sql, Counted counted) throws SQLException {
    Optional<Instant> until =
        sql.first(
            "SELECT failures, latest FROM attempt WHERE hash = ?",
            row -> Instant.ofEpochMilli(row.getLong(2)).plus(counted.waits(row.getInt(1))),
            counted.hash());
    return until.orElse(Instant.MIN.plusSeconds(1));
  }

  /** The attempt was right: the name begins anew, and the address is as it was before. */
  void succeeded(Sql sql, String nameKey, String address) throws SQLException {
    clear(sql, nameKey);
    takeBack(sql, Counted.of(nameKey, address).getLast());
  }

  /** The attempt was not looked at. */
  void takeBack(Sql sql, String nameKey, String address) throws SQLException {
    for (Counted counted : Counted.of(nameKey, address)) {
      takeBack(sql, counted);
    }
  }

  private static void takeBack(Sql sql, Counted counted) throws SQLException {
    sql.update("UPDATE attempt SET failures = failures - 1 WHERE hash = ?", counted.hash());
    sql.update("DELETE FROM attempt WHERE hash = ? AND failures <= 0", counted.hash());
  }

  /** Lets this name begin anew. */
  void clear(Sql sql, String nameKey) throws SQLException {
    sql.update("DELETE FROM attempt WHERE hash = ?", Counted.name(nameKey).hash());
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
