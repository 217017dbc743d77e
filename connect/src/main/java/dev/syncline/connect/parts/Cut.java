package dev.syncline.connect.parts;

import dev.syncline.connect.Connector;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Flaw;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How a shape of whole records falls into a shape of the root and one of each part it reads. */
final class Cut {
  private static final int ROOT = -1;
  private static final int MOST_NAMED = 5;

  private final Whole whole;
  private final Shape record;
  private final Shape root;
  private final List<Piece> pieces;

  /** For each column of the record, of which piece it is, and where it stands there. */
  private final int[] piece;

  private final int[] position;

  /** A part and what is read of it. */
  record Piece(Part part, Shape shape) {}

  private Cut(
      Whole whole, Shape record, Shape root, List<Piece> pieces, int[] piece, int[] position) {
    this.whole = whole;
    this.record = record;
    this.root = root;
    this.pieces = pieces;
    this.piece = piece;
    this.position = position;
  }

  /** Of the parts no more is read than the record shows. */
  static Cut forReading(Whole whole, Shape record) {
    List<Piece> pieces = new ArrayList<>();
    for (Part part : whole.parts()) {
      List<String> shown =
          record.columns().stream()
              .flatMap(c -> part.called(c.name()).stream())
              .map(Column::name)
              .toList();
      if (!shown.isEmpty()) {
        pieces.add(new Piece(part, part.with(shown)));
      }
    }
    return of(whole, record, pieces);
  }

  /** Of all parts everything is read, for what a write leaves in them depends on it. */
  static Cut forWriting(Whole whole, Shape record) {
    return of(whole, record, whole.parts().stream().map(p -> new Piece(p, p.whole())).toList());
  }

  private static Cut of(Whole whole, Shape record, List<Piece> pieces) {
    List<Column> roots = new ArrayList<>(record.columns());
    roots.removeIf(c -> whole.root().column(c.name()).isEmpty());
    pieces.stream()
        .flatMap(p -> p.part().referring().stream())
        .distinct()
        .forEach(c -> roots.add(whole.root().column(c).orElseThrow()));
    Shape root =
        roots.equals(record.columns())
            ? record
            : new Shape(record.object(), roots, whole.root().identity());
    int[] piece = new int[record.size()];
    int[] position = new int[record.size()];
    for (int i = 0; i < piece.length; i++) {
      String name = record.columns().get(i).name();
      piece[i] = root.holds(name) ? ROOT : pieceOf(pieces, name);
      position[i] =
          piece[i] == ROOT
              ? root.indexOf(name)
              : pieces.get(piece[i]).shape().indexOf(own(pieces.get(piece[i]).part(), name));
    }
    return new Cut(whole, record, root, pieces, piece, position);
  }

  private static int pieceOf(List<Piece> pieces, String name) {
    for (int i = 0; i < pieces.size(); i++) {
      if (pieces.get(i).part().called(name).isPresent()) {
        return i;
      }
    }
    throw new IllegalArgumentException("no part has a column " + name);
  }

  /** A column of a part by its own name. */
  static String own(Part part, String name) {
    return name.substring(part.name().length() + 1);
  }

  /** Whether the record shows nothing but the root. */
  boolean isRoot() {
    return pieces.isEmpty();
  }

  Whole whole() {
    return whole;
  }

  Shape record() {
    return record;
  }

  Shape root() {
    return root;
  }

  List<Piece> pieces() {
    return pieces;
  }

  /** Of which piece a column of the record is, by its position in {@link #pieces}; or -1. */
  int pieceAt(int column) {
    return piece[column];
  }

  /** Where a column of the record stands in its piece, or in the root. */
  int positionAt(int column) {
    return position[column];
  }

  /** The key of a row of the root, as a row. */
  Row rootOf(Key key) {
    return new Row(linking(List.of()), key.parts());
  }

  /**
   * Rows of the root as far as parts hang on them, by key; without those that are not there where
   * that takes a look.
   */
  Map<Key, Row> roots(Connector system, Collection<Key> keys) {
    List<String> referring =
        pieces.stream().flatMap(p -> p.part().referring().stream()).distinct().toList();
    Map<Key, Row> roots = new HashMap<>();
    if (referring.isEmpty()) {
      keys.forEach(key -> roots.put(key, rootOf(key)));
    } else {
      system
          .fetch(linking(referring), keys)
          .forEach(row -> roots.put(Objects.requireNonNull(row.key()), row));
    }
    return roots;
  }

  /** The root's key, and some more of its columns. */
  private Shape linking(List<String> others) {
    List<Column> columns = new ArrayList<>();
    Arrays.stream(root.key()).mapToObj(root.columns()::get).forEach(columns::add);
    List<String> key = columns.stream().map(Column::name).toList();
    others.forEach(c -> columns.add(root.columns().get(root.indexOf(c))));
    return new Shape(root.object(), columns, key);
  }

  /**
   * The record of a root's row and its parts' rows.
   *
   * @param parts for each piece the rows that fit: none, one, or too many
   */
  Row row(Row rootRow, List<List<Row>> parts) {
    @Nullable Object[] values = new @Nullable Object[piece.length];
    @Nullable Flaw[] flaws = new @Nullable Flaw[pieces.size()];
    for (int i = 0; i < flaws.length; i++) {
      flaws[i] =
          parts.get(i).size() > 1 ? several(pieces.get(i).part(), rootRow, parts.get(i)) : null;
    }
    for (int i = 0; i < values.length; i++) {
      if (piece[i] == ROOT) {
        values[i] = rootRow.get(position[i]);
      } else if (flaws[piece[i]] != null) {
        values[i] = flaws[piece[i]];
      } else {
        List<Row> rows = parts.get(piece[i]);
        values[i] = rows.isEmpty() ? null : rows.getFirst().get(position[i]);
      }
    }
    return new Row(record, values);
  }

  /** Which of several rows is meant is not guessed. */
  static Flaw several(Part part, Row root, List<Row> rows) {
    return new Flaw(
        "is in "
            + rows.size()
            + " rows of "
            + part.object().name()
            + ": "
            + rows.stream()
                .limit(MOST_NAMED)
                .map(r -> String.valueOf(r.key()))
                .collect(Collectors.joining(" and "))
            + (rows.size() > MOST_NAMED ? " and others" : "")
            + " ("
            + part.where(root)
            + "); leave one of them");
  }
}
