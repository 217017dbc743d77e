package dev.syncline.cli.walk;

import dev.syncline.connect.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Chinook, or a part of it, in a database of its own, as its users see and edit it. */
record ChinookSide(ChinookDatabase kind, TestDatabase database) {
  private static final Pattern NAME = Pattern.compile("\\[(\\w+)]");

  Picture picture() throws SQLException {
    try (Connection connection = database.open()) {
      return Picture.of(connection, Chinook.all(kind));
    }
  }

  /** Edits as a user does; {@code [CustomerId]} is spelled as the database does. */
  void edit(String sql, Object... values) throws SQLException {
    String own =
        NAME.matcher(sql)
            .replaceAll(
                (MatchResult m) -> Matcher.quoteReplacement(kind.quoted(kind.spelled(m.group(1)))));
    try (Connection connection = database.open();
        PreparedStatement statement = connection.prepareStatement(own)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      if (statement.executeUpdate() == 0) {
        throw new AssertionError("no row: " + own);
      }
    }
  }
}
