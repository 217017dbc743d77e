package dev.syncline.server.web;

/** A request that is not carried out. The message says why and what to do, and may be shown. */
public final class Refusal extends RuntimeException {
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

  /** The status of HTTP. */
  public int status() {
    return status;
  }

  /** What sort of refusal, for programs. */
  public String kind() {
    return kind;
  }
}
