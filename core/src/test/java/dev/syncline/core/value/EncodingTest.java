package dev.syncline.core.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.core.Side;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EncodingTest {

  private static String hex(Object value) {
    CanonicalBytes out = new CanonicalBytes(1);
    Encoding.put(value, out);
    return HexFormat.of().formatHex(out.copy());
  }

  /** Bases that were saved hold these bytes' fingerprints: an old line here must never change. */
  @Test
  void savedBasesRestOnTheseBytes() {
    Map<String, Object> saved = new LinkedHashMap<>();
    saved.put("0101", true);
    saved.put("0100", false);
    saved.put("02000000000000002a", 42L);
    saved.put("02ffffffffffffffff", new BigDecimal("-1.0"));
    saved.put("020000000000000064", new BigDecimal("1E+2"));
    saved.put("03000000010000000800000000000000" + "0f", new BigDecimal("1.50"));
    saved.put("03ffffffed000000080000000000000001", new BigDecimal("1E+19"));
    saved.put("030000000000000009008000000000000001", new BigInteger("9223372036854775809"));
    saved.put("043fb999999999999a", 0.1);
    saved.put("040000000000000000", -0.0);
    saved.put("047ff8000000000000", Double.longBitsToDouble(0x7ff8000000000123L));
    saved.put("0561c3a9e282acf09f988000", "aé€😀\0");
    saved.put("05eda080", "\uD800");
    saved.put("060000000000000001", LocalDate.EPOCH.plusDays(1));
    saved.put("07000000000000000100000002", LocalTime.of(0, 0, 1, 2));
    saved.put("07ffffffffffffffff00000000", Duration.ofSeconds(-1));
    saved.put("08000000000000000100000002", LocalDateTime.of(1970, 1, 1, 0, 0, 1, 2));
    saved.put("09ffffffffffffffff00000002", Instant.ofEpochSecond(-1, 2));
    saved.put("0a00ff", new byte[] {0, -1});
    saved.put("0b00000000000000010000000000000002", new UUID(1, 2));
    saved.put("0d00", Special.NAN);
    saved.put("0d01", Special.INFINITY);
    saved.put("0d02", Special.NEGATIVE_INFINITY);
    saved.put("0d03", Special.ZERO_DATE);
    saved.put("0e78", new Flaw("x"));
    saved.put("0f6a6176612e6c616e672e4368617261637465722078", 'x');
    saved.put("027ffffffffffffff8", new BigDecimal("9223372036854775800"));
    saved.put("028000000000000008", new BigDecimal("-92233720368547758E+2"));
    saved.put("020de0b6b3a7640000", new BigDecimal("1E+18"));
    saved.forEach((bytes, value) -> assertThat(hex(value)).as("%s", value).isEqualTo(bytes));
    assertThat(hex(null)).isEqualTo("00");
    Type text = Type.Text.UNBOUNDED;
    assertThat(Checks.hex(Checks.pair(text, text), Side.SOURCE, null)).isEqualTo("00");
    assertThat(
            Checks.hex(
                Checks.pair(new Type.Json(), new Type.Json()),
                Side.SOURCE,
                "{\"b\":[true,false,null,1.5],\"a\":\"é\"}"))
        .isEqualTo(
            "0c7b7300000001617300000002c3a973000000016"
                + "25b74666e030000000100000008000000000000000f5d7d");
  }

  @Test
  void utf8IsWhatJavaWritesForEveryCodePoint() {
    CanonicalBytes out = new CanonicalBytes(1);
    for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
      if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
        continue;
      }
      String text = "a" + Character.toString(point) + "b" + Character.toString(point);
      byte[] expected = text.getBytes(StandardCharsets.UTF_8);
      out.reset();
      out.putUtf8(text);
      boolean same = Arrays.equals(out.array(), 0, out.length(), expected, 0, expected.length);
      assertThat(same).as("U+%X", point).isTrue();
      assertThat(CanonicalBytes.utf8Length(text, 1, text.length())).isEqualTo(expected.length - 1);
    }
    out.reset();
    out.putUtf8("aé", 1);
    assertThat(out.copy()).containsExactly('a');
    assertThat(CanonicalBytes.utf8Length("a\uD83D\uDE00", 0, 2)).as("half a pair").isEqualTo(4);
  }

  @Test
  void bytesGrowAndAreReset() {
    CanonicalBytes out = new CanonicalBytes(1);
    byte[] many = new byte[3_000_000];
    many[many.length - 1] = 7;
    out.put(1);
    out.putBytes(many);
    out.putInt(5);
    assertThat(out.length()).isEqualTo(many.length + 5);
    assertThat(out.array()[many.length]).isEqualTo((byte) 7);
    out.reset();
    assertThat(out.length()).isZero();
    assertThat(out.array().length).as("a huge value's memory is given back").isLessThan(1000);
    byte[] kept = out.array();
    out.putLong(-2);
    out.reset();
    assertThat(out.array()).as("an ordinary array is used again").isSameAs(kept);
    out.putBytes(new byte[] {1, 2, 3}, 1, 2);
    assertThat(out.copy()).containsExactly(2, 3);
  }
}
