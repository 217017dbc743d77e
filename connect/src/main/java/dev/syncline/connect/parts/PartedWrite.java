package dev.syncline.connect.parts;

import dev.syncline.connect.Connector;
import dev.syncline.connect.KeyOf;
import dev.syncline.connect.Write;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.core.Side;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Unrepresentable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One write of a record, as writes of the rows that it consists of. The root's row carries the
 * operation: it is locked and noted even where nothing of it changes. A part's row is added when
 * something of it gets a value, and removed when nothing is left in it.
 */
final class PartedWrite {
  private static final int ROOT = -1;

  /** The rows of parts that go do so before the root's, those that come or stay after it. */
  private static final int ROOT_TURN = 1;

  private static final int AFTER_ROOT = 2;

  private final Write write;
  private final @Nullable Cut cut;
  private final List<List<Row>> before;
  private final List<Piece> pieces = new ArrayList<>();

  /** The rows of parts as they are afterwards; those that nothing is written to stay. */
  private final List<List<Row>> after;

  private PartedWrite(Write write, @Nullable Cut cut, List<List<Row>> before) {
    this.write = write;
    this.cut = cut;
    this.before = before;
    this.after = new ArrayList<>(before);
  }

  /**
   * A write of one row.
   *
   * @param part whose row it is, by its position among the parts; -1 for the root
   * @param turn when it is written: lower ones first
   */
  record Piece(int part, int turn, Write write) {}

  /** The record cannot be written; the message says which, why, and what to do. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message, null, false, false);
    }
  }

  /** A write of an object without parts. */
  static PartedWrite plain(Write write) {
    PartedWrite plain = new PartedWrite(write, null, List.of());
    plain.pieces.add(new Piece(ROOT, ROOT_TURN, write));
    return plain;
  }

  /**
   * A write of a record.
   *
   * @param before the rows of each part as they are
   * @param defaults what the system puts into a part's columns by itself
   */
  static PartedWrite of(
      Write write, Cut cut, List<List<Row>> before, Function<Part, Map<String, Object>> defaults)
      throws Refused {
    PartedWrite parted = new PartedWrite(write, cut, before);
    parted.requireOneEach(cut);
    switch (write) {
      case Write.Insert i -> parted.insert(i, cut);
      case Write.Update u -> parted.update(u, cut, defaults);
      case Write.Delete d -> parted.delete(d, cut);
    }
    return parted;
  }

  List<Piece> pieces() {
    return pieces;
  }

  private void requireOneEach(Cut of) throws Refused {
    Key key = keyOf(write);
    for (int p = 0; p < before.size(); p++) {
      if (key != null && before.get(p).size() > 1) {
        Part part = of.pieces().get(p).part();
        throw new Refused(
            "part "
                + part.name()
                + " of "
                + of.record().object()
                + " "
                + key
                + " "
                + Cut.several(part, of.rootOf(key), before.get(p)).reason());
      }
    }
  }

  private static @Nullable Key keyOf(Write write) {
    return switch (write) {
      case Write.Insert i -> null;
      case Write.Update u -> u.key();
      case Write.Delete d -> d.key();
    };
  }

  /** Some columns and their values. */
  private record Values(List<String> columns, List<@Nullable Object> values) {
    Values() {
      this(new ArrayList<>(), new ArrayList<>());
    }

    void put(String column, @Nullable Object value) {
      columns.add(column);
      values.add(value);
    }

    boolean anyThere() {
      return values.stream().anyMatch(Objects::nonNull);
    }
  }

  /** What is written to a part by its own columns, or to the root. */
  private static Values of(Cut cut, int piece, List<String> columns, @Nullable Object[] values) {
    Values of = new Values();
    for (int i = 0; i < values.length; i++) {
      String column = columns.get(i);
      Optional<String> own =
          piece == ROOT
              ? Optional.of(column)
                  .filter(c -> cut.pieces().stream().allMatch(p -> p.part().called(c).isEmpty()))
              : cut.pieces().get(piece).part().called(column).map(Column::name);
      Object value = values[i];
      own.ifPresent(name -> of.put(name, value));
    }
    return of;
  }

