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
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One write of a record, as writes of the rows that it consists of. The root's row carries the
 * operation: it is locked and noted even where nothing of it changes. A part's row is added when
 * something of it gets a value, and removed when nothing is left in it.
 */
final class PartedWrite {
  static final int ROOT = -1;

  /**
   * Rows of parts that refer to the root go before it, those to which it refers go after it, when
   * it does so no more. Those that come or stay are written after it, for what is noted of it rests
   * on them; it waits for the keys of those to which it is to refer.
   */
  private static final int ROOT_TURN = 1;

  private static final int GOING = 2;
  private static final int AFTER_ROOT = 3;

  private final Write write;
  private final @Nullable Cut cut;
  private final Seen seen;
  private final List<List<Row>> before;
  private final List<Piece> pieces = new ArrayList<>();

  /** The rows of parts as they are afterwards; those that nothing is written to stay. */
  private final List<List<Row>> after;

  private PartedWrite(Write write, @Nullable Cut cut, Seen seen) {
    this.write = write;
    this.cut = cut;
    this.seen = seen;
    this.before = seen.parts;
    this.after = new ArrayList<>(before);
  }

  /**
   * A record before a write.
   *
   * @param root what of the root's row links it to its parts; null where it is not there, or where
   *     nothing is yet
   * @param parts the rows of each part
   */
  record Seen(@Nullable Row root, List<List<Row>> parts) {}

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
    PartedWrite plain = new PartedWrite(write, null, new Seen(null, List.of()));
    plain.pieces.add(new Piece(ROOT, ROOT_TURN, write));
    return plain;
  }

  /**
   * A write of a record.
   *
   * @param seen its rows as they are
   * @param sharing who has the rows that are written
   * @param defaults what the system puts into a part's columns by itself
   */
  static PartedWrite of(
      Write write,
      Cut cut,
      Seen seen,
      Sharing sharing,
      Function<Part, Map<String, Object>> defaults)
      throws Refused {
    PartedWrite parted = new PartedWrite(write, cut, seen);
    parted.requireOneEach(cut);
    switch (write) {
      case Write.Insert i -> parted.insert(i, cut);
      case Write.Update u -> parted.update(u, cut, sharing, defaults);
      case Write.Delete d -> parted.delete(d, cut, sharing);
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

  /** What is written to a part by its own columns, or to the root. */
  private static Assignments of(
      Cut cut, int piece, List<String> columns, @Nullable Object[] values) {
    Assignments of = new Assignments();
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
    Assignments root = of(of, ROOT, insert.columns(), insert.values());
    for (int p = 0; p < of.pieces().size(); p++) {
      Part part = of.pieces().get(p).part();
      Assignments given = of(of, p, insert.columns(), insert.values());
      if (given.anyThere() || !of.whole().canLack(part)) {
        add(of, p, given, i -> new KeyOf(insert.operation(), i), root);
      } else {
        letGo(part, root);
      }
    }
    pieces.add(
        new Piece(
            ROOT,
            ROOT_TURN,
            new Write.Insert(
                insert.operation(),
                of.root(),
                root.columns(),
                root.values().toArray(),
                row -> insert.note().apply(of.row(row, after)))));
  }

  /** The root refers to no row of a part. */
  private static void letGo(Part part, Assignments root) {
    part.referring().forEach(c -> root.put(c, null));
  }

  /**
   * Adds a part's row.
   *
   * @param rootKey each part of the root's key, for a row that refers to it
   * @param root takes what refers to the row, where the root does
   */
  private void add(
      Cut of, int p, Assignments given, IntFunction<Object> rootKey, Assignments root) {
    Part part = of.pieces().get(p).part();
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    for (int i = 0; i < part.links().size(); i++) {
      if (part.isHeldByRoot()) {
        root.put(part.referring().get(i), new KeyOf(operation(part), i));
      } else {
        row.put(part.linked().get(i), rootKey.apply(i));
      }
    }
    part.slots().forEach(s -> row.put(s.column(), s.value()));
    for (Column column : part.columns()) {
      int at = given.columns().indexOf(column.name());
      Object value = at < 0 ? null : given.values().get(at);
      // A null that was agreed on is one, and no default's business, where the column can hold it.
      boolean shown = at >= 0 || of.record().holds(part.calls(column.name()));
      boolean canBeNull = column.nullable() && !part.isReferredTo(column);
      if (value != null || shown && canBeNull && column.origin() != Origin.COMPUTED) {
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

  private void update(
      Write.Update update, Cut of, Sharing sharing, Function<Part, Map<String, Object>> defaults)
      throws Refused {
    Assignments root = of(of, ROOT, update.columns(), update.values());
    Row key = of.rootOf(update.key());
    boolean rekeyed =
        root.columns().stream().anyMatch(c -> key.shape().holds(c) && isOther(root, key, c));
    for (int p = 0; p < of.pieces().size(); p++) {
      Part part = of.pieces().get(p).part();
      Assignments given = of(of, p, update.columns(), update.values());
      boolean there = !before.get(p).isEmpty();
      if (!there && given.anyThere()) {
        add(of, p, given, i -> linked(part.links().get(i), key), root);
      } else if (there && !given.columns().isEmpty()) {
        Change change = new Change(p, given, before.get(p).getFirst(), defaults.apply(part));
        change(of, change, sharing, root);
      }
      if (rekeyed && !part.isHeldByRoot() && (there || given.anyThere())) {
        throw refused(
            of,
            "it changes the key to which the rows of its parts refer. Change it there"
                + " by hand, in all of them; the next run finds that both sides agree.");
      }
    }
    pieces.add(
        new Piece(
            ROOT,
            ROOT_TURN,
            new Write.Update(
                update.operation(),
                of.root(),
                update.key(),
                root.columns(),
                root.values().toArray(),
                row -> isLinkedAsSeen(of, row) && update.asSeen().test(of.row(row, before)),
                row -> update.note().apply(of.row(row, after)))));
  }

  /** Whether a row of the root refers to the rows of parts that were looked at. */
  private boolean isLinkedAsSeen(Cut of, Row row) {
    Row was = seen.root;
    return of.pieces().stream()
        .flatMap(p -> p.part().referring().stream())
        .allMatch(c -> was != null && Objects.deepEquals(was.get(c), row.get(c)));
  }

  private Refused refused(Cut of, String reason) {
    return new Refused(
        "update of " + of.record().object() + " " + keyOf(write) + " rejected: " + reason);
  }

  private static boolean isOther(Assignments root, Row key, String column) {
    Object value = root.values().get(root.columns().indexOf(column));
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

  /**
   * A change of a part's row.
   *
   * @param part its position
   * @param defaults what the system puts there by itself
   */
  private record Change(int part, Assignments given, Row there, Map<String, Object> defaults) {}

  /** Changes a part's row, or removes it if nothing is left in it. */
  private void change(Cut of, Change change, Sharing sharing, Assignments root) throws Refused {
    int p = change.part;
    Assignments given = change.given;
    Row there = change.there;
    Part part = of.pieces().get(p).part();
    Shape shape = of.pieces().get(p).shape();
    @Nullable Object[] then = there.values().clone();
    for (int i = 0; i < given.columns().size(); i++) {
      then[shape.indexOf(given.columns().get(i))] = given.values().get(i);
    }
    Key key = Objects.requireNonNull(keyOf(write));
    String others = sharing.others(of.record().object(), key, part, key(there));
    boolean goes =
        of.whole().canLack(part)
            && (others.isEmpty()
                ? part.isEmpty(then, of.record()::holds, change.defaults)
                : part.isCleared(then, of.record()::holds));
    if (goes) {
      letGo(part, root);
      sharing.end(of.record().object(), key, part);
      after.set(p, List.of());
      if (others.isEmpty()) {
        remove(of, p, there);
      }
      return;
    }
    if (!others.isEmpty()) {
      throw refused(
          of,
          part.object().name()
              + " "
              + key(there)
              + ", its "
              + part.name()
              + ", is also "
              + others
              + ". Give each a row of its own, or keep "
              + part.object().name()
              + " in step by a task of its own with a relation.");
    }
    if (part.isHeldByRoot() && !key(there).equals(shape.keyOf(then))) {
      throw refused(
          of,
          "it changes the key of "
              + part.object().name()
              + " "
              + key(there)
              + ", its "
              + part.name()
              + ", to which it refers. Change both by hand; the next run finds that both sides"
              + " agree.");
    }
    pieces.add(
        new Piece(
            p,
            AFTER_ROOT + 2 * p,
            new Write.Update(
                operation(part),
                shape,
                key(there),
                given.columns(),
                given.values().toArray(),
                row -> Arrays.deepEquals(row.values(), there.values()),
                stored -> stored(p, stored))));
  }

  private void remove(Cut of, int p, Row there) {
    Part part = of.pieces().get(p).part();
    after.set(p, List.of());
    pieces.add(
        new Piece(
            p,
            part.isHeldByRoot() ? GOING : 0,
            new Write.Delete(
                operation(part),
                of.pieces().get(p).shape(),
                key(there),
                row -> Arrays.deepEquals(row.values(), there.values()),
                row -> null)));
  }

  /** A row that others have, too, stays theirs. */
  private void delete(Write.Delete delete, Cut of, Sharing sharing) {
    String object = of.record().object();
    for (int p = 0; p < of.pieces().size(); p++) {
      Part part = of.pieces().get(p).part();
      List<Row> rows = before.get(p);
      if (!rows.isEmpty()
          && sharing.others(object, delete.key(), part, key(rows.getFirst())).isEmpty()) {
        remove(of, p, rows.getFirst());
      }
      sharing.end(object, delete.key(), part);
    }
    pieces.add(
        new Piece(
            ROOT,
            ROOT_TURN,
            new Write.Delete(
                delete.operation(),
                of.root(),
                delete.key(),
                row -> isLinkedAsSeen(of, row) && delete.asSeen().test(of.row(row, before)),
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
    return of == null
        ? all.getFirst()
        : new PartedOutcome(system, of, keyOf(write), pieces, before, after, done).outcome();
  }
}
