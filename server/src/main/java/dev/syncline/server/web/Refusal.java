package dev.syncline.server.web;

import dev.syncline.server.account.Permission;

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

  /**
   * That somebody may not have something done: the one text of that.
   *
   * @param sync to which; empty for the server as a whole
   */
  public static Refusal notAdmitted(Visitor visitor, Permission permission, String sync) {
    boolean from = !sync.isEmpty() && visitor.may(permission, sync);
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