  private void insert(Write.Insert insert, Cut of) {
    Values root = of(of, ROOT, insert.columns(), insert.values());
    pieces.add(
        new Piece(
            ROOT,
            ROOT_TURN,
            new Write.Insert(
                insert.operation(),
                of.root(),
                root.columns,
                root.values.toArray(),
                row -> insert.note().apply(of.row(row, after)))));
    for (int p = 0; p < of.pieces().size(); p++) {
      Values part = of(of, p, insert.columns(), insert.values());
      if (part.anyThere()) {
        List<Object> link = new ArrayList<>();
        for (int i = 0; i < of.pieces().get(p).part().links().size(); i++) {
          link.add(new KeyOf(insert.operation(), i));
        }
        add(of, p, part, link);
      }
    }
  }

  /** Adds a part's row. */
  private void add(Cut of, int p, Values given, List<Object> link) {
    Part part = of.pieces().get(p).part();
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    for (int i = 0; i < link.size(); i++) {
      row.put(part.links().get(i).column(), link.get(i));
    }
    part.slots().forEach(s -> row.put(s.column(), s.value()));
    for (Column column : part.columns()) {
      int at = given.columns.indexOf(column.name());
      Object value = at < 0 ? null : given.values.get(at);
      // A null that was agreed on is one, and no default's business, where the column can hold it.
      boolean shown = at >= 0 || of.record().holds(part.calls(column.name()));
      if (value != null || shown && column.nullable() && column.origin() != Origin.COMPUTED) {
        row.put(column.name(), value);
      }
    }
    Shape shape = of.pieces().get(p).shape();
    pieces.add(
        new Piece(
            p,
            AFTER_ROOT + 2 * p + 1,
            new Write.Insert(
                operation(part),
                shape,
                List.copyOf(row.keySet()),
                row.values().toArray(),
                stored -> stored(p, stored))));
  }

  private void update(Write.Update update, Cut of, Function<Part, Map<String, Object>> defaults)
      throws Refused {
    Values root = of(of, ROOT, update.columns(), update.values());
    Row key = of.rootOf(update.key());
    pieces.add(
        new Piece(
            ROOT,
            ROOT_TURN,
            new Write.Update(
                update.operation(),
                of.root(),
                update.key(),
                root.columns,
                root.values.toArray(),
                row -> update.asSeen().test(of.row(row, before)),
                row -> update.note().apply(of.row(row, after)))));
    for (int p = 0; p < of.pieces().size(); p++) {
      Part part = of.pieces().get(p).part();
      Values given = of(of, p, update.columns(), update.values());
      if (before.get(p).isEmpty() && given.anyThere()) {
        add(of, p, given, part.links().stream().map(l -> linked(l, key)).toList());
      } else if (!before.get(p).isEmpty() && !given.columns.isEmpty()) {
        change(of, p, given, before.get(p).getFirst(), defaults.apply(part));
      }
    }
    boolean rekeyed =
        root.columns.stream().anyMatch(c -> key.shape().holds(c) && isOther(root, key, c));
    if (rekeyed && (pieces.size() > 1 || before.stream().anyMatch(rows -> !rows.isEmpty()))) {
      throw new Refused(
          "update of "
              + of.record().object()
              + " "
              + update.key()
              + " rejected: it changes the key to which the rows of its parts refer. Change it there"
              + " by hand, in all of them; the next run finds that both sides agree.");
    }
  }

  private static boolean isOther(Values root, Row key, String column) {
    Object value = root.values.get(root.columns.indexOf(column));
    return value == null || !Key.of(value).equals(Key.of(Objects.requireNonNull(key.get(column))));
  }

  /** The root's key as a part's column holds it. */
  private static Object linked(Part.Link link, Row root) {
    try {
      return Objects.requireNonNull(link.pair().carry(Side.SOURCE, root.get(link.root())));
    } catch (Unrepresentable e) {
      return Objects.requireNonNull(root.get(link.root())); // which the system itself refuses
    }
  }

  /** Changes a part's row, or removes it if nothing is left in it. */
  private void change(Cut of, int p, Values given, Row there, Map<String, Object> defaults) {
    Part part = of.pieces().get(p).part();
    Shape shape = of.pieces().get(p).shape();
    @Nullable Object[] then = there.values().clone();
    for (int i = 0; i < given.columns.size(); i++) {
      then[shape.indexOf(given.columns.get(i))] = given.values.get(i);
    }
    if (part.isEmpty(then, of.record()::holds, defaults)) {
      remove(of, p, there);
      return;
    }
    pieces.add(
        new Piece(
            p,
            AFTER_ROOT + 2 * p,
            new Write.Update(
                operation(part),
                shape,
                key(there),
                given.columns,
                given.values.toArray(),
                row -> Arrays.deepEquals(row.values(), there.values()),
                stored -> stored(p, stored))));
  }

