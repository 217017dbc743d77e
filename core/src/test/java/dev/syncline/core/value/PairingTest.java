package dev.syncline.core.value;

import static dev.syncline.core.value.Checks.pair;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PairingTest {
  private static final Type.Text TEXT = Type.Text.UNBOUNDED;

  private static final Map<String, Type> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put("bool", new Type.Bool());
    KINDS.put("int", new Type.Int(32, false));
    KINDS.put("decimal", new Type.Decimal(10, 2));
    KINDS.put("real", new Type.Real(64));
    KINDS.put("text", TEXT);
    KINDS.put("enum", new Type.Enumeration(List.of("a")));
    KINDS.put("date", new Type.Date());
    KINDS.put("time", new Type.Time(6));
    KINDS.put("local", new Type.Timestamp(6, false));
    KINDS.put("zoned", new Type.Timestamp(6, true));
    KINDS.put("binary", new Type.Binary(0, false));
    KINDS.put("uuid", new Type.Uuid());
    KINDS.put("json", new Type.Json());
    KINDS.put("array", new Type.Array(new Type.Int(32, false)));
    KINDS.put("opaque", new Type.Opaque("point"));
  }

  private static final Map<String, String> PARTNERS =
      Map.ofEntries(
          Map.entry("bool", "bool int decimal real text"),
          Map.entry("int", "bool int decimal real text"),
          Map.entry("decimal", "bool int decimal real text"),
          Map.entry("real", "bool int decimal real text"),
          Map.entry(
              "text", "bool int decimal real text enum date time local zoned uuid json array"),
          Map.entry("enum", "text enum"),
          Map.entry("date", "text date local zoned"),
          Map.entry("time", "text time"),
          Map.entry("local", "text date local zoned"),
          Map.entry("zoned", "text date local zoned"),
          Map.entry("binary", "binary uuid"),
          Map.entry("uuid", "text binary uuid"),
          Map.entry("json", "text json array"),
          Map.entry("array", "text json array"),
          Map.entry("opaque", ""));

  @Test
  void everyKindPairsWithItsPartnersOnly() {
    KINDS.forEach(
        (one, source) -> {
          List<String> partners = new ArrayList<>();
          KINDS.forEach(
              (other, target) -> {
                boolean pairs = TypePair.of(source, target, ZoneOffset.UTC).isPresent();
                if (pairs) {
                  partners.add(other);
                }
                assertThat(TypePair.whyNot(source, target).isEmpty()).isEqualTo(pairs);
              });
          assertThat(String.join(" ", partners)).as(one).isEqualTo(PARTNERS.get(one));
        });
  }

  @Test
  void whyNotGivesAReasonAndARemedy() {
    assertThat(TypePair.whyNot(new Type.Opaque("point"), TEXT))
        .isEqualTo("point cannot be synchronized; leave the column out");
    assertThat(TypePair.whyNot(TEXT, new Type.Opaque("point"))).contains("point");
    for (String why :
        List.of(
            TypePair.whyNot(new Type.Binary(9, false), TEXT),
            TypePair.whyNot(TEXT, new Type.Binary(9, false)))) {
      assertThat(why).contains("text", "bytes, at most 9", "encoded", "alter one of the columns");
    }
    assertThat(TypePair.whyNot(new Type.Binary(9, false), new Type.Date()))
        .doesNotContain("encoded");
    assertThat(TypePair.whyNot(new Type.Date(), new Type.Binary(9, false)))
        .doesNotContain("encoded");
    assertThat(TypePair.whyNot(new Type.Time(0), new Type.Int(32, true)))
        .isEqualTo(
            "time and unsigned 32-bit integer have no common form; alter one of the columns, or"
                + " leave it out of \"fields\"");
    assertThat(TypePair.of(new Type.Uuid(), new Type.Binary(15, false), ZoneOffset.UTC)).isEmpty();
  }

  @Test
  void typesHaveWords() {
    KINDS.values().forEach(type -> assertThat(Words.of(type)).isNotBlank());
    assertThat(Words.of(new Type.Text(40, 0, false))).isEqualTo("text of at most 40 characters");
    assertThat(Words.of(new Type.Text(0, 9, false))).isEqualTo("text of at most 9 bytes");
    assertThat(Words.of(new Type.Decimal(10, 2))).isEqualTo("decimal(10,2)");
    assertThat(Words.of(Type.Decimal.UNBOUNDED)).isEqualTo("decimal");
    assertThat(pair(TEXT, new Type.Date())).hasToString("text <-> date as date");
  }

  @Test
  void theCommonTypeIsTheCoarser() {
    Object[][] cases = {
      {new Type.Int(64, false), new Type.Int(32, true), new Type.Int(32, true)},
      {new Type.Int(32, true), new Type.Int(32, false), new Type.Int(32, false)},
      {new Type.Int(32, false), new Type.Int(64, true), new Type.Int(32, false)},
      {new Type.Int(32, false), new Type.Decimal(9, 2), new Type.Int(32, false)},
      {new Type.Bool(), new Type.Int(8, false), new Type.Bool()},
      {new Type.Decimal(10, 2), new Type.Decimal(6, 4), new Type.Decimal(4, 2)},
      {new Type.Decimal(10, 2), Type.Decimal.UNBOUNDED, new Type.Decimal(10, 2)},
      {new Type.Decimal(10, 2), new Type.Real(64), new Type.Decimal(10, 2)},
      {new Type.Real(32), new Type.Real(64), new Type.Real(32)},
      {new Type.Text(9, 0, false), new Type.Text(5, 20, true), new Type.Text(5, 20, true)},
      {TEXT, new Type.Text(5, 20, false), new Type.Text(5, 20, false)},
      {TEXT, new Type.Date(), new Type.Date()},
      {new Type.Timestamp(3, true), new Type.Date(), new Type.Date()},
      {new Type.Timestamp(3, true), new Type.Timestamp(6, false), new Type.Timestamp(3, false)},
      {new Type.Timestamp(3, true), new Type.Timestamp(0, true), new Type.Timestamp(0, true)},
      {new Type.Time(3), new Type.Time(6), new Type.Time(3)},
      {new Type.Binary(0, false), new Type.Binary(4, true), new Type.Binary(4, true)},
      {new Type.Binary(16, false), new Type.Uuid(), new Type.Uuid()},
      {TEXT, new Type.Json(), new Type.Json()},
      {new Type.Array(TEXT), new Type.Json(), new Type.Json()},
      {
        new Type.Array(new Type.Int(64, false)),
        new Type.Array(new Type.Int(8, false)),
        new Type.Array(new Type.Int(8, false))
      },
    };
    for (Object[] c : cases) {
      assertThat(pair((Type) c[0], (Type) c[1]).common()).isEqualTo(c[2]);
      assertThat(pair((Type) c[1], (Type) c[0]).common()).isEqualTo(c[2]);
    }
  }

  /** Bases hold these names: a changed one makes every field be looked at anew. */
  @Test
  void namesSayHowValuesAreComparedAndNotHowMuchFits() {
    Object[][] cases = {
      {new Type.Bool(), TEXT, "bool"},
      {new Type.Int(8, true), new Type.Int(64, false), "int"},
      {new Type.Int(8, true), new Type.Decimal(9, 2), "int"},
      {new Type.Decimal(9, 2), new Type.Decimal(30, 4), "decimal(2)"},
      {Type.Decimal.UNBOUNDED, TEXT, "decimal"},
      {Type.Decimal.UNBOUNDED, new Type.Real(32), "decimal of real32"},
      {new Type.Decimal(9, 2), new Type.Real(64), "decimal(2) of real64"},
      {new Type.Real(64), new Type.Real(32), "real32"},
      {new Type.Real(64), TEXT, "real64"},
      {TEXT, new Type.Text(9, 0, false), "text"},
      {TEXT, new Type.Text(9, 0, true), "text padded"},
      {TEXT, new Type.Enumeration(List.of("a")), "text"},
      {new Type.Date(), TEXT, "date"},
      {new Type.Time(3), new Type.Time(6), "time(3)"},
      {new Type.Binary(3, false), new Type.Binary(9, false), "binary"},
      {new Type.Binary(3, false), new Type.Binary(9, true), "binary padded"},
      {new Type.Uuid(), TEXT, "uuid"},
      {new Type.Json(), new Type.Array(TEXT), "json"},
      {new Type.Array(TEXT), new Type.Array(TEXT), "json"},
    };
    for (Object[] c : cases) {
      assertThat(pair((Type) c[0], (Type) c[1]).name()).isEqualTo(c[2]);
    }
  }
}
