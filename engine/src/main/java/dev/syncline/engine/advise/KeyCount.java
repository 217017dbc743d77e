package dev.syncline.engine.advise;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.match.Grouping;
import dev.syncline.core.model.Row;
import dev.syncline.core.value.MatchForm;
import dev.syncline.engine.sort.KeySorter;
import dev.syncline.engine.sort.KeySorter.Cursor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts one candidate over all rows of both sides. Hashes are sorted by the loosest form, under
 * which all rows lie together that any form takes for the same; within such a group, the other
 * forms' hashes are told apart. So one sort answers for every form.
 */
final class KeyCount implements AutoCloseable {
  private static final int SHOWN = 5;
  private static final byte[] ALL_FORMS_ALIKE = {};

  /** What one side adds. */
  private static final class Counted {
    final KeySorter sorter;
    long rows;
    long nulls;

    Counted(KeySorter sorter) {
      this.sorter = sorter;
    }
  }

  /** What comes out under one form. */
  static final class Outcome {
    final long[] distinct = new long[2];
    final long[] repeated = new long[2];
    final List<List<Long>> firstRepeated = List.of(new ArrayList<>(), new ArrayList<>());
    long overlap;
    long links;
    final long[] alone = new long[2];
    long ambiguous;

    void add(long hash, long[] rows) {
      for (int side = 0; side < 2; side++) {
        distinct[side] += rows[side] > 0 ? 1 : 0;
        if (rows[side] > 1) {
          repeated[side]++;
          if (firstRepeated.get(side).size() < SHOWN) {
            firstRepeated.get(side).add(hash);
          }
        }
      }
      overlap += rows[0] > 0 && rows[1] > 0 ? 1 : 0;
      switch (new Grouping(rows[0], rows[1], 0, 0).outcome()) {
        case LINK -> links++;
        case ALONE -> alone[rows[0] > 0 ? 0 : 1]++;
        case AMBIGUOUS, MOVED_OR_AMBIGUOUS -> ambiguous += rows[0] + rows[1];
        case NOTHING -> {}
      }
    }
  }

  private final KeyCandidate candidate;
  private final BySide<Counted> counted;

  KeyCount(KeyCandidate candidate, AdviceOptions options, long memoryBytes) {
    this.candidate = candidate;
    this.counted = BySide.of(side -> new Counted(new KeySorter(options.temporary(), memoryBytes)));
  }

  KeyCandidate candidate() {
    return candidate;
  }

  /** Takes a row of a side. */
  void add(Side side, Row row, KeyReader reader) {
    Counted mine = counted.on(side);
    mine.rows++;
    if (!reader.hasText()) {
      long hash = reader.read(row, MatchForm.EXACT);
      if (hash == 0) {
        mine.nulls++;
      } else {
        mine.sorter.add(bytes(hash), ALL_FORMS_ALIKE);
      }
      return;
    }
    long loosest = reader.read(row, MatchForm.TRIMMED_CASE_INSENSITIVE);
    if (loosest == 0) {
      mine.nulls++;
      return;
    }
    long exact = reader.read(row, MatchForm.EXACT);
    mine.sorter.add(
        bytes(loosest),
        exact == loosest
            ? ALL_FORMS_ALIKE
            : bytes(
                exact,
                reader.read(row, MatchForm.CASE_INSENSITIVE),
                reader.read(row, MatchForm.TRIMMED)));
  }

  private static byte[] bytes(long... hashes) {
    ByteBuffer out = ByteBuffer.allocate(hashes.length * Long.BYTES);
    for (long hash : hashes) {
      out.putLong(hash);
    }
    return out.array();
  }

  long rows(Side side) {
    return counted.on(side).rows;
  }

  long nulls(Side side) {
    return counted.on(side).nulls;
  }

  /** What comes out under each form. */
  static final class Outcomes {
    private final Map<MatchForm, Outcome> byForm = new EnumMap<>(MatchForm.class);

    Outcome of(MatchForm form) {
      return byForm.computeIfAbsent(form, f -> new Outcome());
    }
  }

  /** Counts; once. */
  Outcomes outcomes() {
    Outcomes outcomes = new Outcomes();
    try (Cursor source = counted.on(Side.SOURCE).sorter.sorted();
        Cursor target = counted.on(Side.TARGET).sorter.sorted()) {
      List<Cursor> cursors = List.of(source, target);
      boolean[] open = {source.next(), target.next()};
      while (open[0] || open[1]) {
        byte[] key = least(cursors, open);
        Group group = new Group();
        for (int side = 0; side < 2; side++) {
          while (open[side] && Arrays.equals(cursors.get(side).key(), key)) {
            group.add(side, cursors.get(side).payload());
            open[side] = cursors.get(side).next();
          }
        }
        group.finish(ByteBuffer.wrap(key).getLong(), outcomes);
      }
    }
    return outcomes;
  }

  private static byte[] least(List<Cursor> cursors, boolean[] open) {
    if (!open[0]) {
      return cursors.get(1).key();
    }
    byte[] key = cursors.get(0).key();
    return open[1] && Arrays.compareUnsigned(cursors.get(1).key(), key) < 0
        ? cursors.get(1).key()
        : key;
  }

  /** All rows with one hash under the loosest form. */
  private static final class Group {
    private final long[] alike = new long[2];
    private final Map<MatchForm, Map<Long, long[]>> apart = new EnumMap<>(MatchForm.class);
    private final long[] rows = new long[2];

    void add(int side, byte[] payload) {
      rows[side]++;
      if (payload.length == 0) {
        alike[side]++;
        return;
      }
      ByteBuffer hashes = ByteBuffer.wrap(payload);
      count(MatchForm.EXACT, hashes.getLong(), side, 1);
      count(MatchForm.CASE_INSENSITIVE, hashes.getLong(), side, 1);
      count(MatchForm.TRIMMED, hashes.getLong(), side, 1);
    }

    private void count(MatchForm form, long hash, int side, long by) {
      apart.computeIfAbsent(form, f -> new HashMap<>())
              .computeIfAbsent(hash, h -> new long[2])[side] +=
          by;
    }

    void finish(long loosest, Outcomes outcomes) {
      for (MatchForm form : MatchForm.values()) {
        if (form == MatchForm.TRIMMED_CASE_INSENSITIVE || apart.isEmpty()) {
          outcomes.of(form).add(loosest, rows);
          continue;
        }
        for (int side = 0; side < 2; side++) {
          if (alike[side] > 0) {
            count(form, loosest, side, alike[side]);
          }
        }
        apart.getOrDefault(form, Map.of()).forEach(outcomes.of(form)::add);
      }
    }
  }

  @Override
  public void close() {
    try {
      counted.source().sorter.close();
    } finally {
      counted.target().sorter.close();
    }
  }
}
