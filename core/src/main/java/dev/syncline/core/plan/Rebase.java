package dev.syncline.core.plan;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldMeaning;
import dev.syncline.core.model.Base;
import dev.syncline.core.value.Notation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads bases under today's mapping, also those that were made under an earlier one. A rule whose
 * meaning holds them keeps its fingerprints wherever it stands; any other is unknown, and is
 * settled like a field that was never compared.
 */
public final class Rebase {
  private final int layout;
  private final List<FieldMeaning> meanings;
  private final IntFunction<List<String>> earlier;
  private final Map<Integer, int[]> positions = new HashMap<>();

  /**
   * Reads bases under a layout.
   *
   * @param layout the store's id of today's layout
   * @param meanings the rules' meanings in field order
   * @param earlier the meanings of an earlier layout by its id
   */
  public Rebase(int layout, List<FieldMeaning> meanings, IntFunction<List<String>> earlier) {
    this.layout = layout;
    this.meanings = List.copyOf(meanings);
    this.earlier = earlier;
  }

  /** The store's id of today's layout. */
  public int layout() {
    return layout;
  }

  /** A base of which nothing is known yet. */
  public Base unknown() {
    return Base.unknown(layout, meanings.size());
  }

  /** A base under today's layout. */
  public Base of(Base then) {
    if (then.layout() == layout) {
      return then;
    }
    int[] at = positions.computeIfAbsent(then.layout(), this::positions);
    long[] source = new long[at.length];
    long[] target = new long[at.length];
    boolean[] known = new boolean[at.length];
    for (int i = 0; i < at.length; i++) {
      known[i] = at[i] >= 0 && then.knows(at[i]);
      if (known[i]) {
        source[i] = then.fingerprint(Side.SOURCE, at[i]);
        target[i] = then.fingerprint(Side.TARGET, at[i]);
      }
    }
    Base now = Base.partly(layout, source, target, known).outside(BySide.of(then::isOutside));
    for (int i = 0; i < at.length; i++) {
      if (at[i] >= 0 ? then.isRemapped(at[i]) : !then.isUnknown()) {
        now = now.remapped(i);
      }
    }
    return now;
  }

  /**
   * Where a field stood under an earlier layout that differed in the notation of its text.
   *
   * @param position in the earlier layout
   * @param notation the one that the text was in
   */
  record Earlier(int position, Notation notation) {}

  /** Where a field stood that differs from then in nothing but a notation; null for any other. */
  @Nullable Earlier inOtherNotation(Base then, int field) {
    if (then.layout() == layout) {
      return null;
    }
    List<String> meaningsThen = earlier.apply(then.layout());
    for (int i = 0; i < meaningsThen.size(); i++) {
      Optional<Notation> notation = meanings.get(field).inOtherNotation(meaningsThen.get(i));
      if (notation.isPresent()) {
        return new Earlier(i, notation.get());
      }
    }
    return null;
  }

  private int[] positions(int layoutThen) {
    List<String> then = earlier.apply(layoutThen);
    return meanings.stream().mapToInt(now -> position(now, then)).toArray();
  }

  private static int position(FieldMeaning now, List<String> then) {
    int same = then.indexOf(now.text());
    for (int i = 0; i < then.size() && same < 0; i++) {
      same = now.holds(then.get(i)) ? i : -1;
    }
    return same;
  }
}
