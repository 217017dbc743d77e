package dev.syncline.connect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConnectionSpecTest {
  @Test
  void aShortSecretIsHiddenAsAWordAndALongOneAnywhere() {
    assertThat(ConnectionSpec.without("syn", "the historical sync: password=syn, 'syn', syn."))
        .isEqualTo("the historical sync: password=***, '***', ***.");
    assertThat(ConnectionSpec.without("a$b\\", "x:a$b\\@host")).isEqualTo("x:***@host");
    assertThat(ConnectionSpec.without("correcthorse", "mycorrecthorse1")).isEqualTo("my***1");
    assertThat(ConnectionSpec.without("ab", "ab")).as("too short to be told").isEqualTo("ab");
  }
}
