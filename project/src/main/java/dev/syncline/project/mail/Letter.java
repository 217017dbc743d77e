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

  private static final int MOST_IN_ADDRESS = 254;
  private static final Pattern ADDRESS =
      Pattern.compile("[^\\s\\p{C}\\p{Z}@<>,;:\"]+@[^\\s\\p{C}\\p{Z}@<>,;:\"]+");

  public Letter {
    if (!isAddress(to)) {
      throw new IllegalArgumentException("no address: " + to);
    }
    subject = CONTROLS.matcher(subject).replaceAll(" ").strip();
  }

  /**
   * Whether a text is one address, such as {@code ann@example.org}, and nothing else: the one rule
   * for all addresses to which mails go.
   */
  public static boolean isAddress(String text) {
    if (text.length() > MOST_IN_ADDRESS || !ADDRESS.matcher(text).matches()) {
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
