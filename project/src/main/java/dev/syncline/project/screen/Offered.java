package dev.syncline.project.screen;

import dev.syncline.engine.review.Foreseen;
import dev.syncline.engine.review.Group;
import dev.syncline.engine.review.Offer;
import dev.syncline.engine.review.Offers;
import dev.syncline.engine.review.Review;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The first offers of a comparison in each group, and how many there are and are taken. */
public final class Offered {
  private final Map<Group, List<Offer>> first = new EnumMap<>(Group.class);
  private final Map<Integer, Map<Group, Count>> counts = new LinkedHashMap<>();

  private final Foreseen foreseen;

  private Offered(Foreseen foreseen) {
    this.foreseen = foreseen;
  }

  /**
   * Reads the offers of a plan.
   *
   * @param most how many of each group are kept
   */
  public static Offered of(Offers offers, Review review, int most) {
    Offered offered = new Offered(Foreseen.of(offers, review));
    offers.each(
        offer -> {
          Count count =
              offered
                  .counts
                  .computeIfAbsent(offer.operation().task(), t -> new EnumMap<>(Group.class))
                  .computeIfAbsent(offer.group(), g -> new Count());
          count.all++;
          count.taken += review.takes(offer.number()) ? 1 : 0;
          List<Offer> kept = offered.first.computeIfAbsent(offer.group(), g -> new ArrayList<>());
          if (kept.size() < most) {
            kept.add(offer);
          }
        });
    return offered;
  }

  /** What of those that are taken cannot be written as things are. */
  Foreseen foreseen() {
    return foreseen;
  }

  /** How many offers there are, and how many of them are taken. */
  static final class Count {
    private long all;
    private long taken;

    long all() {
      return all;
    }

    long taken() {
      return taken;
    }
  }

  /** The first of a group. */
  List<Offer> first(Group group) {
    return first.getOrDefault(group, List.of());
  }

  /** The count of a task in a group. */
  Count count(int task, Group group) {
    return counts.getOrDefault(task, Map.of()).getOrDefault(group, new Count());
  }

  /** The count of a group. */
  Count count(Group group) {
    Count sum = new Count();
    for (int task : counts.keySet()) {
      sum.all += count(task, group).all;
      sum.taken += count(task, group).taken;
    }
    return sum;
  }

  /** How many are offered. */
  public long all() {
    return sum().all;
  }

  /** How many are taken. */
  public long taken() {
    return sum().taken;
  }

  private Count sum() {
    Count sum = new Count();
    for (Group group : Group.values()) {
      sum.all += count(group).all;
      sum.taken += count(group).taken;
    }
    return sum;
  }

  /** Tasks of which something is offered. */
  boolean has(int task) {
    return counts.containsKey(task);
  }
}
