package dev.syncline.core.value;

import dev.syncline.core.Side;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes by which records of both sides are matched: two records have the same bytes exactly
 * when each part of their unique keys is the same value under its {@link MatchForm}.
 */
public final class MatchKey {
  private MatchKey() {}

  /**
   * The match key of a record; null when a part is null or could not be read, for NULL never
   * matches anything, not even NULL. Empty text is a value like any other, and matches empty text.
   *
   * <p>Every part is preceded by its length, so that no key begins another and parts cannot run
   * into each other ({@code ab, c} and {@code a, bc}). The order of keys means nothing.
   *
   * @param pairs how each part's columns are compared
   * @param forms how exactly each part has to agree; other than {@link MatchForm#EXACT} it touches
   *     text only, and not JSON, in which case and spaces within strings are content
   * @param side whose values they are
   * @param values as many as there are pairs and forms, in their order
   * @param scratch overwritten
   */
  public static byte @Nullable [] of(
      List<TypePair> pairs,
      List<MatchForm> forms,
      Side side,
      @Nullable Object[] values,
      CanonicalBytes scratch) {
    scratch.reset();
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      if (value == null || value instanceof Flaw) {
        return null;
      }
      TypePair pair = pairs.get(i);
      if (value instanceof String text && !isJson(pair.common())) {
        value = forms.get(i).apply(text);
      }
      int start = scratch.length();
      scratch.putInt(0);
      pair.canonical(side, value, scratch);
      scratch.setInt(start, scratch.length() - start - Integer.BYTES);
    }
    return scratch.copy();
  }

  private static boolean isJson(Type type) {
    return type instanceof Type.Json || type instanceof Type.Array;
  }
}
