package dev.syncline.server.account;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The tables of {@code docs/users.md}. */
final class UsersPage {
  private final List<String> lines;

  private UsersPage(List<String> lines) {
    this.lines = lines;
  }

  /** The page of this checkout. */
  static UsersPage ofThisCheckout() {
    Path module = Path.of(System.getProperty("basedir", System.getProperty("user.dir")));
    Path page =
        Stream.of(module.resolve("../docs/users.md"), module.resolve("docs/users.md"))
            .filter(Files::exists)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no docs/users.md beside " + module));
    try {
      return new UsersPage(Files.readAllLines(page));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A cell that says yes or no.
   *
   * @param row the first cells of its row
   * @param column what stands above it
   */
  record Answer(List<String> row, String column, boolean yes) {
    @Override
    public String toString() {
      return row + " / " + column;
    }
  }

  /**
   * All answers of the table below a heading.
   *
   * @param first how many cells of each row are none
   */
  List<Answer> answers(String heading, int first) {
    List<List<String>> rows = table(heading);
    List<String> columns = rows.getFirst();
    List<Answer> answers = new ArrayList<>();
    for (List<String> row : rows.subList(1, rows.size())) {
      for (int i = first; i < columns.size(); i++) {
        if (!Set.of("yes", "no").contains(row.get(i))) {
          throw new IllegalStateException("neither yes nor no: " + row);
        }
        answers.add(new Answer(row.subList(0, first), columns.get(i), row.get(i).equals("yes")));
      }
    }
    return answers;
  }

  private List<List<String>> table(String heading) {
    List<List<String>> rows =
        lines.stream()
            .dropWhile(line -> !line.equals("## " + heading))
            .skip(1)
            .takeWhile(line -> !line.startsWith("## "))
            .filter(line -> line.startsWith("|") && !line.matches("[| :-]+"))
            .map(UsersPage::cells)
            .toList();
    if (rows.size() < 2 || rows.stream().anyMatch(row -> row.size() != rows.get(0).size())) {
      throw new IllegalStateException("docs/users.md has no table under " + heading);
    }
    return rows;
  }

  private static List<String> cells(String line) {
    return Stream.of(line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
        .map(String::strip)
        .toList();
  }
}
