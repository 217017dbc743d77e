package dev.syncline.server.account;

import dev.syncline.project.mail.Letter;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What texts that people type have to be before they are kept. */
final class Texts {
  private static final int MOST_IN_NAME = 64;
  private static final int MOST_SHOWN = 200;

  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}._@+-]*");

  /**
   * Control characters, and those that make text read in another order than it stands; but not the
   * two joiners, without which Persian names and many signs cannot be written.
   */
  private static final Pattern UNSEEN =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}&&[^\\u200C\\u200D]]");

  private Texts() {}

  /** A user's name as it is kept: compatible forms of a character are one. */
  static String name(String typed) {
    String name =
        shortEnough(typed) ? Normalizer.normalize(typed.strip(), Normalizer.Form.NFKC) : "";
    if (!NAME.matcher(name).matches() || !shortEnough(name)) {
      throw new AccountException(
          "A user name has 1 to %d letters, digits and . _ @ + -, and begins with a letter or a digit. Choose another one."
              .formatted(MOST_IN_NAME));
    }
    return name;
  }

  private static boolean shortEnough(String name) {
    return name.length() <= MOST_IN_NAME;
  }

  /** A name as it is compared: large and small letters are one. Any text has such a form. */
  static String key(String name) {
    String bounded = name.length() > MOST_SHOWN ? name.substring(0, MOST_SHOWN) : name;
    String seen = UNSEEN.matcher(bounded.strip()).replaceAll("\uFFFD");
    String small = Normalizer.normalize(seen, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    return Normalizer.normalize(small, Normalizer.Form.NFKC);
  }

  /** A text that is shown, such as the name of a person or of a token; markup in it is text. */
  static String shown(String what, String typed) {
    String text = typed.length() > 4 * MOST_SHOWN ? "" : typed.strip();
    if (text.isEmpty() || text.length() > MOST_SHOWN || UNSEEN.matcher(text).find()) {
      throw new AccountException(
          "The %s has 1 to %d characters, all of which can be seen. Choose another one."
              .formatted(what, MOST_SHOWN));
    }
    return text;
  }

  /** An address for mails, or none. */
  static @Nullable String email(@Nullable String typed) {
    if (typed == null || typed.isBlank()) {
      return null;
    }
    String address = typed.strip();
    if (!Letter.isAddress(address)) {
      throw new AccountException(
          "The e-mail address has to be like ann@example.org. Correct it, or leave it out.");
    }
    return address;
  }

  /** Whether it is whole characters only; a half of one could not be kept as it is. */
  static boolean isWhole(String text) {
    try {
      StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** A text for the audit log: of bounded length, on one line, whatever it was. */
  static @Nullable String logged(@Nullable String text) {
    if (text == null) {
      return null;
    }
    String bounded = text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "…" : text;
    return UNSEEN.matcher(bounded).replaceAll("\uFFFD");
  }
}
