package dev.syncline.server.account;

import java.text.Normalizer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which passwords are taken, and in which form they are hashed. */
final class PasswordPolicy {
  static final int LEAST = 12;
  static final int MOST = 1_000;

  private PasswordPolicy() {}

  /**
   * The form in which a password is hashed: the same for all ways in which keyboards write a
   * character. Empty if no password can be like that.
   */
  static Optional<String> form(String typed) {
    if (typed.length() > MOST || !Texts.isWhole(typed)) {
      return Optional.empty();
    }
    return Optional.of(Normalizer.normalize(typed, Normalizer.Form.NFKC));
  }

  /**
   * Checks a new password.
   *
   * @throws AccountException if it is not taken
   */
  static void check(String typed, String name, @Nullable String email) {
    String form =
        form(typed)
            .orElseThrow(
                () ->
                    new AccountException(
                        "A password has at most %d characters. Choose a shorter one."
                            .formatted(MOST)));
    if (form.codePointCount(0, form.length()) < LEAST) {
      throw new AccountException(
          "A password has at least %d characters. Choose a longer one, such as some words in a row."
              .formatted(LEAST));
    }
    String key = Texts.key(form);
    if (key.equals(Texts.key(name)) || (email != null && key.equals(Texts.key(email)))) {
      throw new AccountException(
          "The password must not be the user name or the e-mail address. Choose another one.");
    }
  }
}
