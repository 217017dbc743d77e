package dev.syncline.server.page;

/**
 * Where somebody comes in.
 *
 * @param purpose what for
 * @param action where the form goes
 * @param user what was typed as the name, or is known of it
 * @param email what was typed as the address of the first administrator
 * @param problem why it did not work; empty at first
 * @param provider the name of a provider of identities through whom one can log in, too; empty for
 *     none
 * @param through where that begins
 */
public record DoorPage(
    Purpose purpose,
    String action,
    String user,
    String email,
    String problem,
    String provider,
    String through) {

  /** What somebody comes in for. */
  public enum Purpose {
    LOGIN("Log in", "Log in"),
    FIRST("Create the administrator", "Create and log in"),
    PASSWORD("Set a password", "Set and log in");

    private final String title;
    private final String button;

    Purpose(String title, String button) {
      this.title = title;
      this.button = button;
    }

    /** What stands above. */
    public String title() {
      return title;
    }

    /** What the button says. */
    public String button() {
      return button;
    }
  }

  /** Somebody who is known, with a password. */
  public static DoorPage login(String action, String user, String problem) {
    return new DoorPage(Purpose.LOGIN, action, user, "", problem, "", "");
  }

  /** The first administrator, by a link. */
  public static DoorPage first(String action, String user, String email, String problem) {
    return new DoorPage(Purpose.FIRST, action, user, email, problem, "", "");
  }

  /** Somebody who sets a password, by a link. */
  public static DoorPage password(String action, String user, String problem) {
    return new DoorPage(Purpose.PASSWORD, action, user, "", problem, "", "");
  }

  /** The same with another way to log in. */
  public DoorPage with(String name, String way) {
    return purpose == Purpose.LOGIN
        ? new DoorPage(purpose, action, user, email, problem, name, way)
        : this;
  }

  /** Whether a new password is asked for. */
  public boolean isNew() {
    return purpose != Purpose.LOGIN;
  }
}
