package dev.syncline.server.hightouch;

import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.project.Commands;
import dev.syncline.project.Commands.Caller;
import dev.syncline.project.screen.ErrorScreen;
import dev.syncline.project.screen.RunDetailScreen;
import dev.syncline.project.screen.RunScreen;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.Screens;
import dev.syncline.project.screen.StatusScreen;
import dev.syncline.server.account.Actor;
import dev.syncline.server.account.Event;
import dev.syncline.server.store.ServerStore;
import dev.syncline.server.work.Job;
import dev.syncline.server.work.Jobs;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs that programs triggered, until they are forgotten long after their end. The server that is
 * at one says so every few seconds; one of which nobody says so any more was cut off.
 */
public final class TriggeredRuns implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final Duration DEAD = Duration.ofSeconds(20);
  private static final Duration KEPT = Duration.ofDays(30);
  private static final String DIED =
      "The server ended or died before this run was done. What is not done, the next run does.";
  private static final Logger LOG = Logger.getLogger(TriggeredRuns.class.getName());

  private final Commands commands;
  private final Jobs jobs;
  private final TriggeredRows rows;
  private final LongSupplier clock;
  private final Map<Long, Work> works = new ConcurrentHashMap<>();
  private final ScheduledExecutorService beats =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("triggered").daemon().factory());

  /**
   * @param clock milliseconds since the epoch
   */
  public TriggeredRuns(Commands commands, Jobs jobs, ServerStore store, LongSupplier clock) {
    this.commands = commands;
    this.jobs = jobs;
    this.rows = new TriggeredRows(store);
    this.clock = clock;
  }

  /** From now on it says what this server is at. */
  public void start() {
    Future<?> unused =
        beats.scheduleWithFixedDelay(
            this::beat, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Ends. What this server is still at is cut off. */
  @Override
  public void close() {
    beats.shutdown();
    works.values().forEach(work -> end(work, Became.CUT_OFF));
  }

  /** A job of this server's, and what programs know it as. */
  private final class Work {
    final Triggered row;
    final Job job;
    final AtomicBoolean over = new AtomicBoolean();

    Work(Triggered row, Job job) {
      this.row = row;
      this.job = job;
    }

    @Nullable Instant began() {
      long millis =
          job.state() == Job.State.QUEUED && row.sync().isPresent() ? 0 : job.beganMillis();
      return millis == 0 ? null : Instant.ofEpochMilli(millis);
    }

    /** What it is at. */
    Became now() {
      if (job.state() == Job.State.QUEUED) {
        return Became.WAITS;
      }
      String what = job.step().what();
      return what.isEmpty() || what.startsWith("reading") ? Became.READS : Became.WRITES;
    }

    double share() {
      Job.Step step = job.step();
      return now() == Became.WRITES && step.total() > 0
          ? Math.min(1, (double) step.done() / step.total())
          : 0;
    }
  }

  /**
   * Begins a run, or joins the same one that waits for its turn.
   *
   * @param parts of a sequence: its syncs, in order
   * @param by who asks
   * @param event what the audit log calls it
   */
  Triggered begin(
      OptionalLong sync, String name, List<Known> parts, Job.Order order, Actor by, Event event) {
    synchronized (this) {
      Optional<Work> waiting =
          works.values().stream()
              .filter(w -> w.job.state() == Job.State.QUEUED && !w.job.isGivenUp())
              .filter(w -> w.job.order().words().equals(order.words()))
              // A sequence that waits in its middle has done some of it.
              .filter(w -> w.row.sync().isPresent() || w.job.beganMillis() == 0)
              .findFirst();
      if (waiting.isPresent()) {
        jobs.join(waiting.get().job, by, event);
        return waiting.get().row;
      }
      Triggered row = rows.add(sync, name, parts, now());
      Work work;
      try {
        work = new Work(row, jobs.begin(order, by, event));
      } catch (RuntimeException e) {
        rows.end(row.id(), Became.CUT_OFF, null, now(), Counts.NONE, DIED);
        throw e;
      }
      works.put(row.id(), work);
      Runnable unfollow = work.job.follow(job -> follow(work));
      follow(work);
      if (work.over.get()) {
        unfollow.run();
      }
      return row;
    }
  }

  private void follow(Work work) {
    if (work.job.isOver()) {
      end(work, null);
    }
  }

  private void end(Work work, @Nullable Became became) {
    if (work.over.getAndSet(true)) {
      return;
    }
    try {
      Screen answer = work.job.answer().orElse(null);
      Became known = became != null ? became : answer == null ? Became.FAILED : of(answer);
      if (work.row.sync().isPresent()) {
        rows.end(
            work.row.id(),
            known,
            work.began(),
            ended(work),
            run(work, work.row).map(Counts::of).orElse(Counts.NONE),
            known == Became.IN_STEP ? "" : error(known, answer));
      } else {
        endSequence(work, known, answer);
      }
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "what became of a triggered run could not be noted", e);
    } finally {
      works.remove(work.row.id());
    }
  }

  /** A run that was given up because the server ends was not stopped by anybody. */
  private Became of(Screen answer) {
    Became known = Became.of(answer);
    return known == Became.STOPPED && !jobs.isOpen() ? Became.CUT_OFF : known;
  }

  private void endSequence(Work work, Became known, @Nullable Screen answer) {
    List<Triggered> parts = rows.parts(work.row.id());
    List<Screen> answers = answer instanceof Screens several ? several.all() : List.of();
    List<Became> all = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      Screen own = i < answers.size() ? answers.get(i) : null;
      Became part = own != null ? of(own) : missing(work, known);
      all.add(part);
      Optional<RunDetailScreen> detail = run(work, parts.get(i));
      Optional<RunRecord> run = detail.map(RunDetailScreen::run);
      rows.end(
          parts.get(i).id(),
          part,
          run.map(r -> Instant.ofEpochMilli(r.startedMillis())).orElse(null),
          run.filter(r -> r.endedMillis() > 0)
              .map(r -> Instant.ofEpochMilli(r.endedMillis()))
              .orElse(ended(work)),
          detail.map(Counts::of).orElse(Counts.NONE),
          part == Became.IN_STEP ? "" : error(part, own != null ? own : answer));
    }
    Became whole = all.stream().filter(part -> !part.isWell()).findFirst().orElse(Became.IN_STEP);
    rows.end(
        work.row.id(),
        whole,
        work.began(),
        ended(work),
        Counts.NONE,
        whole.isWell() ? "" : error(whole, answer));
  }

  /** What became of a part that the answer says nothing of. */
  private Became missing(Work work, Became whole) {
    if (work.job.isGivenUp()) {
      return jobs.isOpen() ? Became.STOPPED : Became.CUT_OFF;
    }
    return whole.isWell() ? Became.NOT_RUN : whole;
  }

  private Instant ended(Work work) {
    return work.job.endedMillis() == 0 ? now() : Instant.ofEpochMilli(work.job.endedMillis());
  }

  /** The run that a job began of a sync, if it began any; also one that failed. */
  private Optional<RunDetailScreen> run(Work work, Triggered of) {
    return work.job.runs().stream()
        .map(run -> List.of("show", "run", "--show=1", "--", Long.toString(run)))
        .map(words -> commands.perform(Caller.alone(ZoneOffset.UTC), words.toArray(String[]::new)))
        .filter(RunDetailScreen.class::isInstance)
        .map(RunDetailScreen.class::cast)
        .filter(run -> OptionalLong.of(run.run().sync()).equals(of.sync()))
        .findFirst();
  }

  private static String error(Became became, @Nullable Screen answer) {
    if (became == Became.CUT_OFF) {
      return DIED;
    }
    return switch (answer) {
      case ErrorScreen error -> error.message();
      case RunScreen run when !run.result().halted().isEmpty() ->
          "The guard halted it: " + String.join(" ", run.result().halted());
      case RunScreen run when run.result().stopped() -> "It was stopped.";
      case RunScreen run -> left(run);
      case Screens several ->
          several.all().stream()
              .filter(one -> Became.of(one) != Became.IN_STEP)
              .findFirst()
              .map(one -> error(Became.of(one), one))
              .orElse(became.words());
      case null -> became.words();
      default -> answer.json().get("message") instanceof String message ? message : became.words();
    };
  }

  private static String left(RunScreen run) {
    Map<Due.Reason, Long> sum = new EnumMap<>(Due.Reason.class);
    run.result().due().forEach(due -> sum.merge(due.reason(), 1L, Long::sum));
    String due = sum.isEmpty() ? "" : "Left over: " + StatusScreen.words(sum) + ".";
    String rests = run.held().isEmpty() ? "" : "Tasks rest: " + run.held().size() + ".";
    return (due + " " + rests).strip();
  }

  private void beat() {
    try {
      for (Work work : works.values()) {
        rows.seen(work.row.id(), work.now(), work.began(), now());
      }
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "what goes on could not be noted", e);
    }
  }

  /** Forgets what ended long ago, but for the latest of each sync and of each sequence. */
  public void forget() {
    rows.forget(now().minus(KEPT));
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.getAsLong());
  }

  /** A run by its id, as it is now. */
  Optional<Triggered> find(long id) {
    settle(rows.find(id).stream().toList());
    return rows.find(id).map(this::live);
  }

  /** The parts of a sequence's run, in order. */
  List<Triggered> parts(Triggered sequence) {
    return rows.parts(sequence.id());
  }

  /** Those of a sync, the latest first. */
  List<Triggered> ofSync(long sync, long limit, long offset) {
    settle(rows.ofSync(sync, limit, offset));
    return rows.ofSync(sync, limit, offset).stream().map(this::live).toList();
  }

  /** Those of a sequence, the latest first. */
  List<Triggered> ofSequence(String name, long limit, long offset) {
    settle(rows.ofSequence(name, limit, offset));
    return rows.ofSequence(name, limit, offset).stream().map(this::live).toList();
  }

  private void settle(List<Triggered> some) {
    Instant before = now().minus(DEAD);
    if (some.stream()
        .anyMatch(
            run ->
                run.ended() == null
                    && run.seen().isBefore(before)
                    && !works.containsKey(run.parent().orElse(run.id())))) {
      rows.cutOff(before, DIED);
    }
  }

  private Triggered live(Triggered row) {
    Work work = works.get(row.id());
    return work == null || row.ended() != null
        ? row
        : row.at(work.now(), work.began(), work.share());
  }
}
