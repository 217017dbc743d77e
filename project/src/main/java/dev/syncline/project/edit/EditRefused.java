package dev.syncline.project.edit;

/** An edit that is not made. The message says where, why and what to do, and may be shown. */
public final class EditRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message a sentence or several
   */
  public EditRefused(String message) {
    super(message);
  }
}
