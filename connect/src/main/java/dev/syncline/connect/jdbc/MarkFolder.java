package dev.syncline.connect.jdbc;

import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;

/**
 * Where the marks of one connection and store are kept: opens the {@link MarkFile} when it is first
 * asked, and says in words what is wrong with it.
 */
class MarkFolder implements AutoCloseable {
  private static final String MARKS = "marks.db";

  private final String connection;
  private final Path path;
  private @Nullable MarkFile marks;

  /**
   * Opens nothing yet.
   *
   * @param connection the connection's name, for errors
   */
  MarkFolder(String connection, Path path) {
    this.connection = connection;
    this.path = path;
  }

  Path path() {
    return path;
  }

  /** Something to ask of the file. */
  interface Question<T> {
    T ask(MarkFile file) throws SQLException;
  }

  <T> T ask(Question<T> question) {
    try {
      return question.ask(open());
    } catch (SQLException e) {
      throw broken(e);
    }
  }

  /** Something to be done with the file. */
  interface Work {
    void work(MarkFile file) throws SQLException;
  }

  void change(Work work) {
    try {
      work.work(open());
    } catch (SQLException e) {
      throw broken(e);
    }
  }

  /** Whether anything was ever kept. */
  boolean exists() {
    return Files.exists(path.resolve(MARKS));
  }

  private synchronized MarkFile open() throws SQLException {
    MarkFile file = marks;
    if (file == null) {
      file = new MarkFile(connect(path.resolve(MARKS)));
      marks = file;
    }
    return file;
  }

  /** A new connection to the file, which is made when there is none. */
  Connection connect(Path file) throws SQLException {
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new SQLException("the folder cannot be made: " + e, e);
    }
    return Drivers.of(new JDBC()).connect("jdbc:sqlite:" + file, new Properties());
  }

  /** Nothing is lost: what could not be kept is told again, once it can be. */
  ConnectorException broken(Exception e) {
    return new ConnectorException(
        Kind.FAILED,
        connection
            + ": the marks that were read from the log cannot be kept in "
            + path
            + " ("
            + e.getMessage()
            + "). Look after the disk and its rights; if the file is damaged, delete the folder, and"
            + " everything is compared.",
        e);
  }

  @Override
  public synchronized void close() {
    MarkFile file = marks;
    marks = null;
    if (file != null) {
      try {
        file.close();
      } catch (SQLException e) {
        throw broken(e);
      }
    }
  }
}
