package dev.syncline.project;

import dev.syncline.core.mapping.Task;
import dev.syncline.engine.config.Name;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.plan.Comparison;
import dev.syncline.engine.review.Foreseen;
import dev.syncline.engine.review.Group;
import dev.syncline.engine.review.Offer;
import dev.syncline.engine.review.Review;
import dev.syncline.engine.store.KeptPlan;
import dev.syncline.project.screen.KeptPlanScreen;
import dev.syncline.project.screen.KeptPlanScreen.Count;
import dev.syncline.project.screen.MessageWords;
import dev.syncline.project.screen.OfferWords;
import dev.syncline.project.screen.PlanOutcome;
import dev.syncline.project.screen.ReviewWords;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A plan with what is selected of it, as it is shown. */
record PlanView(SyncConfig config, KeptPlan plan, OpenPlan opened, Review review) {

  /**
   * Some of its writes.
   *
   * @param met the numbers of those that are meant
   * @param from the position of the first of these, from 0
   * @param most how many
   */
  KeptPlanScreen screen(
      BitSet met,
      int from,
      int most,
      String created,
      Optional<PlanOutcome> outcome,
      Optional<MessageWords> message) {
    BitSet taken = review.taken();
    Map<Group, Count> counts = new EnumMap<>(Group.class);
    for (Group group : Group.values()) {
      counts.put(group, count(opened.of(group), taken));
    }
    Optional<Foreseen> foreseen = opened.foreseen(review);
    int first = Math.max(0, Math.min(from, met.cardinality()));
    List<KeptPlanScreen.Line> lines = new ArrayList<>();
    met.stream()
        .skip(first)
        .limit(most)
        .forEach(number -> lines.add(line(opened, number, review, foreseen, outcome)));
    return new KeptPlanScreen(
        opened.systems(),
        plan,
        created,
        notes(config, opened),
        counts,
        count(met, taken),
        first,
        lines,
        opened.offered().stream().map(Task::name).toList(),
        opened.held().stream()
            .map(h -> KeptPlanScreen.Held.of(opened.task(h.task()).name(), h, opened.systems()))
            .toList(),
        opened.allHeld(),
        opened.guarded(),
        foreseen.map(f -> f.whole() + f.partly()).orElse(-1L),
        opened.testable(),
        outcome,
        message);
  }

  private static Count count(BitSet numbers, BitSet taken) {
    BitSet both = (BitSet) numbers.clone();
    both.and(taken);
    return new Count(numbers.cardinality(), both.cardinality());
  }

  private static KeptPlanScreen.Line line(
      OpenPlan opened,
      int number,
      Review review,
      Optional<Foreseen> foreseen,
      Optional<PlanOutcome> outcome) {
    Offer offer = opened.offer(number);
    OfferWords words = opened.words();
    List<OfferWords.Field> fields = words.fields(offer);
    List<Integer> left = new ArrayList<>();
    for (int i = 0; i < offer.fields().size(); i++) {
      if (!review.takes(number, offer.fields().get(i).field())) {
        left.add(i + 1);
      }
    }
    String open =
        foreseen
            .flatMap(
                f ->
                    new ReviewWords(opened.systems(), opened.sync().tasks(), f, List.of())
                        .foreseen(offer))
            .orElse("");
    return new KeptPlanScreen.Line(
        number,
        words.taskName(offer),
        words.who(offer),
        opened.label(number),
        offer.group(),
        offer.operation().action(),
        words.where(offer),
        review.takes(number),
        offer.reason(),
        open,
        outcome.map(o -> o.left().get(number)).orElse(null),
        fields,
        left);
  }

  private static List<String> notes(SyncConfig config, OpenPlan opened) {
    List<String> notes = new ArrayList<>();
    Optional<Comparison> comparison = opened.header().comparison();
    if (comparison.filter(Comparison::onlyNew).isPresent()) {
      notes.add("Only new records; what is there stays as it is.");
    }
    comparison
        .filter(c -> !c.modules().isEmpty())
        .ifPresent(c -> notes.add("Modules: " + String.join(", ", c.modules()) + "."));
    config
        .promotion()
        .filter(p -> !p.never().isEmpty())
        .ifPresent(
            p ->
                notes.add(
                    "Never synchronized: "
                        + String.join(", ", p.never().keySet().stream().map(Name::text).toList())
                        + "."));
    return notes;
  }
}
