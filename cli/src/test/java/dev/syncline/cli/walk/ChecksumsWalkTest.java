package dev.syncline.cli.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.cli.walk.ValuesPage.Fate;
import dev.syncline.cli.walk.ValuesPage.Kind;
import dev.syncline.cli.walk.ValuesPage.Line;
import dev.syncline.connect.Checksums;
import dev.syncline.connect.Checksums.Digest;
import dev.syncline.connect.Checksums.Field;
import dev.syncline.connect.Checksums.Sum;
import dev.syncline.connect.Checksums.Way;
import dev.syncline.connect.Connector;
import dev.syncline.connect.Connector.RowStream;
import dev.syncline.connect.testing.Brand;
import dev.syncline.connect.testing.Databases;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Flaw;
import dev.syncline.core.value.Type;
import dev.syncline.core.value.TypePair;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every value of {@code docs/types.md} in one database beside every other in another: where their
 * checksums are equal they are the same value. And the other way round, but for a few that are told
 * in {@link #LOOKED_AT_TWICE}. Which kinds of values have checksums is the table of {@code
 * docs/verify.md}.
 */
class ChecksumsWalkTest {
  /** A prime above the number of rows. */
  private static final int SEGMENTS = 65_521;

  /** From key to key, so that each row has a segment of its own: neighbours share one. */
  private static final int STEP = 16;

  /** Same values whose checksums may differ, so that their rows are read. */
  private static final List<String> LOOKED_AT_TWICE =
      List.of(
          "Decimal without bounds", // numeric keeps how many zeros were written
          "Double", // -0.0
          "Single",
          "Padded bytes", // with and without zeros at the end
          "UUID as text", // capitals
          "JSON",
          "Array of integers",
          "Array of texts");

  @RegisterExtension final Databases databases = new Databases();
  private final SoftAssertions softly = new SoftAssertions();

  @ParameterizedTest
  @CsvSource({
    "POSTGRESQL, POSTGRESQL, POSTGRES_BINARY",
    "POSTGRESQL, POSTGRESQL, TEXT",
    "POSTGRESQL, MARIADB, TEXT",
    "MARIADB, MARIADB, TEXT"
  })
  void equalChecksumsAreEqualValues(Brand source, Brand target, Way way) throws SQLException {
    TestDatabase one = databases.create(source);
    TestDatabase other = databases.create(target);
    List<String> summed = new ArrayList<>();
    try (Connector left = open(source, one);
        Connector right = open(target, other)) {
      for (Kind kind : ValuesPage.read()) {
        int mine = values(source, kind).size();
        int theirs = values(target, kind).size();
        fill(source, one, kind, theirs, i -> i / theirs);
        fill(target, other, kind, mine, i -> i % theirs);
        if (agree(kind, way, left, right)) {
          summed.add(kind.title());
        }
      }
    }
    softly.assertAll();
    if (source != Brand.POSTGRESQL || target != source || way == Way.POSTGRES_BINARY) {
      assertThat(summed).isEqualTo(ChecksumsPage.kinds(source, target));
    }
  }

  @Test
  void aNumberIsInTheSameSegmentEverywhere() throws SQLException {
    String keys =
        LongStream.of(
                Long.MIN_VALUE, -65_521L * 16, -33, -17, -16, -1, 0, 1, 15, 16, Long.MAX_VALUE)
            .mapToObj(key -> "(" + key + ")")
            .collect(Collectors.joining(", "));
    List<List<Sum>> sums = new ArrayList<>();
    for (Brand brand : List.of(Brand.POSTGRESQL, Brand.MARIADB)) {
      TestDatabase database = databases.create(brand);
      try (Connection connection = database.open();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE numbers (id bigint PRIMARY KEY)");
        statement.execute("INSERT INTO numbers VALUES " + keys);
      }
      try (Connector connector = open(brand, database)) {
        Type number = new Type.Int(64, false);
        Digest digest =
            new Digest(
                Way.TEXT,
                "numbers",
                List.of(new Field("id", number, number)),
                List.of(0),
                SEGMENTS);
        sums.add(
            connector.checksums().orElseThrow().sums(digest).stream()
                .sorted(Comparator.comparing(Sum::segment))
                .toList());
      }
    }
    assertThat(sums.getFirst()).isEqualTo(sums.getLast());
    assertThat(sums.getFirst()).allMatch(s -> s.segment() >= 0 && s.segment() < SEGMENTS);
    assertThat(sums.getFirst())
        .anyMatch(s -> s.segment() == 0 && s.rows() == 5); // -65,521 * 16 too
  }

  private static Connector open(Brand brand, TestDatabase database) {
    return brand.open(database);
  }