  private void remove(Cut of, int p, Row there) {
    Part part = of.pieces().get(p).part();
    after.set(p, List.of());
    pieces.add(
        new Piece(
            p,
            0,
            new Write.Delete(
                operation(part),
                of.pieces().get(p).shape(),
                key(there),
                row -> Arrays.deepEquals(row.values(), there.values()),
                row -> null)));
  }

  private void delete(Write.Delete delete, Cut of) {
    for (int p = 0; p < of.pieces().size(); p++) {
      if (!before.get(p).isEmpty()) {
        remove(of, p, before.get(p).getFirst());
      }
    }
    pieces.add(
        new Piece(
            ROOT,
            ROOT_TURN,
            new Write.Delete(
                delete.operation(),
                of.root(),
                delete.key(),
                row -> delete.asSeen().test(of.row(row, before)),
                row -> delete.note().apply(of.row(row, before)))));
  }

  /** Takes what became of a part's row, and has it not noted: the root's note is for both. */
  private byte @Nullable [] stored(int p, Row row) {
    after.set(p, List.of(row));
    return null;
  }

  private String operation(Part part) {
    return write.operation() + "/" + part.name();
  }

  private static Key key(Row row) {
    return Objects.requireNonNull(row.key(), "a row that was found has a key");
  }

  /** What became of the record, of what became of its rows. */
  WriteOutcome outcome(Connector system, Map<Piece, WriteOutcome> done) {
    List<WriteOutcome> all = pieces.stream().map(p -> Objects.requireNonNull(done.get(p))).toList();
    Cut of = cut;
    if (of == null) {
      return all.getFirst();
    }
    Piece root = pieces.stream().filter(p -> p.part() == ROOT).findFirst().orElseThrow();
    return first(all, WriteOutcome.Unknown.class)
        .or(
            () ->
                first(all, WriteOutcome.Stale.class).map(s -> new WriteOutcome.Stale(now(system))))
        .or(() -> refused(root, done))
        .or(() -> first(all, WriteOutcome.Retry.class))
        .orElseGet(
            () -> {
              WriteOutcome.Applied rootDone =
                  (WriteOutcome.Applied) Objects.requireNonNull(done.get(root));
              Row was = rootDone.before();
              return new WriteOutcome.Applied(
                  was == null ? null : of.row(was, before), after(system, of, rootDone, done));
            });
  }

  private static Optional<WriteOutcome> first(
      List<WriteOutcome> all, Class<? extends WriteOutcome> is) {
    return all.stream().filter(is::isInstance).findFirst();
  }

  /** The root's refusal is in the record's own words; a part's where only that was refused. */
  private Optional<WriteOutcome> refused(Piece root, Map<Piece, WriteOutcome> done) {
    return done.get(root) instanceof WriteOutcome.Rejected r
        ? Optional.of(r)
        : first(
            pieces.stream().map(p -> Objects.requireNonNull(done.get(p))).toList(),
            WriteOutcome.Rejected.class);
  }

  private @Nullable Row now(Connector system) {
    Key key = keyOf(write);
    return key == null ? null : now(system, Objects.requireNonNull(cut), key);
  }

  private static @Nullable Row now(Connector system, Cut of, Key key) {
    List<Row> rows = PartConnector.complete(system, of, system.fetch(of.root(), List.of(key)));
    return rows.isEmpty() ? null : rows.getFirst();
  }

  private @Nullable Row after(
      Connector system, Cut of, WriteOutcome.Applied rootDone, Map<Piece, WriteOutcome> done) {
    Row stored = rootDone.after();
    if (stored == null) {
      return null;
    }
    for (Piece piece : pieces) {
      boolean told =
          piece.write() instanceof Write.Delete
              || done.get(piece) instanceof WriteOutcome.Applied a && a.after() != null;
      if (!told) { // it was written before, and its answer was lost
        return now(system, of, key(stored));
      }
      if (piece.part() != ROOT && done.get(piece) instanceof WriteOutcome.Applied a) {
        after.set(piece.part(), a.after() == null ? List.of() : List.of(a.after()));
      }
    }
    return of.row(stored, after);
  }
}
