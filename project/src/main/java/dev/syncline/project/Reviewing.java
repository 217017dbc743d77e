package dev.syncline.project;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.config.Name;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.plan.Comparison;
import dev.syncline.engine.plan.PlanFile;
import dev.syncline.engine.review.Chosen;
import dev.syncline.engine.review.Condition;
import dev.syncline.engine.review.Foreseen;
import dev.syncline.engine.review.Group;
import dev.syncline.engine.review.Offer;
import dev.syncline.engine.review.Offers;
import dev.syncline.engine.review.Review;
import dev.syncline.engine.review.ReviewFile;
import dev.syncline.engine.review.Selected;
import dev.syncline.engine.undo.Pins;
import dev.syncline.expression.InvalidExpression;
import dev.syncline.project.screen.Offered;
import dev.syncline.project.screen.ReviewScreen;
import dev.syncline.project.screen.ReviewWords;
import dev.syncline.project.text.Words;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A saved comparison while a person selects what of it is applied. */
public final class Reviewing {
  private final Promoting promoting;
  private final Path plan;
  private final String called;
  private final PlanFile.Header header;
  private final String hash;
  private final Offers offers;
  private @Nullable Review review;

  private Reviewing(
      Promoting promoting, Path plan, String called, PlanFile.Header header, String hash) {
    this.promoting = promoting;
    this.plan = plan;
    this.called = called;
    this.header = header;
    this.hash = hash;
    this.offers = promoting.offers(plan, comparison(header, called));
  }

  /**
   * Which offers are meant.
   *
   * @param groups those of these groups
   * @param task of this task; null for all
   * @param record of this record; null for all
   * @param where of records that fulfil this; null for all
   */
  public record Filter(
      Set<Group> groups, @Nullable String task, @Nullable String record, @Nullable String where) {}

  /**
   * The comparison in a file.
   *
   * @param called how the person calls the file
   */
  public static Reviewing open(Project project, Path plan, String called) {
    String hash = PlanFile.verify(plan);
    PlanFile.Header header = PlanFile.header(plan);
    SyncConfig config = project.planned(plan, header);
    Comparison comparison = comparison(header, called);
    Promoting promoting = Promoting.open(project, config, comparison.to());
    if (!promoting.sync().sync().configHash().equals(header.configHash())) {
      throw CommandError.failed(
          called
              + " was made from another configuration of "
              + config.name()
              + ". Compare again with: syncline plan "
              + config.name()
              + " --from "
              + config.connection(comparison.from()).text());
    }
    return new Reviewing(promoting, plan, called, header, hash);
  }

  /** The comparison that was just saved. A review of an older one in its place is gone. */
  public static Reviewing of(Promoting promoting, Path plan, String called) {
    String hash = PlanFile.verify(plan);
    Reviewing reviewing = new Reviewing(promoting, plan, called, PlanFile.header(plan), hash);
    try {
      Files.deleteIfExists(reviewing.file());
    } catch (IOException e) {
      throw new UncheckedIOException("an older review cannot be removed: " + reviewing.file(), e);
    }
    return reviewing;
  }

  private static Comparison comparison(PlanFile.Header header, String called) {
    return header
        .comparison()
        .orElseThrow(
            () ->
                CommandError.usage(
                    called
                        + " is no comparison of two environments: it is applied as it is, with run"
                        + " --plan"));
  }

  /** The sync that it is a comparison of. */
  public OpenSync sync() {
    return promoting.sync();
  }

  /** From which environment to which: {@code test → prod}. */
  public String way() {
    return offers.names().on(offers.comparison().from())
        + " → "
        + offers.names().on(offers.comparison().to());
  }

  private Path file() {
    return plan.resolveSibling(plan.getFileName() + ".review");
  }

  /** Whether a person has looked at it. */
  public boolean isReviewed() {
    return Files.exists(file());
  }

