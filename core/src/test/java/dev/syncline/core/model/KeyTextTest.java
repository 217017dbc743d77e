package dev.syncline.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.core.value.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeyTextTest {

  @Test
  void peopleReadAndTypeKeys() {
    Type whole = new Type.Int(64, false);
    Type text = Type.Text.UNBOUNDED;
    Object[][] cases = {
      // typed, its types, its parts, as shown
      {"42", List.of(whole), List.of(42L), "42"},
      {"-7", List.of(whole), List.of(-7L), "-7"},
      {"7,3", List.of(whole, whole), List.of(7L, 3L), "7, 3"},
      {" 7 , 3 ", List.of(whole, whole), List.of(7L, 3L), "7, 3"},
      {"a,b", List.of(text), List.of("a,b"), "a,b"},
      {" \"a\" ", List.of(text), List.of(" \"a\" "), " \"a\" "},
      {"", List.of(text), List.of(""), ""},
      {"\"a,b\", 3", List.of(text, whole), List.of("a,b", 3L), "\"a,b\", 3"},
      {
        "3,\"say \"\"hi\"\"\" ",
        List.of(whole, text),
        List.of(3L, "say \"hi\""),
        "3, \"say \"\"hi\"\"\""
      },
      {"\"\",x", List.of(text, text), List.of("", "x"), "\"\", x"},
      {",x", List.of(text, text), List.of("", "x"), "\"\", x"},
      {"x,", List.of(text, text), List.of("x", ""), "x, \"\""},
      {"\" x\",y", List.of(text, text), List.of(" x", "y"), "\" x\", y"},
      {
        "a1b2c3d4-0000-4000-8000-00000000ff00",
        List.of(new Type.Uuid()),
        List.of(UUID.fromString("a1b2c3d4-0000-4000-8000-00000000ff00")),
        "a1b2c3d4-0000-4000-8000-00000000ff00"
      },
      {
        "2024-02-29,true",
        List.of(new Type.Date(), new Type.Bool()),
        List.of(LocalDate.of(2024, 2, 29), true),
        "2024-02-29, true"
      },
      {
        "2024-02-29T10:00",
        List.of(new Type.Timestamp(6, true)),
        List.of(Instant.parse("2024-02-29T10:00:00Z")),
        "2024-02-29T10:00:00Z"
      },
      {"1.50", List.of(new Type.Decimal(9, 2)), List.of(new BigDecimal("1.5")), "1.5"},
      {"100", List.of(new Type.Decimal(9, 2)), List.of(new BigDecimal("100")), "100"},
      {
        "18446744073709551615",
        List.of(new Type.Int(64, true)),
        List.of(new BigInteger("18446744073709551615")),
        "18446744073709551615"
      },
      {"b", List.of(new Type.Enumeration(List.of("a", "b"))), List.of("b"), "b"},
    };
    for (Object[] c : cases) {
      @SuppressWarnings("unchecked")
      List<Type> types = (List<Type>) c[1];
      Key key = Key.parse((String) c[0], types);
      assertThat(key.parts()).containsExactly(((List<?>) c[2]).toArray());
      assertThat(key).hasToString((String) c[3]);
      assertThat(Key.parse(key.toString(), types)).isEqualTo(key);
    }
    assertThat(Key.of(",", "\"")).hasToString("\",\", \"\"\"\"");
    for (String typed : List.of("0x00fF", "\\x00ff", "00ff")) {
      Key bytes = Key.parse(typed, List.of(new Type.Binary(2, false)));
      assertThat(bytes).isEqualTo(Key.of(new byte[] {0, -1})).hasToString("0x00ff");
    }
  }

  @Test
  void whatIsNoKeyIsRefusedWithAReason() {
    Type whole = new Type.Int(32, false);
    Type text = Type.Text.UNBOUNDED;
    Object[][] cases = {
      {"abc", List.of(whole), "key part abc is not a whole number, such as 42"},
      {
        "3000000000",
        List.of(whole),
        "key part 3000000000 is out of range (-2147483648 to 2147483647)"
      },
      {"7", List.of(whole, whole), "key 7 has 1 part, but 2 are needed"},
      {"7,3,1", List.of(whole, whole), "key 7,3,1 has 3 parts, but 2 are needed"},
      {"\"a", List.of(text, whole), "a quote is not closed"},
      {"\"a\"b,1", List.of(text, whole), "expected a comma after the closing quote"},
      {"xyz", List.of(new Type.Binary(0, false)), "expected hexadecimal digits"},
      {"x", List.of(new Type.Opaque("point")), "a key cannot have a part of"},
      {
        "2024-02-30",
        List.of(new Type.Date()),
        "key part 2024-02-30 is not a date, such as 2024-02-29"
      },
    };
    for (Object[] c : cases) {
      @SuppressWarnings("unchecked")
      List<Type> types = (List<Type>) c[1];
      assertThatThrownBy(() -> Key.parse((String) c[0], types))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining((String) c[2])
          .hasMessageNotContaining("origin");
    }
  }
}
