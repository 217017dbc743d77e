package dev.syncline.core.reconcile;

import dev.syncline.core.Side;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs a combination of the tables of records. */
final class RecordCase {
  private RecordCase() {}

  /**
   * The reconciler's outcome.
   *
   * @param otherDirection what deletes do in the direction that is not asked here
   */
  static String of(Map<String, String> at, String otherDirection) {
    State source = Words.to(State.class, at.get("source"));
    State target = Words.to(State.class, at.get("target"));
    Side gone = source == State.ABSENT ? Side.SOURCE : Side.TARGET;
    Reconciler reconciler = new Reconciler(Words.policies(behaviour(at, gone, otherDirection)));
    return Words.of(reconciler.reconcile(source, target, List.of(), Newest.UNKNOWN, null));
  }

  static String chosen(Map<String, String> at, Map<String, String> policies, State kept) {
    Side gone = Words.side(at.get("gone on"));
    Map<String, String> words = new LinkedHashMap<>(policies);
    words.put("direction", at.get("direction"));
    words.put("mode", at.get("mode"));
    return Words.of(
        new Reconciler(Words.policies(words))
            .reconcile(
                gone == Side.SOURCE ? State.ABSENT : kept,
                gone == Side.TARGET ? State.ABSENT : kept,
                List.of(),
                Newest.UNKNOWN,
                Words.side(at.get("chosen"))));
  }

  /** The page's one column "deletes" is the behaviour on the side that still holds the record. */
  private static Map<String, String> behaviour(
      Map<String, String> at, Side gone, String otherDirection) {
    Map<String, String> words = new LinkedHashMap<>(at);
    words.put("deletes-to-" + gone.other().word(), at.get("deletes"));
    words.put("deletes-to-" + gone.word(), otherDirection);
    return words;
  }
}
