package dev.syncline.server.account;

import org.jspecify.annotations.Nullable;

/**
 * What a caller's role, token and environments allow; what a command takes of it is said by {@code
 * work/Rules}, and asked for by {@code work/Admission}. A caller may do something if all of this
 * holds: the role has the permission; a token is for that sync; and a promotion starts from one of
 * the user's environments, which only looking on does not ask for. The tables of {@code
 * docs/users.md} are this class in prose and its test's data.
 */
public final class Access {
  private Access() {}

  /**
   * What it is done to.
   *
   * @param sync the sync's name, or null for the server as a whole
   * @param environment the environment from which a promotion starts, or null for any other sync
   */
  public record On(@Nullable String sync, @Nullable String environment) {
    /** To the server as a whole. */
    public static final On SERVER = new On(null, null);

    /** To a sync that is no promotion. */
    public static On sync(String sync) {
      return new On(sync, null);
    }

    /** To a promotion that starts from this environment. */
    public static On promotion(String sync, String environment) {
      return new On(sync, environment);
    }
  }

  /** Whether this caller may do this now. */
  public static boolean may(Caller caller, Permission permission, On on) {
    return somewhere(caller, permission)
        && inReach(caller.token(), permission, on.sync())
        && (on.environment() == null
            || permission == Permission.SEE
            || caller.user().profile().environments().include(on.environment()));
  }

  /**
   * Whether this caller may do this at all, to some sync: what a menu shows, and what a list of
   * syncs begins with before each is asked for by itself.
   */
  public static boolean somewhere(Caller caller, Permission permission) {
    return !caller.user().profile().disabled()
        && caller.role().has(permission)
        && (caller.token() == null || inReach(caller.token(), permission));
  }

  private static boolean inReach(Token token, Permission permission) {
    return switch (permission.reach()) {
      case SYNC -> true;
      case SERVER -> token.syncs().all();
      case PERSON -> false;
    };
  }

  private static boolean inReach(
      @Nullable Token token, Permission permission, @Nullable String sync) {
    return token == null
        || permission.reach() != Permission.Reach.SYNC
        || token.syncs().include(sync);
  }
}
