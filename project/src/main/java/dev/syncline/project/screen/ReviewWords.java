package dev.syncline.project.screen;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.core.reconcile.FieldVerdict.Rule;
import dev.syncline.engine.review.Foreseen;
import dev.syncline.engine.review.Group;
import dev.syncline.engine.review.Offer;
import dev.syncline.engine.review.ReviewFile;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is said of a comparison's offers, on the screen and in a file. */
public final class ReviewWords implements ReviewFile.Words {
  private static final int WIDTH = 160;

  private final Systems systems;
  private final Foreseen foreseen;
  private final List<String> head;
  private final Map<Integer, String> names = new LinkedHashMap<>();
  private final Map<Integer, PlanRecords> records = new LinkedHashMap<>();

  /**
   * Words on the offers of some tasks.
   *
   * @param foreseen what of those that are taken cannot be written
   * @param head what stands over a file
   */
  public ReviewWords(Systems systems, List<Task> tasks, Foreseen foreseen, List<String> head) {
    this.systems = systems;
    this.foreseen = foreseen;
    this.head = List.copyOf(head);
    tasks.forEach(t -> names.put(t.id(), t.name()));
    tasks.forEach(t -> records.put(t.id(), new PlanRecords(systems, t, names, Map.of())));
  }

  @Override
  public List<String> head() {
    return head;
  }

  @Override
  public String group(Group group) {
    return switch (group) {
      case CONFLICTS -> "Conflicts";
      case NEW -> "New";
      case MODIFIED -> "Modified";
      case DELETED -> "Deleted";
    };
  }

  @Override
  public String write(Offer offer) {
    Page page = new Page(false, WIDTH);
    String reason = offer.reason().isEmpty() ? "" : "   (" + offer.reason() + ")";
    String open = foreseen(offer).map(text -> "   (" + text + ")").orElse("");
    return who(offer) + "   " + summary(page, offer, 60) + reason + open;
  }

  /** Why what is taken of an offer cannot be written, and what to do about it. */
  public Optional<String> foreseen(Offer offer) {
    return foreseen.of(offer).map(blocked -> foreseen(offer, blocked));
  }

  private String foreseen(Offer offer, Foreseen.Blocked blocked) {
    String reference = records(offer).field(blocked.reference(), offer.operation().side());
    String parent = names.get(blocked.task()) + " " + blocked.parent();
    String why =
        switch (blocked.why()) {
          case LEFT -> "which is left; take it, too";
          case STRANGER -> "whose conflict is left; take it, too";
          case BLOCKED -> "which would be blocked itself";
          case NOT_OFFERED ->
              "which this comparison does not offer; compare all modules, or see what holds it:"
                  + " syncline check";
        };
    return Shown.safe(
        (blocked.whole()
                ? "would be blocked: " + reference
                : "would be written without " + reference + ", which")
            + " refers to "
            + parent
            + ", "
            + why);
  }

  @Override
  public String field(Offer offer, Change change) {
    Side to = offer.operation().side();
    return records(offer).field(change, to)
        + "   "
        + records(offer).shown(change, to, change.before())
        + " → "
        + records(offer).shown(change, to, change.after())
        + note(offer, change).map(note -> "   (" + note + ")").orElse("");
  }

  /** Whose record it is: {@code pages 7}. */
  String who(Offer offer) {
    return names.get(offer.operation().task()) + " " + PlanRecords.who(offer.operation(), systems);
  }

  /** What a new or a deleted record holds, as much of it as fits; empty for an update. */
  String summary(Page page, Offer offer, int used) {
    return switch (offer.operation()) {
      case PlanItem.Create c -> records(offer).values(c, page.width() - used);
      case PlanItem.Delete d -> PlanRecords.row(page, d.before(), "", used).stripTrailing();
      case PlanItem.Update u -> "";
      case PlanItem.Restore r -> "";
    };
  }

  /** The written column of a field, by which a person names it. */
  public String column(Offer offer, Change change) {
    return records(offer).field(change, offer.operation().side());
  }

  PlanRecords records(Offer offer) {
    PlanRecords own = records.get(offer.operation().task());
    if (own == null) {
      throw new IllegalStateException("a task that the sync does not have: " + offer);
    }
    return own;
  }

  /** What is to be known of a field; nothing where only the other side changed it. */
  Optional<String> note(Offer offer, Change change) {
    return Rule.of(change.rule())
        .flatMap(
            rule ->
                switch (rule) {
                  case SOURCE_WINS, TARGET_WINS, NEWEST_WINS, WHOLE_RECORD ->
                      Optional.of("changed in both");
                  case MIRROR ->
                      Optional.of("changed in " + systems.name(offer.operation().side()) + " only");
                  case FILLED -> Optional.of("empty");
                  case SOURCE_FIRST,
                      TARGET_FIRST,
                      NEWEST_FIRST,
                      ONLY_CHANGE,
                      REMAPPED,
                      NOTATION,
                      CHOSEN ->
                      Optional.empty();
                });
  }
}
