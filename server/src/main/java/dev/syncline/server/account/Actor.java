package dev.syncline.server.account;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who does something, for the audit log.
 *
 * @param name the user's name; empty where nobody is known
 * @param token the name of the user's token, or null
 * @param address the address from which it is done, or null where it is done on this machine
 */
public record Actor(Kind kind, String name, @Nullable String token, @Nullable String address) {

  /** What does it. */
  public enum Kind {
    /** A person in a session, or at the login. */
    USER,
    /** A program with a user's token. */
    TOKEN,
    /** The server by itself, because it was time. */
    SCHEDULER,
    /** A person on the server's machine. */
    COMMAND_LINE,
    /** Somebody who is not known. */
    UNKNOWN;

    /** Its name in the store and for programs, such as {@code command line}. */
    public String words() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /** The server by itself. */
  public static final Actor SCHEDULER = new Actor(Kind.SCHEDULER, "", null, null);

  /** A person on the server's machine. */
  public static final Actor COMMAND_LINE = new Actor(Kind.COMMAND_LINE, "", null, null);

  /** Who asks from this address. */
  public static Actor of(Caller caller, String address) {
    Token token = caller.token();
    return token == null
        ? of(caller.user(), address)
        : new Actor(Kind.TOKEN, caller.user().name(), token.name(), address);
  }

  /** A user at this address. */
  static Actor of(User user, String address) {
    return new Actor(Kind.USER, user.name(), null, address);
  }

  /** Somebody at this address of whom nothing is known. */
  public static Actor unknown(String address) {
    return new Actor(Kind.UNKNOWN, "", null, address);
  }
}
