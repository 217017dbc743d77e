package dev.syncline.cli.walk;

import dev.syncline.connect.testing.Brand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The tables of {@code docs/types.md}: what becomes of a value in each system. */
final class ValuesPage {
  private static final Pattern VALUE = Pattern.compile("`(.*)`(?: × (\\d+))?");
  private static final Pattern POINT =
      Pattern.compile("\\\\u(?:\\{(\\p{XDigit}+)}|(\\p{XDigit}{4}))");

  private ValuesPage() {}

  /**
   * A table of the page.
   *
   * @param native_ the column's type in each system
   */
  record Kind(String title, Map<Brand, String> native_, List<Line> lines) {
    /** Its name as a table and a task. */
    String name() {
      return title.toLowerCase(Locale.ROOT).replace(' ', '_') + "_values";
    }
  }

  /** A value's fate in each system, and where users write it. Its code is the record's key. */
  record Line(int number, Set<Brand> from, Map<Brand, Fate> fates) {
    String code() {
      return "line " + number;
    }
  }

  /** What becomes of a value in one system. */
  sealed interface Fate {
    /** It arrives as it was. */
    record Same() implements Fate {}

    /** It is written this way here; {@code coarser} when it is so everywhere from here on. */
    record Shown(String text, boolean coarser) implements Fate {}

    /** The record is rejected. */
    record Rejected(String reason) implements Fate {}
  }

  static List<Kind> read() {
    Path module = Path.of(System.getProperty("basedir", System.getProperty("user.dir")));
    Path page =
        Stream.of(module.resolve("../docs/types.md"), module.resolve("docs/types.md"))
            .filter(Files::exists)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no docs/types.md beside " + module));
    try {
      return kinds(Files.readAllLines(page));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Kind> kinds(List<String> page) {
    List<Kind> kinds = new ArrayList<>();
    String title = "";
    for (int n = 0; n < page.size(); n++) {
      String line = page.get(n);
      if (line.startsWith("## ")) {
        title = line.substring(3);
      } else if (line.startsWith("| from")) {
        kinds.add(new Kind(title, natives(cells(line)), new ArrayList<>()));
      } else if (line.startsWith("| ") && !line.startsWith("| ---")) {
        kinds.getLast().lines().add(line(n + 1, cells(line)));
      }
    }
    return kinds;
  }

  private static List<String> cells(String line) {
    List<String> cells = List.of(line.substring(2, line.length() - 2).split(" \\| ", -1));
    if (cells.size() != 1 + Brand.values().length) {
      throw new IllegalStateException(cells.size() + " cells: " + line);
    }
    return cells;
  }

  private static Map<Brand, String> natives(List<String> cells) {
    Map<Brand, String> natives = new EnumMap<>(Brand.class);
    for (Brand brand : Brand.values()) {
      String cell = cells.get(1 + brand.ordinal());
      natives.put(brand, cell.substring(cell.indexOf('`') + 1, cell.length() - 1));
    }
    return natives;
  }

  private static Line line(int number, List<String> cells) {
    Set<Brand> from = EnumSet.noneOf(Brand.class);
    for (Brand brand : Brand.values()) {
      String names = cells.getFirst().toUpperCase(Locale.ROOT);
      if (names.equals("ANY") || List.of(names.split(", ")).contains(brand.name())) {
        from.add(brand);
      }
    }
    Map<Brand, Fate> fates = new EnumMap<>(Brand.class);
    for (Brand brand : Brand.values()) {
      fates.put(brand, fate(cells.get(1 + brand.ordinal())));
    }
    if (from.isEmpty() || fates.values().stream().noneMatch(Fate.Shown.class::isInstance)) {
      throw new IllegalStateException("nothing to send in line " + number);
    }
    return new Line(number, from, fates);
  }

  private static Fate fate(String cell) {
    return cell.equals("=")
        ? new Fate.Same()
        : cell.startsWith("✗ ")
            ? new Fate.Rejected(cell.substring(2))
            : cell.startsWith("≈ ")
                ? new Fate.Shown(text(cell.substring(2)), true)
                : new Fate.Shown(text(cell), false);
  }

  private static String text(String cell) {
    Matcher value = VALUE.matcher(cell);
    if (cell.startsWith("0x")) {
      return cell;
    } else if (!value.matches()) {
      throw new IllegalStateException("neither a value nor a fate: " + cell);
    }
    String escaped =
        POINT
            .matcher(value.group(1).replace("\\\\", "\\\\\0"))
            .replaceAll(
                p ->
                    Matcher.quoteReplacement(
                        Character.toString(
                            Integer.parseInt(p.group(1) == null ? p.group(2) : p.group(1), 16))))
            .replace("\\\\\0", "\\\\");
    int times = value.group(2) == null ? 1 : Integer.parseInt(value.group(2));
    return escaped.translateEscapes().repeat(times);
  }
}
