package dev.syncline.engine.review;

import dev.syncline.core.plan.PlanItem;
import dev.syncline.core.plan.PlanItem.Update;
import dev.syncline.engine.plan.PlanFile;
import dev.syncline.engine.sync.Sync;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes of a plan and its review the plan that is applied: the lines that were taken, and what both
 * sides agree on already. What was left for a person is no line of it, and waits for the next
 * comparison.
 */
public final class Selected {
  private Selected() {}

  /** Writes the plan that is left; the guard has nothing to say of what a person has selected. */
  public static void write(
      Path file, PlanFile.Header header, Review review, Offers offers, Sync sync) {
    write(file, header, review, offers, sync, List.of());
  }

  /**
   * Writes the plan that is left.
   *
   * @param guarded what the guard says of the plan all the same
   */
  public static void write(
      Path file,
      PlanFile.Header header,
      Review review,
      Offers offers,
      Sync sync,
      List<String> guarded) {
    Set<Offers.Pair> strangers = new HashSet<>();
    offers.each(
        offer -> {
          if (offer.adds() && !review.takes(offer.number())) {
            Update update = (Update) offer.operation();
            strangers.add(new Offers.Pair(update.task(), update.source()));
          }
        });
    try (PlanFile.Writer writer = PlanFile.Writer.ofLines(file, header, sync)) {
      offers.all(
          (operation, offer) -> {
            if (review.takes(offer.number())) {
              writer.add(
                  operation instanceof Update update
                      ? review.of(offer.number(), update)
                      : operation);
            }
          },
          line -> {
            if (isKept(line, strangers)) {
              writer.add(line);
            }
          });
      writer.guarded(guarded);
      writer.finish();
    }
  }

  private static boolean isKept(PlanItem line, Set<Offers.Pair> strangers) {
    return switch (line) {
      case PlanItem.Match m -> !strangers.contains(new Offers.Pair(m.task(), m.source()));
      case PlanItem.Advance a -> true;
      case PlanItem.SetAside a -> true;
      case PlanItem.Unlink u -> true;
      case PlanItem.Held h -> false;
      case PlanItem.Drift d -> false;
      case PlanItem.Unsent u -> false;
      case PlanItem.Alone a -> false;
      case PlanItem.Operation o -> true;
    };
  }
}