  /** All values of a kind that a database can hold, as it writes them; the last is null. */
  private static List<@Nullable String> values(Brand brand, Kind kind) {
    List<@Nullable String> values = new ArrayList<>();
    for (Line line : kind.lines()) {
      Fate here = line.fates().get(brand);
      if (!(here instanceof Fate.Rejected)) {
        values.add(
            Stream.concat(Stream.of(here), line.fates().values().stream())
                .filter(Fate.Shown.class::isInstance)
                .map(f -> ((Fate.Shown) f).text())
                .findFirst()
                .orElseThrow());
      }
    }
    values.add(null);
    return values;
  }

  /** As many rows as there are pairs of values; which value is in the n-th. */
  private static void fill(
      Brand brand, TestDatabase database, Kind kind, int others, IntUnaryOperator which)
      throws SQLException {
    ValueTable table = new ValueTable(brand, kind);
    List<@Nullable String> values = values(brand, kind);
    try (Connection connection = database.open();
        Statement statement = connection.createStatement()) {
      statement.execute(
          brand == Brand.POSTGRESQL
              ? "SET timezone = 'UTC'"
              : "SET time_zone = '+00:00', sql_mode = 'STRICT_TRANS_TABLES'");
      table.create(connection);
      connection.setAutoCommit(false);
      for (int i = 0; i < values.size() * others; i++) {
        table.insert(connection, "" + i, values.get(which.applyAsInt(i)));
      }
      connection.commit();
      connection.setAutoCommit(true);
      statement.execute("ALTER TABLE " + kind.name() + " ADD COLUMN id integer");
      statement.execute(
          "UPDATE "
              + kind.name()
              + " SET id = "
              + STEP
              + " * CAST(code AS "
              + (brand == Brand.POSTGRESQL ? "integer" : "signed")
              + ")");
    }
  }

  /** Whether a kind has checksums; holds that they say no more than comparing does. */
  private boolean agree(Kind kind, Way way, Connector left, Connector right) {
    Type source = left.describe(kind.name()).column("cell").orElseThrow().type();
    Type target = right.describe(kind.name()).column("cell").orElseThrow().type();
    TypePair pair = TypePair.of(source, target, ZoneId.of("Europe/Berlin")).orElseThrow();
    Digest mine = digest(way, kind, target, pair);
    Digest theirs = digest(way, kind, source, pair);
    Checksums one = left.checksums().orElseThrow();
    Checksums other = right.checksums().orElseThrow();
    if (one.obstacle(mine).isPresent() || other.obstacle(theirs).isPresent()) {
      return false;
    }
    Map<Integer, Sum> sums = sums(one, mine);
    Map<Integer, Sum> others = sums(other, theirs);
    Map<Integer, Object> values = read(left, kind);
    Map<Integer, Object> otherValues = read(right, kind);
    softly.assertThat(sums.keySet()).as(kind.title()).isEqualTo(others.keySet());
    softly.assertThat(new TreeSet<>(sums.keySet())).isEqualTo(new TreeSet<>(values.keySet()));
    for (int row : sums.keySet()) {
      Sum here = sums.get(row);
      Sum there = others.get(row);
      Object value = values.get(row);
      Object otherValue = otherValues.get(row);
      boolean flawed = value instanceof Flaw || otherValue instanceof Flaw;
      boolean equal = here.sum() == there.sum() && !here.doubtful() && !there.doubtful();
      boolean same = !flawed && pair.same(value, otherValue);
      String name = kind.title() + ": " + shown(value) + " beside " + shown(otherValue);
      softly.assertThat(!equal || same).as(name + ": equal checksums of other values").isTrue();
      if (same && !here.doubtful() && !LOOKED_AT_TWICE.contains(kind.title())) {
        softly.assertThat(equal).as(name + ": other checksums of a value").isTrue();
      }
    }
    return true;
  }

  private static String shown(@Nullable Object value) {
    String text = value instanceof byte[] b ? java.util.HexFormat.of().formatHex(b) : "" + value;
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }

  private static Digest digest(Way way, Kind kind, Type other, TypePair pair) {
    Type number = new Type.Int(32, false);
    return new Digest(
        way,
        kind.name(),
        List.of(new Field("id", number, number), new Field("cell", other, pair.common())),
        List.of(0),
        SEGMENTS);
  }

  private static Map<Integer, Sum> sums(Checksums checksums, Digest digest) {
    Map<Integer, Sum> sums = new HashMap<>();
    checksums.sums(digest).forEach(s -> sums.put(s.segment(), s));
    return sums;
  }

  private static Map<Integer, Object> read(Connector connector, Kind kind) {
    Shape shape = connector.describe(kind.name()).shape(List.of("code", "id", "cell"));
    Map<Integer, Object> values = new HashMap<>();
    try (RowStream rows = connector.read(shape, Connector.Order.ANY)) {
      for (Row row = rows.next(); row != null; row = rows.next()) {
        values.put(((Long) row.get(1)).intValue() / STEP, row.get(2));
      }
    }
    return values;
  }
}
