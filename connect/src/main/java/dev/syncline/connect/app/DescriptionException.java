package dev.syncline.connect.app;

import java.util.List;

/** A description of an application that is not understood, with the place and what to do. */
public final class DescriptionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final int line;
  private final int column;
  private final List<String> path;
  private final String problem;
  private final String remedy;

  DescriptionException(String file, int line, int column, String problem, String remedy) {
    this(file, line, column, List.of(), problem, remedy);
  }

  DescriptionException(
      String file, int line, int column, List<String> path, String problem, String remedy) {
    super(file + ":" + line + ": " + problem + (remedy.isEmpty() ? "" : ". " + remedy));
    this.file = file;
    this.line = line;
    this.column = column;
    this.path = List.copyOf(path);
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

  /** The names and numbers that lead to it from the top, as far as they are known. */
  public List<String> path() {
    return path;
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
