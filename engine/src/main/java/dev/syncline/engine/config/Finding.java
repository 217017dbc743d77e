package dev.syncline.engine.config;

/**
 * Something to say about a configuration, with its place and what to do about it.
 *
 * @param severity how much it matters
 * @param file the file's name
 * @param line from 1
 * @param column from 1
 * @param message what is wrong, without a full stop at its end; never holds a secret
 * @param remedy what to do next, as a sentence; empty when the message says all
 */
public record Finding(
    Severity severity, String file, int line, int column, String message, String remedy) {

  /** How much a finding matters. */
  public enum Severity {
    /** Nothing runs until it is mended. */
    ERROR,
    /** It runs, but perhaps not as meant. */
    WARNING,
    /** A choice made for the user, shown so that it can be changed. */
    NOTE
  }

  static Finding of(Severity severity, Position at, String message, String remedy) {
    return new Finding(severity, at.file(), at.line(), at.column(), message, remedy);
  }

  /** Where it is. */
  public Position at() {
    return new Position(file, line, column);
  }

  /** Whether nothing runs until it is mended. */
  public boolean isError() {
    return severity == Severity.ERROR;
  }

  /** {@code file:line:column: message. Remedy}; warnings and notes are named as such. */
  @Override
  public String toString() {
    String kind =
        switch (severity) {
          case ERROR -> "";
          case WARNING -> "warning: ";
          case NOTE -> "note: ";
        };
    return at() + ": " + kind + (remedy.isEmpty() ? message : sentences());
  }

  /** What is wrong and what to do about it, without the place. */
  public String sentences() {
    String whole = message.endsWith("?") ? message : message + ".";
    return remedy.isEmpty() ? whole : whole + " " + remedy;
  }
}
