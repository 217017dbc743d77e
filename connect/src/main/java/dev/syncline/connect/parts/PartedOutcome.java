package dev.syncline.connect.parts;

import dev.syncline.connect.Connector;
import dev.syncline.connect.Write;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.connect.parts.PartedWrite.Piece;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What became of a record that was written as several rows, of what became of those. */
final class PartedOutcome {
  private final Connector system;
  private final Cut cut;
  private final @Nullable Key key;
  private final List<Piece> pieces;
  private final List<List<Row>> before;
  private final List<List<Row>> after;
  private final Map<Piece, WriteOutcome> done;

  /**
   * @param key the record's before the write; null where it was not there
   * @param before the rows of its parts
   * @param after the same afterwards, but for those that are yet to be taken from {@code done}
   * @param done what became of each piece
   */
  PartedOutcome(
      Connector system,
      Cut cut,
      @Nullable Key key,
      List<Piece> pieces,
      List<List<Row>> before,
      List<List<Row>> after,
      Map<Piece, WriteOutcome> done) {
    this.system = system;
    this.cut = cut;
    this.key = key;
    this.pieces = pieces;
    this.before = before;
    this.after = new ArrayList<>(after);
    this.done = done;
  }

  WriteOutcome outcome() {
    return first(WriteOutcome.Unknown.class)
        .or(() -> first(WriteOutcome.Stale.class).map(s -> new WriteOutcome.Stale(now())))
        .or(this::refused)
        .or(() -> first(WriteOutcome.Retry.class))
        .orElseGet(this::applied);
  }

  private WriteOutcome of(Piece piece) {
    return Objects.requireNonNull(done.get(piece));
  }

  private Piece root() {
    return pieces.stream().filter(p -> p.part() == PartedWrite.ROOT).findFirst().orElseThrow();
  }

  private Optional<WriteOutcome> first(Class<? extends WriteOutcome> is) {
    return pieces.stream().map(this::of).filter(is::isInstance).findFirst();
  }

  /** The root's refusal is in the record's own words; a part's where only that was refused. */
  private Optional<WriteOutcome> refused() {
    return of(root()) instanceof WriteOutcome.Rejected r
        ? Optional.of(r)
        : first(WriteOutcome.Rejected.class);
  }

  private WriteOutcome applied() {
    WriteOutcome.Applied root = (WriteOutcome.Applied) of(root());
    Row was = root.before();
    return new WriteOutcome.Applied(was == null ? null : cut.row(was, before), after(root.after()));
  }

  private @Nullable Row now() {
    Key was = key;
    return was == null ? null : now(was);
  }

  private @Nullable Row now(Key of) {
    List<Row> rows = PartConnector.complete(system, cut, system.fetch(cut.root(), List.of(of)));
    return rows.isEmpty() ? null : rows.getFirst();
  }

  private @Nullable Row after(@Nullable Row root) {
    if (root == null) {
      return null;
    }
    for (Piece piece : pieces) {
      Row stored = of(piece) instanceof WriteOutcome.Applied a ? a.after() : null;
      if (stored == null && !(piece.write() instanceof Write.Delete)) {
        // It was written before, and its answer was lost.
        return now(Objects.requireNonNull(root.key(), "a row that was written has a key"));
      }
      if (piece.part() != PartedWrite.ROOT) {
        after.set(piece.part(), stored == null ? List.of() : List.of(stored));
      }
    }
    return cut.row(root, after);
  }
}
