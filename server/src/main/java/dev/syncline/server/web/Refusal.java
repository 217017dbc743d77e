package dev.syncline.server.web;

import dev.syncline.project.screen.ErrorScreen;
import dev.syncline.server.account.Access;
import dev.syncline.server.account.Caller;
import dev.syncline.server.account.Permission;
import dev.syncline.server.account.Token;

/** A request that is not carried out. The message says why and what to do, and may be shown. */
public final class Refusal extends RuntimeException {
  /** The kind of what somebody may not do; the audit log gets it. */
  public static final String FORBIDDEN = "forbidden";

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String kind;

  /**
   * @param status of HTTP
   * @param kind what sort of refusal, for programs
   */
  public Refusal(int status, String kind, String message) {
    super(message);
    this.status = status;
    this.kind = kind;
  }

  /** Why a command could not go on. */
  public static Refusal of(ErrorScreen error) {
    return new Refusal(status(error), error.kind(), String.join("\n", error.lines()));
  }

  /** The status of HTTP for a command that could not go on. */
  public static int status(ErrorScreen error) {
    return switch (error.kind()) {
      case "usage" -> 400;
      case ErrorScreen.UNKNOWN -> 404;
      case "internal" -> 500;
      default -> 409;
    };
  }

  /**
   * That somebody may not have something done: the one text of that. Where the user may, and only
   * the token may not, it says so.
   *
   * @param sync to which; empty for the server as a whole
   */
  public static Refusal notAdmitted(Visitor visitor, Permission permission, String sync) {
    boolean from = !sync.isEmpty() && visitor.may(permission, sync);
    Access.On on = sync.isEmpty() ? Access.On.SERVER : Access.On.sync(sync);
    Token token = visitor.caller().token();
    if (token != null
        && !Access.may(visitor.caller(), permission, on)
        && Access.may(new Caller(visitor.caller().user(), null), permission, on)) {
      return new Refusal(
          403,
          FORBIDDEN,
          "The token \""
              + token.name()
              + "\" may not do that, while "
              + visitor.name()
              + ", whose it is, may: it takes the permission \""
              + permission.words()
              + "\""
              + (sync.isEmpty() ? " for all syncs" : " for " + sync)
              + ". Make a token that has it, or log in.");
    }
    return new Refusal(
        403,
        FORBIDDEN,
        visitor.name()
            + " may not do that: it takes the permission \""
            + permission.words()
            + "\""
            + (sync.isEmpty() ? "" : " for " + sync)
            + (from ? ", and the environment that it goes from, which is missing" : "")
            + ". An administrator can give it.");
  }

  /** The status of HTTP. */
  public int status() {
    return status;
  }

  /** What sort of refusal, for programs. */
  public String kind() {
    return kind;
  }
}
