package dev.syncline.connect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.WriteOutcome;
import dev.syncline.connect.testing.DatabaseContract;
import dev.syncline.connect.testing.Sample;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import dev.syncline.core.model.ColumnLimits;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Special;
import dev.syncline.core.value.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MariaDbConnectorTest extends DatabaseContract {
  @Override
  protected TestDatabase newDatabase() {
    return TestDatabases.mariadb();
  }

  @Override
  protected String type() {
    return "mariadb";
  }

  @Override
  protected String generated() {
    return "integer AUTO_INCREMENT PRIMARY KEY";
  }

  @Override
  protected List<Sample> samples() {
    return List.of(
        Sample.of("tinyint(1)", new Type.Bool(), true, false).refusing(1L),
        Sample.of("tinyint", new Type.Int(8, false), -128L, 127L).refusing(128L),
        Sample.of("tinyint unsigned", new Type.Int(8, true), 0L, 255L).refusing(-1L, 256L),
        Sample.of("smallint unsigned", new Type.Int(16, true), 65535L).refusing(65536L),
        Sample.of("mediumint", new Type.Int(24, false), -8388608L, 8388607L).refusing(8388608L),
        Sample.of("int", new Type.Int(32, false), -2147483648L, 2147483647L).refusing(2147483648L),
        Sample.of("int unsigned", new Type.Int(32, true), 4294967295L).refusing(4294967296L),
        Sample.of("bigint", new Type.Int(64, false), Long.MIN_VALUE, Long.MAX_VALUE),
        Sample.of(
                "bigint unsigned",
                new Type.Int(64, true),
                0L,
                Long.MAX_VALUE,
                new BigInteger("18446744073709551615"))
            .refusing(new BigInteger("18446744073709551616"), -1L),
        Sample.of("bit(1)", new Type.Bool(), true, false),
        Sample.of("bit(12)", new Type.Int(16, true), 0L, 4095L).refusedByTheSystem(4096L),
        Sample.of("year", new Type.Int(16, true), 1901L, 2155L, 0L).refusing(3000L),
        Sample.of(
                "decimal(10, 2)",
                new Type.Decimal(10, 2),
                new BigDecimal("-99999999.99"),
                new BigDecimal("0.01"),
                BigDecimal.ZERO)
            .refusing(new BigDecimal("0.001"), new BigDecimal("100000000"), Special.NAN),
        Sample.of(
            "decimal(65, 30)",
            new Type.Decimal(65, 30),
            new BigDecimal("12345678901234567890123456789012345.123456789012345678901234567891")),
        Sample.of(
                "float",
                new Type.Real(32),
                (double) 0.1f,
                (double) Float.MAX_VALUE,
                (double) Float.MIN_NORMAL,
                16777216.0)
            .refusing(1e300, Double.NaN, Double.POSITIVE_INFINITY),
        Sample.of(
                "double",
                new Type.Real(64),
                0.1,
                Double.MAX_VALUE,
                2.2250738585072014E-308,
                1.0 / 3)
            .refusing(Double.NaN, Double.NEGATIVE_INFINITY),
        Sample.of(
                "varchar(5)",
                new Type.Text(5, 0, false),
                "12345",
                "😀😀😀😀😀",
                "   ",
                "1234 ",
                "a\\b'c",
                "\0\n\t\\")
            .refusing("123456", "12345 ", 5L),
        Sample.of("char(5)", new Type.Text(5, 0, true), "12345", "1", "").refusing("123456"),
        Sample.of("varchar(5) character set utf8mb3", new Type.Text(5, 0, false), "漢字é")
            .refusing("😀"),
        Sample.of("varchar(5) character set latin1", new Type.Text(5, 0, false), "é€\u0081")
            .refusing("漢", "\u0080"),
        Sample.of("tinytext", new Type.Text(0, 255, false), "x".repeat(255), "é".repeat(127))
            .refusing("é".repeat(128)),
        Sample.of("text", new Type.Text(0, 65535, false), "x".repeat(65535), "")
            .refusing("x".repeat(65536)),
        Sample.of("mediumtext", new Type.Text(0, 16777215, false), "x".repeat(100_000)),
        Sample.of(
            "longtext",
            new Type.Text(0, 4294967295L, false),
            "x".repeat(1_000_000),
            "quo'te \"\\ ?"),
        Sample.of(
                "enum('sad','it''s ok','a,b')",
                new Type.Enumeration(List.of("sad", "it's ok", "a,b")),
                "sad",
                "it's ok",
                "a,b")
            .refusing("SAD", ""),
        Sample.of("set('a','b')", new Type.Text(3, 0, false), "a", "a,b", "")
            .refusedByTheSystem("c"),
        Sample.of(
                "date",
                new Type.Date(),
                LocalDate.of(1, 1, 1),
                LocalDate.of(9999, 12, 31),
                Special.ZERO_DATE)
            .refusing(LocalDate.of(10000, 1, 1), LocalDate.of(-1, 1, 1), Special.INFINITY),
        Sample.of(
                "time(6)",
                new Type.Time(6),
                LocalTime.MIN,
                LocalTime.of(23, 59, 59, 999_999_000),
                Duration.ofHours(24),
                Duration.parse("PT838H59M59.999999S"),
                Duration.parse("-PT838H59M59.999999S"),
                Duration.ofSeconds(-1))
            .refusing(LocalTime.MAX, Duration.ofHours(839)),
        Sample.of("time", new Type.Time(0), LocalTime.of(1, 2, 3))
            .refusing(LocalTime.of(1, 2, 3, 1000)),
        Sample.of(
                "datetime(6)",
                new Type.Timestamp(6, false),
                LocalDateTime.of(1, 1, 1, 0, 0),
                LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_000),
                LocalDateTime.of(2024, 3, 31, 2, 30),
                Special.ZERO_DATE)
            .refusing(
                LocalDateTime.of(10000, 1, 1, 0, 0),
                LocalDateTime.of(2000, 1, 1, 0, 0, 0, 1),
                Special.NEGATIVE_INFINITY),
        Sample.of("datetime", new Type.Timestamp(0, false), LocalDateTime.of(2000, 1, 1, 0, 0))
            .refusing(LocalDateTime.of(2000, 1, 1, 0, 0, 0, 500_000_000)),
        Sample.of(
                "timestamp(6) NULL",
                new Type.Timestamp(6, true),
                Instant.parse("1970-01-01T00:00:01Z"),
                Instant.parse("2024-03-31T01:30:00.000001Z"),
                Instant.parse("2038-01-19T03:14:07.999999Z"))
            .refusing(
                Instant.EPOCH,
                Instant.parse("2038-01-19T03:14:08Z"), // until MariaDB 11.5
                Instant.parse("9999-01-01T00:00:00Z")),
        Sample.of("binary(4)", new Type.Binary(4, true), new byte[] {1, 2, 0, 0}, new byte[4])
            .refusing(new byte[5]),
        Sample.of(
                "varbinary(4)", new Type.Binary(4, false), new byte[0], new byte[] {0, -1, 92, 39})
            .refusing(new byte[5]),
        Sample.of("blob", new Type.Binary(65535, false), new byte[65535]).refusing(new byte[65536]),
        Sample.of("longblob", new Type.Binary(4294967295L, false), new byte[1_000_000]),
        Sample.of("uuid", new Type.Uuid(), new UUID(0, 0), new UUID(-1, -1), UUID.randomUUID()),
        Sample.of("json", new Type.Json(), "{\"b\": 1,  \"a\": [null]}", "null", "\"é😀\"")
            .refusedByTheSystem("{"),
        Sample.of("point", new Type.Opaque("point")).refusing("x"),
        Sample.of("inet6", new Type.Opaque("inet6")));
  }

  @Test
  void whichUuidsItTakesIsForeseen() throws SQLException {
    database.run("CREATE TABLE made (id int PRIMARY KEY, u uuid)");
    Shape shape = connector.describe("made").shape(List.of("id", "u"));
    ColumnLimits limits = connector.limits(shape);
    List<UUID> uuids = new ArrayList<>();
    List<String> rows = new ArrayList<>();
    for (long version = 0; version < 16; version++) {
      for (long first = 0; first < 256; first++) {
        UUID uuid = new UUID(0xd64e08b666b20534L | version << 12, first << 56 | 0xd81cbcbb139f2aL);
        rows.add("(" + uuids.size() + ", '" + uuid + "')");
        uuids.add(uuid);
      }
    }
    database.run("INSERT IGNORE INTO made VALUES " + String.join(", ", rows));
    Set<String> taken = new HashSet<>();
    try (Connection connection = database.open();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT u FROM made WHERE u IS NOT NULL")) {
      while (row.next()) {
        taken.add(row.getString(1));
      }
    }
    assertThat(uuids)
        .allSatisfy(
            uuid ->
                assertThat(limits.misfit(1, uuid) == null)
                    .as("%s", uuid)
                    .isEqualTo(taken.contains(uuid.toString())));
    assertThat(limits.misfit(1, UUID.fromString("d64e08b6-66b2-f534-53d8-1cbcbb139f2a")))
        .contains("version digit f", "begins with 53", "CHAR(36)");
  }

  @Test
  void aMemberThatASetLacksIsRefusedWithTheMembersItHas() throws SQLException {
    database.run("CREATE TABLE marked (id int PRIMARY KEY, flags set('a','b'))");
    Shape shape = connector.describe("marked").shape(List.of("id", "flags"));
    assertThat(
            connector.write(batch(List.of(insert(shape, "op", List.of("id", "flags"), 1L, "a,c")))))
        .singleElement()
        .isInstanceOfSatisfying(
            WriteOutcome.Rejected.class,
            r ->
                assertThat(r.message())
                    .contains("column \"flags\"", "(it is set('a','b'))")
                    .doesNotContain("a,c"));
  }
}
