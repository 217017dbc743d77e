package dev.syncline.server.site;

import dev.syncline.core.Side;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.project.screen.MappingScreen;
import dev.syncline.project.screen.MappingScreen.Field;
import dev.syncline.project.text.Words;
import dev.syncline.server.page.MappingPage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Draws how a task's fields are mapped: both tables, and a line from each column that is read to
 * the one that holds what is made of it.
 */
final class MappingPicture {
  /** How high a column's row is, and how far the tables are apart. */
  private static final int ROW = 34;

  private static final int WIDTH = 120;

  private final MappingScreen mapping;

  private MappingPicture(MappingScreen mapping) {
    this.mapping = mapping;
  }

  static MappingPage.Picture of(MappingScreen mapping) {
    return new MappingPicture(mapping).picture();
  }

  private MappingPage.Picture picture() {
    List<MappingPage.Line> lines = new ArrayList<>();
    for (int number = 0; number < mapping.fields().size(); number++) {
      Field field = mapping.fields().get(number);
      for (String path : paths(positions(field, Side.SOURCE), positions(field, Side.TARGET))) {
        lines.add(new MappingPage.Line(path, field.kind().word(), number));
      }
    }
    List<MappingPage.Column> left = columns(Side.SOURCE);
    List<MappingPage.Column> right = columns(Side.TARGET);
    return new MappingPage.Picture(
        name(Side.SOURCE),
        name(Side.TARGET),
        left,
        right,
        lines,
        Stream.of(MappingScreen.Kind.values())
            .map(MappingScreen.Kind::word)
            .filter(kind -> lines.stream().anyMatch(line -> line.kind().equals(kind)))
            .toList(),
        mapping.fields().stream().map(MappingPicture::words).toList(),
        Math.max(left.size(), right.size()));
  }

  private String name(Side side) {
    return mapping.objects().on(side).map(ObjectSchema::name).orElse("no such table");
  }

  private static Stream<String> names(Field field, Side side) {
    return Stream.concat(field.pair().columns(side).stream(), field.reads().on(side).stream());
  }

  private List<Integer> positions(Field field, Side side) {
    List<String> columns = MappingPages.columns(mapping, side).stream().map(Column::name).toList();
    return names(field, side).distinct().map(columns::indexOf).filter(i -> i >= 0).toList();
  }

  /** Lines from each row to each; where one side has none, a mark at each row of the other. */
  private static List<String> paths(List<Integer> from, List<Integer> to) {
    List<String> paths = new ArrayList<>();
    for (int left : from) {
      for (int right : to) {
        int middle = WIDTH / 2;
        paths.add(
            "M0 %d C%d %d %d %d %d %d"
                .formatted(y(left), middle, y(left), middle, y(right), WIDTH, y(right)));
      }
      if (to.isEmpty()) {
        paths.add("M0 %dh16m0 0a4 4 0 1 1 8 0a4 4 0 1 1-8 0".formatted(y(left)));
      }
    }
    if (from.isEmpty()) {
      to.forEach(
          right ->
              paths.add("M%d %dh-16m0 0a4 4 0 1 0-8 0a4 4 0 1 0 8 0".formatted(WIDTH, y(right))));
    }
    return paths;
  }

  private static int y(int row) {
    return row * ROW + ROW / 2;
  }

  private List<MappingPage.Column> columns(Side side) {
    Set<String> used = new HashSet<>();
    mapping.fields().forEach(f -> names(f, side).forEach(used::add));
    Set<String> key = new HashSet<>();
    mapping.key().forEach(k -> key.addAll(k.pair().columns(side)));
    return MappingPages.columns(mapping, side).stream()
        .map(
            c ->
                new MappingPage.Column(
                    c.name(),
                    c.nativeType(),
                    key.contains(c.name()) ? "key" : used.contains(c.name()) ? "used" : ""))
        .toList();
  }

  /** What a field's lines say. */
  private static String words(Field field) {
    String source = Words.list(field.pair().source());
    String target = Words.list(field.pair().target());
    return switch (field.kind()) {
      case COLUMN -> way(field, source, target);
      case RELATION -> way(field, source, target) + ": references to the same record";
      case EXPRESSION -> made(field, "is made by an expression", "is made of ");
      case LOOKUP -> made(field, "is looked up", "is looked up by ");
      case CONSTANT -> made(field, "always holds " + field.text().replaceFirst("\\A= ", ""), "");
    };
  }

  private static String way(Field field, String source, String target) {
    return switch (field.pair().flow()) {
      case "->" -> source + " of the source to " + target + " of the target";
      case "<-" -> target + " of the target to " + source + " of the source";
      default -> source + " of the source and " + target + " of the target, both ways";
    };
  }

  /** What makes its column of each side. */
  private static String made(Field field, String alone, String of) {
    return Stream.of(Side.values())
        .filter(side -> !field.pair().columns(side).isEmpty())
        .map(
            side -> {
              List<String> read = field.reads().on(side.other());
              return Words.list(field.pair().columns(side))
                  + " of the "
                  + side.word()
                  + " "
                  + (read.isEmpty() ? alone : of + Words.list(read));
            })
        .collect(Collectors.joining("; "));
  }
}
