package dev.syncline.project;

import dev.syncline.core.BySide;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.plan.Comparison;
import dev.syncline.engine.plan.PlanFile;
import dev.syncline.engine.review.Chosen;
import dev.syncline.engine.review.Condition;
import dev.syncline.engine.review.Group;
import dev.syncline.engine.review.Offer;
import dev.syncline.engine.review.Offers;
import dev.syncline.engine.review.Review;
import dev.syncline.engine.review.Selected;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.KeptPlan;
import dev.syncline.engine.store.StateStore;
import dev.syncline.expression.InvalidExpression;
import dev.syncline.project.screen.Json;
import dev.syncline.project.screen.KeptPlanScreen;
import dev.syncline.project.screen.KeptPlansScreen;
import dev.syncline.project.screen.MessageWords;
import dev.syncline.project.screen.PlanOutcome;
import dev.syncline.project.text.Words;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The plans that are kept in the state store for people to review, and what they select of them.
 * Each selection has a version: who changes one says which one was seen, and is refused where
 * somebody else has changed it since.
 */
public final class KeptPlans {
  /** So many plans of a sync are kept. */
  private static final int MOST = 20;

  private static final long SO_LONG_A_CONDITION_HOLDS = 5 * 60_000;

  private final Project project;
  private final OpenPlans open;
  private final ZoneId zone;
  private final Messages messages;

  /**
   * Those of a project.
   *
   * @param open those that are open already
   * @param zone in which times are shown
   */
  public KeptPlans(Project project, OpenPlans open, ZoneId zone) {
    this.project = project;
    this.open = open;
    this.zone = zone;
    this.messages = new Messages(project);
  }

  /**
   * Which writes are meant: those that fulfil all of it.
   *
   * @param groups none are all
   * @param numbers of writes; none are all
   * @param find what stands in their text
   * @param where an SQL condition over all columns of a task's records, as they are now
   */
  public record Filter(
      Set<Group> groups,
      Set<Integer> numbers,
      @Nullable String task,
      @Nullable String find,
      @Nullable String where) {}

  /**
   * What a person has seen of a plan.
   *
   * @param hash the plan's; null where it is not said
   * @param version of what is selected; negative where it is not said
   */
  public record Seen(@Nullable String hash, long version) {}

  /**
   * Keeps a plan that was just made; the eldest of its sync are forgotten where there are many, but
   * none that waits or is being applied.
   */
  public KeptPlan keep(SyncConfig config, Path file, String way, String found) {
    String hash = PlanFile.verify(file);
    PlanFile.Header header = PlanFile.header(file);
    String origin = header.comparison().map(c -> config.connection(c.from()).text()).orElse("");
    Path packed = file.resolveSibling(file.getFileName() + ".gz");
    transfer(file, packed, in -> in, GZIPOutputStream::new);
    try (StateStore.Change change = project.store().begin()) {
      long id =
          change.keep(
              new KeptPlan(
                  0, config.id(), hash, header.createdMillis(), way, origin, found, 0, 0, 0),
              packed);
      List<KeptPlan> all = project.store().keptOf(config.id());
      all.stream()
          .skip(MOST - 1L)
          .filter(old -> messages.open(old).isEmpty())
          .forEach(change::forgetKept);
      change.commit();
      return project.store().kept(id).orElseThrow();
    }
  }

  /**
   * A plan of a sync.
   *
   * @throws CommandError if there is none of that number
   */
  public KeptPlan find(SyncConfig config, long number) {
    return project
        .store()
        .kept(number)
        .filter(plan -> plan.sync() == config.id())
        .orElseThrow(
            () ->
                CommandError.unknown(
                    "there is no plan "
                        + number
                        + " of "
                        + config.name()
                        + ". See: syncline plans list "
                        + config.name()));
  }

  /** The plans of some syncs. */
  public KeptPlansScreen list(List<SyncConfig> syncs) {
    List<KeptPlansScreen.Line> lines = new ArrayList<>();
    for (SyncConfig config : syncs) {
      for (KeptPlan plan : project.hasStore() ? project.store().keptOf(config.id()) : noPlans()) {
        lines.add(
            new KeptPlansScreen.Line(
                config.name(),
                plan,
                Words.moment(plan.createdMillis(), zone),
                message(config, plan)));
      }
    }
    return new KeptPlansScreen(lines);
  }

  private static List<KeptPlan> noPlans() {
    return List.of();
  }

  private Optional<MessageWords> message(SyncConfig config, KeptPlan plan) {
    return plan.message() == 0
        ? Optional.empty()
        : project
            .store()
            .message(plan.message())
            .map(m -> new MessageWords(m, Optional.of(config), zone));
  }