  /** What is taken so far. */
  private Review review() {
    Review known = review;
    if (known == null) {
      known = isReviewed() ? ReviewFile.read(file(), hash, offers) : Review.usual(hash, offers);
      review = known;
    }
    return known;
  }

  /** Keeps the review, so that it can be edited. */
  public void keep() {
    ReviewFile.write(file(), review(), offers, words());
  }

  /** Takes or leaves what a filter names, and keeps the review. */
  public void select(Filter filter, boolean take, Set<String> fields) {
    Review now = review();
    int[] met = {0};
    each(
        filter,
        offer -> {
          met[0]++;
          if (fields.isEmpty()) {
            whole(now, offer, take);
          } else {
            some(now, offer, take, fields);
          }
        });
    if (met[0] == 0) {
      throw CommandError.usage("nothing that " + called + " offers is meant by that");
    }
    keep();
  }

  private static void whole(Review review, Offer offer, boolean take) {
    if (!take) {
      review.leave(offer.number());
      return;
    }
    review.take(offer);
    if (offer.fields().stream().noneMatch(c -> review.takes(offer.number(), c.field()))) {
      review.leave(offer.number(), Set.of());
    }
  }

  private void some(Review review, Offer offer, boolean take, Set<String> fields) {
    ReviewWords words = words();
    Set<Integer> left = new HashSet<>();
    boolean any = false;
    for (Change change : offer.fields()) {
      boolean named = fields.contains(words.column(offer, change));
      any |= named;
      boolean taken = named ? take : review.takes(offer.number(), change.field());
      if (take && !review.takes(offer.number())) {
        taken = named;
      }
      if (!taken) {
        left.add(change.field());
      }
    }
    if (!any) {
      return;
    }
    review.leave(offer.number(), left);
    if (left.size() == offer.fields().size()) {
      review.leave(offer.number());
    } else if (take) {
      review.take(offer);
    }
  }

  private void each(Filter filter, Consumer<Offer> then) {
    Task task = filter.task() == null ? null : sync().task(filter.task());
    Optional<Key> source = key(task, filter.record(), true);
    Optional<Key> target = key(task, filter.record(), false);
    Map<PlanItem, Offer> waiting = new LinkedHashMap<>();
    Chosen chosen =
        new Chosen(sync().ends(), offers.comparison().from(), conditions(task, filter.where()));
    Consumer<List<PlanItem>> found = lines -> lines.forEach(line -> then.accept(waiting.get(line)));
    offers.each(
        offer -> {
          PlanItem line = offer.operation();
          boolean meant =
              filter.groups().contains(offer.group())
                  && (task == null || line.task() == task.id())
                  && (filter.record() == null
                      || source.filter(k -> k.equals(line.source())).isPresent()
                      || target.filter(k -> k.equals(line.target())).isPresent());
          if (meant) {
            waiting.put(line, offer);
            List<PlanItem> lines = chosen.add(line);
            if (!lines.isEmpty()) {
              found.accept(lines);
              waiting.clear();
            }
          }
        });
    found.accept(chosen.rest());
  }

  private static Optional<Key> key(@Nullable Task task, @Nullable String typed, boolean source) {
    return task == null || typed == null
        ? Optional.empty()
        : TypedKey.maybe(task, source ? Side.SOURCE : Side.TARGET, typed);
  }

  private Map<Integer, Condition> conditions(@Nullable Task task, @Nullable String where) {
    if (task == null || where == null) {
      return Map.of();
    }
    try {
      return Map.of(
          task.id(), Condition.where(task, where, BySide.of(side -> sync().setting(side))));
    } catch (InvalidExpression e) {
      throw new UnusableExpression(e);
    }
  }

  /** Writes the plan that is left of it, to be applied. */
  public Path selected() {
    Path selected = promoting.sync().folder().resolve(plan.getFileName().toString());
    Selected.write(selected, header, review(), offers, sync().sync());
    return selected;
  }

