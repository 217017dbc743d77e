package dev.syncline.connect.parts;

import dev.syncline.connect.Connector;
import dev.syncline.connect.Write;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.connect.parts.PartedWrite.Piece;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A batch of writes of records with parts, as writes of the rows that they consist of. All rows of
 * a record are written in one transaction, and so are many records; where something is refused, the
 * others are written without it.
 */
final class PartWrites {
  private final Connector system;
  private final Map<String, Whole> wholes;
  private final WriteBatch batch;
  private final @Nullable WriteOutcome[] outcomes;
  private final IdentityHashMap<Shape, Cut> cuts = new IdentityHashMap<>();
  private final Map<Part, Map<String, Object>> defaults = new HashMap<>();

  PartWrites(Connector system, Map<String, Whole> wholes, WriteBatch batch) {
    this.system = system;
    this.wholes = wholes;
    this.batch = batch;
    this.outcomes = new WriteOutcome[batch.writes().size()];
  }

  /** Writes, and says what became of each. */
  List<WriteOutcome> outcomes() {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < outcomes.length; i++) {
      all.add(i);
    }
    if (batch.together()) {
      attempt(all);
    } else {
      withoutSharedRows(all).forEach(this::settle);
    }
    return Arrays.stream(outcomes)
        .map(o -> o == null ? new WriteOutcome.Retry("not reached", Duration.ZERO, false) : o)
        .toList();
  }

  /** Cuts the batch where a record would be met twice, so that the later write sees the earlier. */
  private List<List<Integer>> withoutSharedRows(List<Integer> all) {
    List<List<Integer>> groups = new ArrayList<>();
    Set<List<Object>> met = new HashSet<>();
    List<Integer> group = new ArrayList<>();
    for (int i : all) {
      Write write = batch.writes().get(i);
      Key key = key(write);
      if (key != null && !met.add(List.of(write.shape().object(), key))) {
        groups.add(group);
        group = new ArrayList<>();
        met = new HashSet<>(List.of(List.of(write.shape().object(), key)));
      }
      group.add(i);
    }
    groups.add(group);
    return groups;
  }

  private static @Nullable Key key(Write write) {
    return switch (write) {
      case Write.Insert i -> null;
      case Write.Update u -> u.key();
      case Write.Delete d -> d.key();
    };
  }

  /**
   * Writes all of some, then those that were not at fault without the others. Where the system does
   * not say which was, in halves.
   */
  private void settle(List<Integer> some) {
    if (some.isEmpty()) {
      return;
    }
    attempt(some);
    if (some.size() == 1) {
      return;
    }
    List<Integer> stale = where(some, WriteOutcome.Stale.class);
    List<Integer> refused = where(some, WriteOutcome.Rejected.class);
    List<Integer> waiting = where(some, WriteOutcome.Retry.class);
    if (stale.isEmpty() && refused.isEmpty()) {
      return;
    }
    if (refused.size() == 1 || !stale.isEmpty()) {
      settle(waiting); // each of the others is told why it is
    } else {
      settle(refused.subList(0, refused.size() / 2));
      settle(refused.subList(refused.size() / 2, refused.size()));
      settle(waiting);
    }
  }

  private List<Integer> where(List<Integer> some, Class<? extends WriteOutcome> is) {
    return some.stream().filter(i -> is.isInstance(outcomes[i])).toList();
  }

  /** Tries to write all of some records as one. */
  private void attempt(List<Integer> some) {
    Map<Integer, PartedWrite> records = records(some);
    List<Integer> refused = some.stream().filter(i -> records.get(i) == null).toList();
    if (!refused.isEmpty()) {
      for (int i : some) {
        if (records.get(i) != null) {
          outcomes[i] =
              new WriteOutcome.Retry(
                  "not done, since it makes sense only together with others", Duration.ZERO);
        }
      }
      return;
    }
    List<Piece> pieces = new ArrayList<>();
    records.values().forEach(record -> pieces.addAll(record.pieces()));
    // Like writes stand together, and the order of the records stays as it is.
    pieces.sort(Comparator.comparingInt(Piece::turn));
    boolean spread = pieces.size() > records.size();
    List<WriteOutcome> done =
        system.write(
            new WriteBatch(
                batch.id(),
                batch.store(),
                batch.sync(),
                batch.task(),
                batch.token(),
                batch.rollback(),
                spread || batch.together(),
                pieces.stream().map(Piece::write).toList(),
                batch.skipsNulls()));
    Map<Piece, WriteOutcome> byPiece = new IdentityHashMap<>();
    for (int i = 0; i < done.size(); i++) {
      byPiece.put(pieces.get(i), done.get(i));
    }
    records.forEach((i, record) -> outcomes[i] = record.outcome(system, byPiece));
  }

  /** What the records of some writes consist of; those that cannot be told are refused here. */
  private Map<Integer, PartedWrite> records(List<Integer> some) {
    Map<Integer, PartedWrite.Seen> seen = seen(some);
    Sharing sharing = Sharing.of(system, wholes.values(), touched(some, seen));
    Map<Integer, PartedWrite> records = new LinkedHashMap<>();
    for (int i : some) {
      Write write = batch.writes().get(i);
      Cut cut = cut(write.shape());
      if (cut == null) {
        records.put(i, PartedWrite.plain(write));
        continue;
      }
      try {
        records.put(
            i,
            PartedWrite.of(
                write, cut, Objects.requireNonNull(seen.get(i)), sharing, this::defaults));
      } catch (PartedWrite.Refused e) {
        outcomes[i] =
            new WriteOutcome.Rejected(
                WriteOutcome.Cause.OTHER, system.name() + ": " + e.getMessage());
      }
    }
    return records;
  }

  /** The rows of the records of some writes, as they are before. */
  private Map<Integer, PartedWrite.Seen> seen(List<Integer> some) {
    Map<Cut, List<Key>> keys = new IdentityHashMap<>();
    for (int i : some) {
      Write write = batch.writes().get(i);
      Key key = key(write);
      Cut cut = cut(write.shape());
      if (key != null && cut != null) {
        keys.computeIfAbsent(cut, c -> new ArrayList<>()).add(key);
      }
    }
    Map<Cut, Map<Key, Row>> roots = new IdentityHashMap<>();
    Map<Cut, List<PartRows>> parts = new IdentityHashMap<>();
    keys.forEach(
        (cut, its) -> {
          Map<Key, Row> there = cut.roots(system, its);
          roots.put(cut, there);
          parts.put(
              cut,
              cut.pieces().stream()
                  .map(p -> PartRows.of(system, p.part(), p.shape(), there.values()))
                  .toList());
        });
    Map<Integer, PartedWrite.Seen> seen = new HashMap<>();
    for (int i : some) {
      Write write = batch.writes().get(i);
      Cut cut = cut(write.shape());
      Key key = key(write);
      if (cut != null) {
        Row root = key == null ? null : Objects.requireNonNull(roots.get(cut)).get(key);
        seen.put(
            i,
            new PartedWrite.Seen(
                root,
                root == null
                    ? Collections.nCopies(cut.pieces().size(), List.of())
                    : Objects.requireNonNull(parts.get(cut)).stream()
                        .map(p -> p.of(root))
                        .toList()));
      }
    }
    return seen;
  }

  /** Keys of rows to which roots refer and that some writes may change, by their object. */
  private Map<String, Set<Key>> touched(List<Integer> some, Map<Integer, PartedWrite.Seen> seen) {
    Map<String, Set<Key>> touched = new HashMap<>();
    for (int i : some) {
      Write write = batch.writes().get(i);
      Cut cut = cut(write.shape());
      for (int p = 0; cut != null && p < cut.pieces().size(); p++) {
        Part part = cut.pieces().get(p).part();
        if (part.isHeldByRoot() && touches(write, part)) {
          Objects.requireNonNull(seen.get(i)).parts().get(p).stream()
              .map(row -> Objects.requireNonNull(row.key()))
              .forEach(
                  key ->
                      touched.computeIfAbsent(part.object().name(), o -> new HashSet<>()).add(key));
        }
      }
    }
    return touched;
  }

  private static boolean touches(Write write, Part part) {
    return switch (write) {
      case Write.Insert i -> false;
      case Write.Update u -> u.columns().stream().anyMatch(c -> part.called(c).isPresent());
      case Write.Delete d -> true;
    };
  }

  /** How a shape falls into parts; null where its object has none. */
  private @Nullable Cut cut(Shape shape) {
    Whole whole = wholes.get(shape.object());
    if (whole == null) {
      return null;
    }
    return cuts.computeIfAbsent(shape, s -> Cut.forWriting(whole, s));
  }

  private Map<String, Object> defaults(Part part) {
    return defaults.computeIfAbsent(part, p -> system.defaults(p.whole()));
  }
}