  /**
   * Forgets a plan.
   *
   * @throws CommandError if it waits, or is being applied
   */
  public void drop(SyncConfig config, KeptPlan plan) {
    try (StateStore.Change change = project.store().begin()) {
      messages.requireIdle(config, plan);
      if (!change.forgetKept(plan)) {
        throw CommandError.held(
            "somebody else has begun to apply plan " + plan.id() + ", or has forgotten it");
      }
      change.commit();
    }
  }

  private <T> T with(SyncConfig config, KeptPlan plan, Function<OpenPlan, T> work) {
    return open.with(plan.id(), plan.hash() + config, file -> opened(config, plan, file), work);
  }

  private OpenPlan opened(SyncConfig config, KeptPlan plan, Path file) {
    Path packed = project.temp().resolve("kept-" + plan.id() + ".gz");
    if (!project.store().writeKept(plan.id(), packed)) {
      throw CommandError.failed("plan " + plan.id() + " is gone; make it again");
    }
    transfer(packed, file, GZIPInputStream::new, out -> out);
    String hash = PlanFile.verify(file);
    if (!hash.equals(plan.hash())) {
      throw CommandError.failed(
          "plan " + plan.id() + " is not the one that was kept; make it again");
    }
    OpenSync sync = connected(config, PlanFile.header(file), plan);
    return new OpenPlan(file, hash, sync, offers(file, sync));
  }

  private OpenSync connected(SyncConfig config, PlanFile.Header header, KeptPlan plan) {
    OpenSync sync =
        header
            .comparison()
            .map(c -> Promoting.open(project, config, c.to()).sync())
            .orElseGet(() -> project.open(config));
    if (!sync.sync().configHash().equals(header.configHash())) {
      throw CommandError.failed(
          "plan "
              + plan.id()
              + " was made from another configuration of "
              + config.name()
              + ". Make it again: syncline plan "
              + config.name()
              + (plan.origin().isEmpty() ? "" : " --from " + plan.origin())
              + " --keep");
    }
    return sync;
  }

  private static Offers offers(Path file, OpenSync sync) {
    Optional<Comparison> comparison = PlanFile.header(file).comparison();
    BySide<String> names = BySide.of(side -> sync.config().connection(side).text());
    return comparison
        .map(c -> new Offers(file, sync.sync(), c, names))
        .orElseGet(() -> new Offers(file, sync.sync(), names));
  }

  /**
   * What is selected, in the version of the plan that was read and in no other.
   *
   * @throws CommandError if somebody else has selected something since
   */
  private Review review(KeptPlan plan, OpenPlan opened) {
    return selected(plan, opened).orElseThrow(() -> changedMeanwhile(plan));
  }

  private Optional<Review> selected(KeptPlan plan, OpenPlan opened) {
    return plan.version() == 0
        ? Optional.of(opened.usual())
        : project
            .store()
            .selected(plan.id(), plan.version())
            .map(bytes -> Review.unpack(plan.hash(), bytes));
  }

  /**
   * Shows some writes.
   *
   * @param from the position of the first among those that are meant, from 0
   * @param most how many
   */
  public KeptPlanScreen show(SyncConfig config, KeptPlan plan, Filter filter, int from, int most) {
    return with(config, plan, opened -> screen(config, plan, opened, filter, from, most));
  }

  private KeptPlanScreen screen(
      SyncConfig config, KeptPlan plan, OpenPlan opened, Filter filter, int from, int most) {
    Review review = review(plan, opened);
    BitSet met = met(config, plan, opened, filter);
    return new PlanView(config, plan, opened, review)
        .screen(
            met,
            from,
            most,
            Words.moment(plan.createdMillis(), zone),
            PlanOutcome.of(project.store().outcome(plan.id())),
            message(config, plan));
  }

  private BitSet met(SyncConfig config, KeptPlan plan, OpenPlan opened, Filter filter) {
    BitSet met = new BitSet();
    if (filter.groups().isEmpty()) {
      met.or(all(opened));
    }
    filter.groups().forEach(group -> met.or(opened.of(group)));
    if (!filter.numbers().isEmpty()) {
      BitSet named = new BitSet();
      filter.numbers().stream().filter(n -> n > 0 && n <= opened.size()).forEach(named::set);
      met.and(named);
    }
    Task task = filter.task() == null ? null : task(config, opened, filter.task());
    if (task != null) {
      met.and(opened.of(task));
    }
    if (filter.find() != null && !filter.find().isBlank()) {
      met.and(opened.found(filter.find()));
    }
    if (filter.where() != null && !filter.where().isBlank()) {
      met.and(fulfilling(config, plan, opened, task, filter.where()));
    }
    return met;
  }

