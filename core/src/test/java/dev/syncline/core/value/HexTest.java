package dev.syncline.core.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HexTest {
  @Test
  void digitsAndBytesAreTheSame() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    assertThat(Hex.bytes(Hex.text(all))).isEqualTo(all);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "abc", "AB", "0g", "0x", "é0", "0٣", "12 4"})
  void anythingElseIsNotTaken(String text) {
    assertThat(Hex.bytes(text)).isNull();
  }
}
