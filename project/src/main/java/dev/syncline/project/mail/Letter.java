package dev.syncline.project.mail;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.regex.Pattern;

/**
 * A mail in plain text.
 *
 * @param to one address
 * @param subject one line; what would end it becomes a space, so that nothing in it is a header
 * @param body lines of any length
 */
public record Letter(String to, String subject, String body) {
  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}\u0085\u2028\u2029]+");

  public Letter {
    if (!isAddress(to)) {
      throw new IllegalArgumentException("no address: " + to);
    }
    subject = CONTROLS.matcher(subject).replaceAll(" ").strip();
  }

  /** Whether a text is one address, such as {@code ann@example.org}, and nothing else. */
  public static boolean isAddress(String text) {
    if (CONTROLS.matcher(text).find() || !text.contains("@")) {
      return false;
    }
    try {
      InternetAddress[] all = InternetAddress.parse(text, true);
      if (all.length != 1 || all[0].isGroup()) {
        return false;
      }
      all[0].validate();
      return true;
    } catch (AddressException e) {
      return false;
    }
  }
}
