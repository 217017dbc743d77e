package dev.syncline.engine.review;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.plan.Awaited;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.PlanItem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What of the writes that a person takes cannot be made when they are applied, because it refers to
 * a record that the written environment does not have and is not given. So much is known from the
 * plan alone; of new records only those are kept in memory to which others may refer.
 */
public final class Foreseen {
  /** Nothing is foreseen. */
  public static final Foreseen NOTHING = new Foreseen(List.of(), new Review(""));

  private final Map<Integer, Task> tasks;
  private final Review review;
  private final Set<Integer> parents = new HashSet<>();

  /** By which write a record gets a counterpart, by its key where it comes from. */
  private final Map<Ref, Integer> made = new HashMap<>();

  /**
   * Counterparts that are none as long as the conflict is left, by their key where it is written.
   */
  private final Map<Ref, Integer> strangers = new HashMap<>();

  private final Map<Integer, Blocked> blocked = new LinkedHashMap<>();

  private record Ref(int task, Key key) {}

  private Foreseen(List<Task> tasks, Review review) {
    this.tasks = tasks.stream().collect(Collectors.toMap(Task::id, t -> t));
    this.review = review;
    for (Task task : tasks) {
      task.fields().stream()
          .filter(RelationRule.class::isInstance)
          .forEach(rule -> parents.add(((RelationRule) rule).through()));
    }
  }

  /** Why a record is not there to be referred to. */
  public enum Why {
    /** Its write is offered, and left. */
    LEFT,
    /** It was made in both environments, and the conflict is left. */
    STRANGER,
    /** Its write is taken, and would itself be blocked. */
    BLOCKED,
    /** The comparison does not offer it: it was not compared, or cannot be written. */
    NOT_OFFERED
  }

  /**
   * A reference that cannot be written.
   *
   * @param reference the change that holds it
   * @param task the task of the record that it leads to
   * @param parent the key of that record, on the side where it is
   * @param number of the write by which it would be there; 0 where none is offered
   * @param whole whether nothing is written of the record that refers to it
   */
  public record Blocked(
      Change reference, int task, Key parent, int number, Why why, boolean whole) {}

  /** What can be foreseen of a review. */
  public static Foreseen of(Offers offers, Review review) {
    return of(offers.sync().tasks(), offers::each, review);
  }

  /**
   * The same of offers that are known.
   *
   * @param offers gives each that refers to something, and each that may be referred to
   */
  public static Foreseen of(List<Task> tasks, Consumer<Consumer<Offer>> offers, Review review) {
    Foreseen foreseen = new Foreseen(tasks, review);
    if (!foreseen.parents.isEmpty()) {
      offers.accept(foreseen::note);
      int before;
      do { // what is blocked blocks others, also before it where records refer to their own kind
        before = foreseen.blocked.size();
        offers.accept(foreseen::look);
      } while (foreseen.blocked.size() > before);
    }
    return foreseen;
  }

  /** What cannot be written of an offer that is taken. */
  public Optional<Blocked> of(Offer offer) {
    return Optional.ofNullable(blocked.get(offer.number()));
  }

  /** How many of the writes that are taken would not be made. */
  public long whole() {
    return blocked.values().stream().filter(Blocked::whole).count();
  }

  /** How many would be made without a reference. */
  public long partly() {
    return blocked.size() - whole();
  }

  /** References to records that would be there if a person took them, too: one of each record. */
  public List<Blocked> remediable(int most) {
    Map<Integer, Blocked> first = new LinkedHashMap<>();
    for (Blocked one : blocked.values()) {
      if (one.number() != 0 && one.why() != Why.BLOCKED && first.size() < most) {
        first.putIfAbsent(one.number(), one);
      }
    }
    return List.copyOf(first.values());
  }

  private void note(Offer offer) {
    PlanItem.Operation operation = offer.operation();
    if (!parents.contains(operation.task())) {
      return;
    }
    if (operation instanceof PlanItem.Create c) {
      made.put(new Ref(c.task(), c.origin()), offer.number());
    } else if (offer.adds() && !review.takes(offer.number())) {
      Key written = Objects.requireNonNull(operation.key(operation.side()));
      strangers.put(new Ref(operation.task(), written), offer.number());
    }
  }

  private void look(Offer offer) {
    if (!review.takes(offer.number()) || blocked.containsKey(offer.number())) {
      return;
    }
    Task task = Objects.requireNonNull(tasks.get(offer.operation().task()));
    List<Change> taken =
        changes(offer.operation()).stream()
            .filter(c -> review.takes(offer.number(), c.field()))
            .toList();
    List<Blocked> open = new ArrayList<>();
    for (Change change : taken) {
      if (task.fields().get(change.field()) instanceof RelationRule rule) {
        open(change, rule, offer.operation().side()).ifPresent(open::add);
      }
    }
    if (!open.isEmpty()) {
      Blocked worst = open.stream().filter(Blocked::whole).findFirst().orElse(open.getFirst());
      boolean nothing = offer.operation() instanceof PlanItem.Update && open.size() == taken.size();
      blocked.put(offer.number(), nothing ? whole(worst) : worst);
    }
  }

  private static List<Change> changes(PlanItem.Operation operation) {
    return switch (operation) {
      case PlanItem.Create c -> c.changes();
      case PlanItem.Update u -> u.changes();
      case PlanItem.Delete d -> List.of();
      case PlanItem.Restore r -> r.changes();
    };
  }

  private static Blocked whole(Blocked b) {
    return new Blocked(b.reference(), b.task(), b.parent(), b.number(), b.why(), true);
  }

  private Optional<Blocked> open(Change change, RelationRule rule, Side to) {
    Awaited awaited = awaited(change);
    if (awaited == null) {
      return stranger(change, rule);
    }
    int number = made.getOrDefault(new Ref(awaited.task(), awaited.key()), 0);
    Why why = why(number);
    return why == null
        ? Optional.empty()
        : Optional.of(
            new Blocked(change, awaited.task(), awaited.key(), number, why, !rule.nullable(to)));
  }

  /** Why what a write would make is not there; null when it is. */
  private @Nullable Why why(int number) {
    if (number == 0) {
      return Why.NOT_OFFERED;
    }
    if (!review.takes(number)) {
      return Why.LEFT;
    }
    Blocked itself = blocked.get(number);
    return itself != null && itself.whole() ? Why.BLOCKED : null;
  }

  private Optional<Blocked> stranger(Change change, RelationRule rule) {
    Key parent = key(change.after());
    if (parent == null) {
      return Optional.empty();
    }
    return Optional.ofNullable(strangers.get(new Ref(rule.through(), parent)))
        .map(n -> new Blocked(change, rule.through(), parent, n, Why.STRANGER, true));
  }

  private static @Nullable Awaited awaited(Change change) {
    for (Object part : change.after()) {
      if (part instanceof Awaited a) {
        return a;
      }
    }
    return null;
  }

  private static @Nullable Key key(@Nullable Object[] parts) {
    Object[] whole = new Object[parts.length];
    for (int i = 0; i < parts.length; i++) {
      Object part = parts[i];
      if (part == null) {
        return null;
      }
      whole[i] = part;
    }
    return Key.of(whole);
  }
}