  private static BitSet all(OpenPlan opened) {
    BitSet all = new BitSet();
    all.set(1, opened.size() + 1);
    return all;
  }

  private static Task task(SyncConfig config, OpenPlan opened, String name) {
    return opened.sync().tasks().stream()
        .filter(t -> t.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> CommandError.unknown("sync " + config.name() + " has no task \"" + name + "\""));
  }

  /** The numbers of a task's writes of whose records a condition is true. */
  private BitSet fulfilling(
      SyncConfig config, KeptPlan plan, OpenPlan opened, @Nullable Task task, String where) {
    if (task == null) {
      throw CommandError.usage("an SQL condition needs the task that the records are of");
    }
    String named =
        "where " + task.id() + " " + project.now() / SO_LONG_A_CONDITION_HOLDS + " " + where;
    return opened.filter(named, () -> ask(config, plan, opened, task, where));
  }

  private BitSet ask(SyncConfig config, KeptPlan plan, OpenPlan opened, Task task, String where) {
    OpenSync sync = connected(config, opened.header(), plan);
    Condition condition;
    try {
      condition = Condition.where(task, where, BySide.of(sync::setting));
    } catch (InvalidExpression e) {
      throw new UnusableExpression(e);
    }
    dev.syncline.core.Side first =
        opened.header().comparison().map(Comparison::from).orElse(dev.syncline.core.Side.SOURCE);
    Chosen chosen = new Chosen(sync.ends(), first, Map.of(task.id(), condition));
    Map<PlanItem, Integer> waiting = new LinkedHashMap<>();
    BitSet found = new BitSet();
    opened.each(
        opened.of(task),
        offer -> {
          waiting.put(offer.operation(), offer.number());
          List<PlanItem> lines = chosen.add(offer.operation());
          lines.forEach(line -> found.set(number(waiting, line)));
          if (!lines.isEmpty()) {
            waiting.clear();
          }
        });
    chosen.rest().forEach(line -> found.set(number(waiting, line)));
    return found;
  }

  private static int number(Map<PlanItem, Integer> numbers, PlanItem line) {
    return Objects.requireNonNull(numbers.get(line), "it was asked for");
  }

  /**
   * Takes or leaves what a filter means.
   *
   * @return the plan with its next selection
   */
  public KeptPlan select(SyncConfig config, KeptPlan plan, Filter filter, boolean take, Seen seen) {
    requireSeen(plan, seen);
    return with(
        config,
        plan,
        opened -> {
          Review review = review(plan, opened);
          BitSet met = met(config, plan, opened, filter);
          if (met.isEmpty()) {
            throw CommandError.usage("nothing that plan " + plan.id() + " offers is meant by that");
          }
          met.stream().forEach(number -> select(opened, review, number, take));
          return keep(plan, review);
        });
  }

  private static void select(OpenPlan opened, Review review, int number, boolean take) {
    if (!take) {
      review.leave(number);
      return;
    }
    if (opened.mayBeAlong(number)) {
      review.take(opened.offer(number));
    } else {
      review.take(number);
    }
    if (review.left(number) >= opened.fields(number) && opened.fields(number) > 0) {
      review.leave(number, Set.of());
    }
  }

  /**
   * Takes of one update these fields and no others; with none of them it is left.
   *
   * @param fields their numbers in the update, from 1
   */
  public KeptPlan settle(
      SyncConfig config, KeptPlan plan, int number, Set<Integer> fields, Seen seen) {
    requireSeen(plan, seen);
    return with(
        config,
        plan,
        opened -> {
          if (number < 1 || number > opened.size() || opened.fields(number) == 0) {
            throw CommandError.usage(
                "plan " + plan.id() + " has no update " + number + " with fields to choose from");
          }
          Review review = review(plan, opened);
          Offer offer = opened.offer(number);
          Set<Integer> left = new HashSet<>();
          int at = 0;
          for (Change change : offer.fields()) {
            if (!fields.contains(++at)) {
              left.add(change.field());
            }
          }
          if (left.size() == offer.fields().size()) {
            review.leave(number);
          } else {
            review.leave(number, left);
            review.take(offer);
          }
          return keep(plan, review);
        });
  }

  private KeptPlan keep(KeptPlan plan, Review review) {
    try (StateStore.Change change = project.store().begin()) {
      if (!change.select(plan.id(), plan.version(), review.pack())) {
        throw changedMeanwhile(plan);
      }
      change.commit();
    }
    return project.store().kept(plan.id()).orElseThrow(() -> changedMeanwhile(plan));
  }

  private static CommandError changedMeanwhile(KeptPlan plan) {
    return CommandError.held(
        "somebody else has selected something of plan "
            + plan.id()
            + " since you looked at it. Nothing was done: look at it again, and repeat what you"
            + " wanted");
  }