  /** How many writes are taken. */
  public int taken() {
    return review().size();
  }

  /** What it offers, and what is taken. */
  public ReviewScreen screen(Filter filter, int most, ZoneId zone) {
    return screen(filter.groups(), notes(), most, zone);
  }

  /**
   * What was just compared.
   *
   * @param required modules that were compared because others require them
   */
  public ReviewScreen compared(
      Promoting.Compared compared, List<String> required, int most, ZoneId zone) {
    List<String> notes = new ArrayList<>(notes());
    if (!required.isEmpty()) {
      notes.add("Required, and so compared, too: " + String.join(", ", required) + ".");
    }
    if (!compared.unmet().isEmpty()) {
      notes.add("Nothing differs in " + String.join(", ", compared.unmet()) + ".");
    }
    return screen(EnumSet.allOf(Group.class), notes, most, zone);
  }

  private ReviewScreen screen(Set<Group> groups, List<String> notes, int most, ZoneId zone) {
    return new ReviewScreen(
        sync().systems(),
        offers.comparison().to(),
        Words.moment(header.createdMillis(), zone),
        notes,
        tasks(),
        Offered.of(offers, review(), most),
        review(),
        called,
        isReviewed() ? called + ".review" : "",
        List.copyOf(groups),
        TestImport.unavailable(sync(), offers.comparison().to()).isEmpty());
  }

  private List<Task> tasks() {
    return sync().sync().tasks();
  }

  private ReviewWords words() {
    List<String> head = new ArrayList<>();
    head.add(sync().sync().name() + ": " + way());
    head.add(
        "What has an x between the brackets is applied; a conflict that has one is overwritten.");
    head.add("A field is applied when it has one, and its record has one, too.");
    return new ReviewWords(sync().systems(), tasks(), Foreseen.of(offers, review()), head);
  }

  /** What was compared, and what never is. */
  private String held(PlanItem.Held held) {
    Key key = held.source() != null ? held.source() : held.target();
    String task =
        tasks().stream().filter(t -> t.id() == held.task()).findFirst().map(Task::name).orElse("");
    return task + " " + key + ": " + held.message();
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    Comparison comparison = offers.comparison();
    if (comparison.onlyNew()) {
      notes.add("Only new records; what is there stays as it is.");
    }
    if (!comparison.modules().isEmpty()) {
      notes.add("Modules: " + String.join(", ", comparison.modules()) + ".");
    }
    if (offers.allHeld() > 0) {
      notes.add(
          Words.count(offers.allHeld(), "record")
              + (offers.allHeld() == 1
                  ? " is not offered, for it cannot be written as it is:"
                  : " are not offered, for they cannot be written as they are:"));
      offers.held().forEach(h -> notes.add("  " + held(h)));
      if (offers.allHeld() > offers.held().size()) {
        notes.add("  and " + Words.number(offers.allHeld() - offers.held().size()) + " more");
      }
    }
    long pins = tasks().stream().mapToLong(t -> new Pins(sync().store(), t).list().size()).sum();
    if (pins > 0) {
      notes.add(
          Words.count(pins, "pin")
              + ": what an undo left as it is is not offered until it changes. See: syncline pins list");
    }
    List<String> never = new ArrayList<>();
    for (Map.Entry<Name, List<Name>> one : promoting.promotion().never().entrySet()) {
      List<String> objects = one.getValue().stream().map(Name::text).toList();
      List<String> exceptions =
          sync().config().tasks().stream()
              .filter(t -> objects.contains(t.source().text()))
              .map(t -> t.name())
              .toList();
      never.add(
          one.getKey().text()
              + (exceptions.isEmpty() ? "" : " (but for " + Words.list(exceptions) + ")"));
    }
    if (!never.isEmpty()) {
      notes.add("Never synchronized: " + String.join(", ", never) + ".");
    }
    return notes;
  }
}
