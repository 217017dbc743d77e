package dev.syncline.core.value;

import static dev.syncline.core.value.Checks.pair;
import static dev.syncline.core.value.MatchForm.CASE_INSENSITIVE;
import static dev.syncline.core.value.MatchForm.EXACT;
import static dev.syncline.core.value.MatchForm.TRIMMED;
import static dev.syncline.core.value.MatchForm.TRIMMED_CASE_INSENSITIVE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.core.Side;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class MatchKeyTest {
  private static final Type.Text TEXT = Type.Text.UNBOUNDED;
  private static final TypePair TEXTS = pair(TEXT, TEXT);
  private static final TypePair NUMBERS = pair(TEXT, new Type.Int(64, false));

  private final CanonicalBytes scratch = new CanonicalBytes();

  private byte[] key(MatchForm form, Object... values) {
    int parts = values.length;
    return MatchKey.of(
        Collections.nCopies(parts, TEXTS),
        Collections.nCopies(parts, form),
        Side.SOURCE,
        values,
        scratch);
  }

  private byte[] one(TypePair pair, MatchForm form, Side side, Object value) {
    return MatchKey.of(List.of(pair), List.of(form), side, new Object[] {value}, scratch);
  }

  @Test
  void formsSayWhichTextsAgree() {
    Object[][] cases = {
      // text, other text, forms under which they agree
      {"Smith", "Smith", List.of(EXACT, CASE_INSENSITIVE, TRIMMED, TRIMMED_CASE_INSENSITIVE)},
      {"Smith", "SMITH", List.of(CASE_INSENSITIVE, TRIMMED_CASE_INSENSITIVE)},
      {"Smith", " Smith  ", List.of(TRIMMED, TRIMMED_CASE_INSENSITIVE)},
      {"Smith", " sMITH", List.of(TRIMMED_CASE_INSENSITIVE)},
      {"Élan", "éLAN", List.of(CASE_INSENSITIVE, TRIMMED_CASE_INSENSITIVE)},
      {"ße", "SSE", List.of(CASE_INSENSITIVE, TRIMMED_CASE_INSENSITIVE)},
      {"Straße", "STRASSE", List.of(CASE_INSENSITIVE, TRIMMED_CASE_INSENSITIVE)},
      {"ΟΔΟΣ", "οδος", List.of(CASE_INSENSITIVE, TRIMMED_CASE_INSENSITIVE)},
      {"οδοσ ", "ΟΔΟΣ", List.of(TRIMMED_CASE_INSENSITIVE)},
      {"𐐀", "𐐨", List.of(CASE_INSENSITIVE, TRIMMED_CASE_INSENSITIVE)},
      {"", "  ", List.of(TRIMMED, TRIMMED_CASE_INSENSITIVE)},
      {"Elan", "Élan", List.of()},
      {"a b", "ab", List.of()},
      {"a", "a\t", List.of()},
      {"a", "a\u00A0", List.of()},
    };
    for (Object[] c : cases) {
      for (MatchForm form : MatchForm.values()) {
        boolean agree = ((List<?>) c[2]).contains(form);
        assertThat(java.util.Arrays.equals(key(form, c[0]), key(form, c[1])))
            .as("%s: '%s' and '%s'", form, c[0], c[1])
            .isEqualTo(agree);
      }
    }
  }

  @Test
  void applyingAFormTwiceChangesNothingMore() {
    for (int point = 0; point < 0x20000; point++) {
      String text = " " + Character.toString(point) + "ΑΣ ";
      for (MatchForm form : MatchForm.values()) {
        String once = form.apply(text);
        assertThat(form.apply(once)).isEqualTo(once);
      }
    }
  }

  @Test
  void textWithoutWorkIsGivenBackAsItIs() {
    String text = "already lower";
    for (MatchForm form : MatchForm.values()) {
      assertThat(form.apply(text)).isSameAs(text);
    }
  }

  @Test
  void nullMatchesNothingButEmptyTextIsAValue() {
    assertThat(key(EXACT, "a", null)).isNull();
    assertThat(key(EXACT, null, "a")).isNull();
    assertThat(key(EXACT, "a", new Flaw("unreadable"))).isNull();
    assertThat(key(EXACT, "")).isNotNull().isEqualTo(key(EXACT, ""));
    assertThat(key(EXACT, "", "a")).isNotEqualTo(key(EXACT, "a", ""));
  }

  @Test
  void partsDoNotRunIntoEachOther() {
    assertThat(key(EXACT, "ab", "c")).isNotEqualTo(key(EXACT, "a", "bc"));
    assertThat(key(EXACT, "a", "b\0")).isNotEqualTo(key(EXACT, "a\0", "b"));
    assertThat(java.util.HexFormat.of().formatHex(key(EXACT, "ab", "c")))
        .isEqualTo("00000003056162" + "000000020563");
    byte[] shorter = key(EXACT, "a");
    byte[] longer = key(EXACT, "ab");
    assertThat(java.util.Arrays.equals(shorter, 0, shorter.length, longer, 0, shorter.length))
        .isFalse();
  }

  @Test
  void valuesOfOtherTypesMatchAsTheyAreCompared() {
    assertThat(one(NUMBERS, EXACT, Side.SOURCE, "042"))
        .isEqualTo(one(NUMBERS, EXACT, Side.TARGET, 42L));
    assertThat(one(NUMBERS, EXACT, Side.SOURCE, " 42"))
        .isNotEqualTo(one(NUMBERS, EXACT, Side.TARGET, 42L));
    assertThat(one(NUMBERS, TRIMMED, Side.SOURCE, " 42"))
        .isEqualTo(one(NUMBERS, TRIMMED, Side.TARGET, 42L));
    TypePair uuids = pair(TEXT, new Type.Uuid());
    java.util.UUID id = new java.util.UUID(0xABCDEFL, 2);
    assertThat(one(uuids, CASE_INSENSITIVE, Side.SOURCE, id.toString()))
        .isEqualTo(one(uuids, EXACT, Side.TARGET, id));
    TypePair padded = pair(new Type.Text(9, 0, true), TEXT);
    assertThat(one(padded, EXACT, Side.SOURCE, "a  "))
        .isEqualTo(one(padded, EXACT, Side.TARGET, "a"));
  }

  @Test
  void documentsAreLeftAsTheyAre() {
    for (Type type : List.of(new Type.Json(), new Type.Array(TEXT))) {
      TypePair pair = pair(type, type);
      assertThat(one(pair, TRIMMED_CASE_INSENSITIVE, Side.SOURCE, "[\"A\"]"))
          .isEqualTo(one(pair, EXACT, Side.TARGET, "[ \"A\" ]"))
          .isNotEqualTo(one(pair, TRIMMED_CASE_INSENSITIVE, Side.TARGET, "[\"a\"]"));
    }
  }
}