  /**
   * Refuses what rests on another selection than the one that there is, or on another plan.
   *
   * @throws CommandError if the plan, or what is selected of it, is not what was seen
   */
  private static void requireSeen(KeptPlan plan, Seen seen) {
    if (seen.hash() != null && !seen.hash().equals(plan.hash())) {
      throw CommandError.held(
          "plan " + plan.id() + " is not the one that you looked at. Nothing was done");
    }
    if (seen.version() >= 0 && seen.version() != plan.version()) {
      throw changedMeanwhile(plan);
    }
  }

  /**
   * What of a plan is applied: exactly what is selected.
   *
   * @param seen what the person has seen
   */
  public Applicable applicable(SyncConfig config, KeptPlan plan, Seen seen) {
    requireSeen(plan, seen);
    return with(
        config,
        plan,
        opened -> {
          Review review = review(plan, opened);
          boolean comparison = opened.header().comparison().isPresent();
          // Who says which version they have seen has reviewed it, though nothing was changed.
          if (comparison && plan.version() == 0 && seen.version() < 0) {
            throw CommandError.held(
                "plan "
                    + plan.id()
                    + " was not reviewed, and nothing was written. Select first, or say that it is"
                    + " to be applied as it is selected: --if-version 0");
          }
          if (review.size() == 0) {
            throw CommandError.held(
                "nothing of plan " + plan.id() + " is selected, so that there is nothing to write");
          }
          OpenSync sync = connected(config, opened.header(), plan);
          Path file = project.temp().resolve("kept-" + plan.id() + ".plan");
          if (!comparison && plan.version() == 0) {
            copy(opened.file(), file);
          } else {
            Selected.write(
                file,
                opened.header(),
                review,
                offers(opened.file(), sync),
                sync.sync(),
                opened.guarded());
          }
          return new Applicable(sync, file, plan.way(), comparison);
        });
  }

  private static void copy(Path from, Path to) {
    transfer(from, to, in -> in, out -> out);
  }

  /** A stream in place of another one, such as one that packs what it is given. */
  private interface Through<S> {
    S of(S stream) throws IOException;
  }

  private static void transfer(
      Path from, Path to, Through<InputStream> reading, Through<OutputStream> writing) {
    try (InputStream in = reading.of(Files.newInputStream(from));
        OutputStream out = writing.of(Files.newOutputStream(to))) {
      in.transferTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("the plan cannot be copied to " + to, e);
    }
  }

  /** Notes what became of the plan of a message, if that is one that is kept. */
  public void applied(SyncConfig ran, long message, long run, String said, List<Due> left) {
    SyncConfig config = project.sync(ran.name()); // as it is configured, whichever way it ran
    for (KeptPlan plan : project.store().keptOf(config.id())) {
      if (plan.message() == message) {
        try (StateStore.Change change = project.store().begin()) {
          change.noteOf(plan.by(message, run), message);
          change.commit();
        }
        keepOutcome(config, plan, false, run, said, left);
      }
    }
  }

  /** Notes what became of a plan that was tried. */
  public void tried(SyncConfig config, KeptPlan plan, String said, List<Due> left) {
    keepOutcome(config, plan, true, 0, said, left);
  }

  private void keepOutcome(
      SyncConfig config, KeptPlan plan, boolean test, long run, String said, List<Due> left) {
    Map<Integer, PlanOutcome.Left> numbered = new LinkedHashMap<>();
    if (!left.isEmpty()) {
      Map<Subject, Due> due = new HashMap<>();
      left.forEach(d -> due.put(new Subject(d.task(), d.side().word(), d.key()), d));
      with(
          config,
          plan,
          opened -> {
            opened.each(
                // Where others have selected something since, it is looked for among all.
                selected(plan, opened).map(Review::taken).orElseGet(() -> all(opened)),
                offer -> {
                  Due found = due.get(subject(offer));
                  if (found != null) {
                    numbered.put(
                        offer.number(),
                        new PlanOutcome.Left(
                            Json.word(found.reason()), project.hideSecrets(found.message())));
                  }
                });
            return opened;
          });
    }
    PlanOutcome outcome = new PlanOutcome(test, run, project.now(), said, numbered);
    try (StateStore.Change change = project.store().begin()) {
      change.putOutcome(plan.id(), outcome.text());
      change.commit();
    }
  }

  private static Subject subject(Offer offer) {
    PlanItem.Operation o = offer.operation();
    dev.syncline.core.Side side = Due.side(o);
    return new Subject(o.task(), side.word(), o.key(side));
  }

  /** By which a record is due. */
  private record Subject(int task, String side, @Nullable Key key) {}
}
