package dev.syncline.core.reconcile;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Policies;
import dev.syncline.core.mapping.Policies.Conflicts;
import dev.syncline.core.mapping.Policies.DeleteConflicts;
import dev.syncline.core.mapping.Policies.Deletes;
import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.core.mapping.Policies.Mode;
import dev.syncline.core.mapping.Policies.NullKeys;
import dev.syncline.core.mapping.Policies.Winner;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The words of the decision table for what the reconciler takes and gives. */
public final class Words {
  static final List<String> YES_NO = List.of("no", "yes");
  private static final String NOBODY = "nobody";

  private Words() {}

  /** All words of an enum, such as {@code edit-wins}. */
  static <E extends Enum<E>> List<String> of(Class<E> type) {
    return Stream.of(type.getEnumConstants()).map(Words::of).toList();
  }

  /** The word for a value. */
  public static String of(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static <E extends Enum<E>> E to(Class<E> type, String word) {
    return Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_').replace(' ', '_'));
  }

  /** Who was named; null for nobody. */
  static Winner winner(String word) {
    return word.equals(NOBODY) ? null : to(Winner.class, word);
  }

  /** The words for who may be named. */
  static List<String> winners() {
    List<String> words = new ArrayList<>(of(Winner.class));
    words.add(NOBODY);
    return words;
  }

  /** Policies from words; what is left out is as in {@link Policies#DEFAULT}. */
  public static Policies policies(Map<String, String> words) {
    String deletes = words.getOrDefault("deletes", "propagate");
    Winner winner = winner(words.getOrDefault("winner", NOBODY));
    return new Policies(
        to(Direction.class, words.getOrDefault("direction", "two-way")),
        to(Mode.class, words.getOrDefault("mode", "upsert")),
        to(Conflicts.class, words.getOrDefault("conflicts", "merge")),
        winner == null ? Winner.SOURCE : winner,
        true,
        Map.of(),
        Set.of(),
        to(DeleteConflicts.class, words.getOrDefault("delete-conflicts", "edit-wins")),
        to(Deletes.class, words.getOrDefault("deletes-to-source", deletes)),
        to(Deletes.class, words.getOrDefault("deletes-to-target", deletes)),
        NullKeys.HOLD);
  }

  static Side side(String word) {
    return to(Side.class, word);
  }

  /** A verdict in the words of the table. */
  public static String of(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Fields f -> "fields";
      case Verdict.Delete d -> "delete on " + d.on().word();
      case Verdict.ClearFields c -> "clear on " + c.on().word();
      case Verdict.Restore r -> "restore on " + r.on().word();
      case Verdict.Keep k -> "keep";
      case Verdict.SetAside a -> "set aside";
      case Verdict.Unlink u -> "unlink";
      case Verdict.DeleteConflict d -> "delete conflict";
      case Verdict.Unreadable u -> "unreadable on " + u.on().word();
    };
  }

  /** A field's verdict in the words of the table. */
  public static String of(FieldVerdict verdict) {
    return switch (verdict) {
      case FieldVerdict.Same s -> "same";
      case FieldVerdict.Converged c -> "converged";
      case FieldVerdict.Write w -> "write " + w.to().word();
      case FieldVerdict.Conflict c -> "conflict";
      case FieldVerdict.Unsent u -> "not sent";
      case FieldVerdict.Drift d -> "drift on " + d.on().word();
    };
  }
}
