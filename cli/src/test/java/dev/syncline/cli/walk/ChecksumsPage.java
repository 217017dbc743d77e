package dev.syncline.cli.walk;

import dev.syncline.connect.testing.Brand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The table of {@code docs/verify.md}: which kinds of values have checksums between whom. */
final class ChecksumsPage {
  private static final String HEAD = "| kind of value | ";

  private ChecksumsPage() {}

  private static final Map<Brand, String> NAMES =
      Map.of(Brand.POSTGRESQL, "PostgreSQL", Brand.MARIADB, "MariaDB");

  /** The kinds that have checksums between two databases, in the page's order. */
  static List<String> kinds(Brand source, Brand target) {
    String column = NAMES.get(source) + ", " + NAMES.get(target);
    List<String> kinds = new ArrayList<>();
    int at = -1;
    for (String line : lines()) {
      if (line.startsWith(HEAD)) {
        at = cells(line).indexOf(column);
      } else if (at > 0 && line.startsWith("| ") && !line.startsWith("| ---")) {
        if (cells(line).get(at).equals("yes")) {
          kinds.add(cells(line).getFirst());
        }
      } else if (line.isBlank()) {
        at = -1;
      }
    }
    return kinds;
  }

  private static List<String> cells(String line) {
    return List.of(line.substring(2, line.length() - 2).split(" \\| ", -1));
  }

  private static List<String> lines() {
    try {
      return Files.readAllLines(Path.of("../docs/verify.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
