package dev.syncline.connect.file;

/** Why a file cannot be read, in words that begin with the file, and what to do about it. */
public final class FileFault extends Exception {
  private static final long serialVersionUID = 1;

  private final String remedy;

  /**
   * A fault.
   *
   * @param problem begins with the file's path; without a full stop
   * @param remedy ends with one
   */
  public FileFault(String problem, String remedy) {
    super(problem);
    this.remedy = remedy;
  }

  /** The next step; ends with a full stop. */
  public String remedy() {
    return remedy;
  }

  /** The problem, without a full stop. */
  public String problem() {
    return String.valueOf(getMessage());
  }
}
