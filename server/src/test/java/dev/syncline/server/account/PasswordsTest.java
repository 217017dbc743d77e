package dev.syncline.server.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.server.account.Passwords.Cost;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PasswordsTest {
  private static final Cost CHEAP = new Cost(64, 1, 1);

  /** Of the reference implementation: "password", salt "somesalt", 64 MiB, 2 passes, 1 lane. */
  private static final String REFERENCE =
      "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

  private final Passwords passwords = passwords(CHEAP, 1);

  private static Passwords passwords(Cost cost, int places) {
    return new Passwords(new SecureRandom(), cost, places, Duration.ZERO);
  }

  @Test
  void aHashOfTheReferenceImplementationIsUnderstood() {
    assertThat(passwords.matches("password", REFERENCE)).isTrue();
    assertThat(passwords.matches("Password", REFERENCE)).isFalse();
  }

  @Test
  void aHashNamesItsCost() {
    assertThat(passwords.hash("a correct horse"))
        .matches("\\$argon2id\\$v=19\\$m=64,t=1,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}");
    assertThat(passwords.isOutdated(passwords.hash("a correct horse"))).isFalse();
    assertThat(passwords.isOutdated(REFERENCE)).isTrue();
  }

  @Test
  void thePresentCostIsAtLeastWhatIsRecommended() {
    assertThat(Cost.PRESENT.kibibytes()).isGreaterThanOrEqualTo(19 << 10);
    assertThat(Cost.PRESENT.passes()).isGreaterThanOrEqualTo(2);
    Passwords real = passwords(Cost.PRESENT, 1);
    String hash = real.hash("a correct horse");
    assertThat(hash).startsWith("$argon2id$v=19$m=65536,t=2,p=1$");
    assertThat(real.matches("a correct horse", hash)).isTrue();
  }

  @Test
  void twoHashesOfOnePasswordDiffer() {
    String one = passwords.hash("a correct horse");
    String other = passwords.hash("a correct horse");
    assertThat(one).isNotEqualTo(other);
    assertThat(passwords.matches("a correct horse", one)).isTrue();
    assertThat(passwords.matches("a correct horse", other)).isTrue();
    assertThat(passwords.matches("a correct horse ", one)).isFalse();
  }

  @Test
  void aPasswordIsTheSameHoweverAKeyboardWritesIt() {
    String hash = passwords.hash("Ångström ﬁne Ｐass");
    assertThat(passwords.matches("A\u030Angstro\u0308m fine Pass", hash)).isTrue();
    assertThat(passwords.matches("Angstrom fine Pass", hash)).isFalse();
  }

  @Test
  void noPasswordMatchesWhereThereIsNoHash() {
    for (String typed : List.of("", "a correct horse", "x".repeat(10_000_000), "\uD800")) {
      assertThat(passwords.matches(typed, null)).isFalse();
    }
  }

  /** All that cannot be a password is hashed as the same text, which must not make it right. */
  @Test
  void whatCannotBeAPasswordMatchesNothing() {
    for (String typed : List.of("", "x".repeat(1_001), "half a sign \uD83D")) {
      String ofNothing = passwords.hash("");
      assertThat(passwords.matches(typed, ofNothing)).isFalse();
    }
  }

  @Test
  void allOfALongPasswordCounts() {
    String most = "é".repeat(PasswordPolicy.MOST);
    String hash = passwords.hash(most);
    assertThat(passwords.matches(most, hash)).isTrue();
    assertThat(passwords.matches(most.substring(1) + "e", hash)).isFalse();
    assertThat(passwords.matches(most.substring(1), hash)).isFalse();
  }

  @Test
  void aDamagedHashIsAnError() {
    for (String damaged :
        List.of("", "plain", REFERENCE.replace("argon2id", "argon2i"), REFERENCE + "!")) {
      assertThatThrownBy(() -> passwords.matches("password", damaged))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("damaged")
          .hasMessageContaining("new link");
    }
  }

  @Test
  void withoutAPlaceNothingIsHashed() {
    Passwords full = passwords(CHEAP, 0);
    assertThatThrownBy(() -> full.hash("a correct horse")).isInstanceOf(BusyException.class);
    assertThatThrownBy(() -> full.matches("a correct horse", REFERENCE))
        .isInstanceOf(BusyException.class);
    // Nor where there is no such user: the place is taken for that, too.
    assertThatThrownBy(() -> full.matches("a correct horse", null))
        .isInstanceOf(BusyException.class);
  }

  @Test
  void aPlaceIsFreeAfterwards() {
    for (int i = 0; i < 3; i++) {
      assertThat(passwords.matches("a correct horse", passwords.hash("a correct horse"))).isTrue();
      assertThatThrownBy(() -> passwords.matches("x", "$argon2id$v=19$m=1,t=0,p=1$c29tZXNhbHQ$AA"))
          .isInstanceOf(RuntimeException.class)
          .isNotInstanceOf(BusyException.class);
    }
  }

  @Test
  void thePolicyAsksForLengthAndNotForTheName() {
    for (String good :
        List.of(
            "a correct horse",
            "x y z x y z ",
            "пароль из слов",
            "🐎🐎🐎🐎🐎🐎🐎🐎🐎🐎🐎🐎",
            "é".repeat(1_000),
            "'; DROP TABLE account; --",
            "tab\tand\u0000nul in it")) {
      assertThatCode(() -> PasswordPolicy.check(good, "ann", null)).doesNotThrowAnyException();
    }
    for (String shorter : List.of("", "eleven char", "🐎🐎🐎🐎🐎🐎🐎", "e\u0301".repeat(11))) {
      assertThatThrownBy(() -> PasswordPolicy.check(shorter, "ann", null))
          .isInstanceOf(AccountException.class)
          .hasMessageContaining("at least 12 characters");
    }
    for (String longer : List.of("x".repeat(1_001), "half a sign in a row \uD83D")) {
      assertThatThrownBy(() -> PasswordPolicy.check(longer, "ann", null))
          .isInstanceOf(AccountException.class)
          .hasMessageContaining("at most 1000 characters");
    }
    for (String name :
        List.of("administrator", "ADMINISTRATOR", "Administrator ", "ann@example.org")) {
      assertThatThrownBy(() -> PasswordPolicy.check(name, "Administrator", "Ann@Example.org"))
          .isInstanceOf(AccountException.class)
          .hasMessageContaining("must not be the user name");
    }
  }

  @Test
  void messagesDoNotShowThePassword() {
    assertThatThrownBy(() -> PasswordPolicy.check("hunter2", "ann", null))
        .hasMessageNotContaining("hunter2");
    assertThatThrownBy(() -> PasswordPolicy.check("hunter2".repeat(1_000), "ann", null))
        .hasMessageNotContaining("hunter2");
  }
}
