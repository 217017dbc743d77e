package dev.syncline.project.screen;

import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.Message;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Words;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a run ended, for a message.
 *
 * @param text in sentences, without anything that a record holds
 */
public record Outcome(Message.State state, String text) {

  /**
   * Of a run that applied a plan.
   *
   * @param before what was due before it, which is none of its business as long as it is the same
   */
  public static Outcome of(RunScreen run, Set<Due> before) {
    List<Due> left = run.result().due().stream().filter(due -> !before.contains(due)).toList();
    List<String> sentences = new ArrayList<>();
    run.result().halted().forEach(why -> sentences.add("The guard stopped it: " + why));
    if (run.result().stopped()) {
      sentences.add(
          run.blackout()
              .map(
                  until -> "It was stopped by a blackout, which lasts until " + Words.minute(until))
              .orElse("It was stopped before its end"));
    }
    sentences.add(run.did());
    if (!left.isEmpty()) {
      sentences.add("Not written: " + counts(left));
    }
    boolean whole =
        run.result().halted().isEmpty()
            && !run.result().stopped()
            && left.stream().allMatch(d -> Endings.of(d.reason()) == ExitCode.DIFFERENCES)
            && (left.isEmpty() || run.result().tally().applied() > 0);
    return new Outcome(
        whole ? Message.State.SUCCESS : Message.State.FAILURE,
        String.join(" ", sentences.stream().map(Outcome::sentence).toList()));
  }

  private static String counts(List<Due> left) {
    Map<Due.Reason, Long> counts = new EnumMap<>(Due.Reason.class);
    left.forEach(due -> counts.merge(due.reason(), 1L, Long::sum));
    return Words.list(
        counts.entrySet().stream().map(e -> Endings.count(e.getValue(), e.getKey())).toList());
  }

  private static String sentence(String text) {
    return Page.sentence(text) + (text.endsWith(".") ? "" : ".");
  }
}
