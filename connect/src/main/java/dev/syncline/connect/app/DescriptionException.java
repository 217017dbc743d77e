package dev.syncline.connect.app;

/** A description of an application that is not understood, with the place and what to do. */
public final class DescriptionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final int line;
  private final int column;
  private final String problem;
  private final String remedy;

  DescriptionException(String file, int line, int column, String problem, String remedy) {
    super(file + ":" + line + ": " + problem + (remedy.isEmpty() ? "" : ". " + remedy));
    this.file = file;
    this.line = line;
    this.column = column;
    this.problem = problem;
    this.remedy = remedy;
  }

  /** The file's name. */
  public String file() {
    return file;
  }

  /** The line, from 1. */
  public int line() {
    return line;
  }

  /** The column, from 1. */
  public int column() {
    return column;
  }

  /** What is wrong. */
  public String problem() {
    return problem;
  }

  /** What to do; empty where that is plain. */
  public String remedy() {
    return remedy;
  }
}
