package dev.syncline.connect.jdbc;

import dev.syncline.connect.testing.DatabaseContract;
import dev.syncline.connect.testing.Sample;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import dev.syncline.core.value.Special;
import dev.syncline.core.value.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.UUID;

class SqliteConnectorTest extends DatabaseContract {
  @Override
  protected TestDatabase newDatabase() {
    return TestDatabases.sqlite(directory.resolve("test.db"));
  }

  @Override
  protected String type() {
    return "sqlite";
  }

  @Override
  protected String generated() {
    return "INTEGER PRIMARY KEY";
  }

  @Override
  protected List<Sample> samples() {
    return List.of(
        Sample.of("INTEGER", new Type.Int(64, false), Long.MIN_VALUE, Long.MAX_VALUE, 0L)
            .refusing(BigInteger.TWO.pow(63), "x"),
        Sample.of("SMALLINT", new Type.Int(64, false), 1L),
        Sample.of("UNSIGNED BIG INT", new Type.Int(64, false), 1L),
        Sample.of("BOOLEAN", new Type.Bool(), true, false).refusing(1L),
        Sample.of("TINYINT(1)", new Type.Bool(), true, false),
        Sample.of(
                "DECIMAL(10,2)",
                new Type.Decimal(10, 2),
                new BigDecimal("-99999999.99"),
                new BigDecimal("0.01"),
                new BigDecimal("0.1"),
                new BigDecimal("7"))
            .refusing(new BigDecimal("0.001"), Special.NAN),
        Sample.of(
                "NUMERIC",
                Type.Decimal.UNBOUNDED,
                new BigDecimal("9223372036854775807"),
                new BigDecimal("123456789012.345"),
                new BigDecimal("1E+18"),
                new BigDecimal("-1E-9"))
            .refusing(new BigDecimal("1234567890123456.5"), new BigDecimal("92233720368547758079")),
        Sample.of(
                "REAL",
                new Type.Real(64),
                0.1,
                1.0,
                Double.MAX_VALUE,
                Double.MIN_VALUE,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY)
            .refusing(Double.NaN),
        Sample.of("DOUBLE PRECISION", new Type.Real(64), 1.0 / 3),
        Sample.of("FLOAT", new Type.Real(64), 2.0),
        Sample.of(
                "TEXT",
                Type.Text.UNBOUNDED,
                "",
                " ",
                "é😀漢字",
                "x".repeat(100_000),
                "123",
                "nul\0 inside",
                "it's \"quoted\"")
            .refusing(5L),
        Sample.of("NVARCHAR(5)", new Type.Text(5, 0, false), "12345", "😀😀😀😀😀", "007")
            .refusing("123456"),
        Sample.of("CHARACTER(5)", new Type.Text(5, 0, false), "1    "),
        Sample.of("DATE", new Type.Date(), LocalDate.of(1, 1, 1), LocalDate.of(9999, 12, 31))
            .refusing(
                LocalDate.of(10000, 1, 1),
                LocalDate.of(-1, 1, 1),
                Special.INFINITY,
                Special.ZERO_DATE),
        Sample.of("TIME", new Type.Time(9), LocalTime.MIN, LocalTime.MAX, LocalTime.of(12, 30))
            .refusing(Duration.ofHours(25)),
        Sample.of(
                "DATETIME",
                new Type.Timestamp(9, false),
                LocalDateTime.of(1, 1, 1, 0, 0),
                LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_999),
                LocalDateTime.of(2024, 3, 31, 2, 30))
            .refusing(LocalDateTime.of(10000, 1, 1, 0, 0), Instant.EPOCH),
        Sample.of(
            "TIMESTAMP WITH TIME ZONE",
            new Type.Timestamp(9, true),
            Instant.EPOCH,
            Instant.parse("0001-01-01T00:00:00Z"),
            Instant.parse("2024-03-31T01:30:00.5Z")),
        Sample.of(
            "BLOB",
            new Type.Binary(0, false),
            new byte[0],
            new byte[] {0, -1, 39},
            new byte[70_000]),
        Sample.of("VARBINARY(4)", new Type.Binary(4, false), new byte[] {1}).refusing(new byte[5]),
        Sample.of("UUID", new Type.Uuid(), new UUID(0, 0), new UUID(-1, -1), UUID.randomUUID()),
        Sample.of("JSON", new Type.Json(), "{\"a\": [null]}", "12"),
        Sample.of("INTERVAL", new Type.Opaque("INTERVAL")).refusing("x"),
        Sample.of("STRING", new Type.Opaque("STRING")),
        Sample.of("", new Type.Opaque("(no declared type)")));
  }
}
