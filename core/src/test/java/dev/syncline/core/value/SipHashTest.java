package dev.syncline.core.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SipHashTest {
  /**
   * The authors' test vectors for the key 00 01 … 0f: entry n is the hash of the n bytes 00 01 …,
   * read as a little-endian number. Entry 15 is the example of the paper's appendix A.
   */
  private static final long[] VECTORS = {
    0x726fdb47dd0e0e31L, 0x74f839c593dc67fdL, 0x0d6c8009d9a94f5aL, 0x85676696d7fb7e2dL,
    0xcf2794e0277187b7L, 0x18765564cd99a68dL, 0xcbc9466e58fee3ceL, 0xab0200f58b01d137L,
    0x93f5f5799a932462L, 0x9e0082df0ba9e4b0L, 0x7a5dbbc594ddb9f3L, 0xf4b32f46226bada7L,
    0x751e8fbc860ee5fbL, 0x14ea5627c0843d90L, 0xf723ca908e7af2eeL, 0xa129ca6149be45e5L,
    0x3f2acc7f57c29bdbL,
  };

  private static byte[] counting(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  private final SipHash hash = new SipHash(counting(16));

  @Test
  void givesThePublishedVectors() {
    for (int n = 0; n < VECTORS.length; n++) {
      assertThat(hash.of(counting(n), 0, n)).as("%d bytes", n).isEqualTo(VECTORS[n]);
    }
    assertThat(hash.of(counting(63), 0, 63)).isEqualTo(0x958a324ceb064572L);
  }

  @Test
  void readsOnlyItsPartOfTheArray() {
    byte[] shifted = new byte[100];
    Arrays.fill(shifted, (byte) 0xAA);
    for (int n = 0; n < VECTORS.length; n++) {
      System.arraycopy(counting(n), 0, shifted, 7, n);
      assertThat(hash.of(shifted, 7, n)).as("%d bytes", n).isEqualTo(VECTORS[n]);
    }
  }

  @Test
  void dependsOnBothHalvesOfTheKey() {
    byte[] input = counting(20);
    for (int changed = 0; changed < 16; changed++) {
      byte[] key = counting(16);
      key[changed] ^= 1;
      assertThat(new SipHash(key).of(input, 0, 20)).isNotEqualTo(hash.of(input, 0, 20));
    }
  }

  @Test
  void refusesAKeyOfAnotherLength() {
    assertThatThrownBy(() -> new SipHash(new byte[15]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("16 bytes, not 15");
  }
}
