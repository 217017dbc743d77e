package dev.syncline.server.time;

import com.github.kagkarlsson.scheduler.ScheduledExecutionsFilter;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceException;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.syncline.engine.store.Message;
import dev.syncline.project.Commands;
import dev.syncline.project.Commands.Caller;
import dev.syncline.project.screen.ExitCode;
import dev.syncline.project.screen.SchedulesScreen;
import dev.syncline.project.screen.SchedulesScreen.Line;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.Upcoming;
import dev.syncline.server.account.Actor;
import dev.syncline.server.account.Event;
import dev.syncline.server.store.ServerStore;
import dev.syncline.server.work.Job;
import dev.syncline.server.work.Jobs;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Begins syncs when they are due, and plans when their time has come.
 *
 * <p>What is due follows from how things are ({@link View}) and from what is remembered of each
 * sync ({@link Known}), and is looked at again and again. A row of the store per sync says when it
 * is to be begun; db-scheduler sees to it that one node begins it, and that another takes it over
 * when that node dies. Such a time may be too early or too late: the next look puts it right. What
 * is remembered changes in the same statement that gives a row back, and only if it was not taken
 * over meanwhile.
 */
public final class Timekeeper {
  /** Who begins it, for people. */
  static final String WHO = "Scheduler";

  /** When a sync is begun that only others can begin. */
  private static final Instant NEVER = Instant.parse("9999-12-31T00:00:00Z");

  private static final int AT_ONCE = 64;

  /** So long it waits, once all jobs ended or were left, for what is noted of them. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private static final Logger LOG = Logger.getLogger(Timekeeper.class.getName());

  private final Commands commands;
  private final Jobs jobs;
  private final Tellings tellings;
  private final LongSupplier clock;
  private final ZoneId zone;
  private final Pace pace;
  private final Scheduler scheduler;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("timekeeper").daemon().factory());
  private final CustomTask<Known> syncs =
      Tasks.custom("sync", Known.class)
          .onFailure((complete, row) -> row.reschedule(complete, soon()))
          .onDeadExecution(
              (complete, row) ->
                  row.reschedule(
                      complete,
                      now(),
                      ((Known) complete.getExecution().taskInstance.getData()).orphan()))
          .execute((row, context) -> sync(row));
  private final CustomTask<Void> plans =
      Tasks.custom("plan", Void.class)
          .onFailure((complete, row) -> row.reschedule(complete, soon()))
          .onDeadExecutionRevive()
          .execute((row, context) -> plan(row));
  private volatile boolean closing;

  /**
   * How often it does what.
   *
   * @param look how often it looks at how things are
   * @param poll how often it looks for what is due
   * @param heartbeat how often it says that it lives; four times that later it is taken for dead
   */
  public record Pace(Duration look, Duration poll, Duration heartbeat) {
    private static final int MISSED = 4;

    /** For people and databases. */
    public static final Pace USUAL =
        new Pace(Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(5));
  }

  /**
   * @param clock milliseconds since the epoch
   * @param zone in which jobs show times
   */
  public Timekeeper(
      Commands commands,
      Jobs jobs,
      ServerStore store,
      Tellings tellings,
      LongSupplier clock,
      ZoneId zone,
      Pace pace) {
    this.commands = commands;
    this.jobs = jobs;
    this.tellings = tellings;
    this.clock = clock;
    this.zone = zone;
    this.pace = pace;
    this.scheduler =
        Scheduler.create(store.connections(), List.of(syncs, plans))
            .serializer(new KnownText())
            .schedulerName(new SchedulerName.Fixed(UUID.randomUUID().toString()))
            .threads(AT_ONCE)
            .pollingInterval(pace.poll())
            .heartbeatInterval(pace.heartbeat())
            .missedHeartbeatsLimit(Pace.MISSED)
            .shutdownMaxWait(LAST_WORDS)
            .clock(this::now)
            .build();
  }

  /** Begins to keep the time. */
  public void start() {
    scheduler.start();
    Future<?> unused =
        looks.scheduleWithFixedDelay(this::look, 0, pace.look().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Looks at once how things are: something happened. */
  public void wake() {
    try {
      looks.execute(this::look);
    } catch (RejectedExecutionException e) {
      // The server is being stopped: whoever comes next looks anyway.
    }
  }

  /** When a sync runs by itself, by its id. */
  public Optional<Upcoming> upcoming(int sync) {
    return row(sync)
        .map(
            row -> {
              Known known = row.known();
              @Nullable Instant begun = known.begun();
              return new Upcoming(
                  known.schedule(),
                  Optional.of(row.at()).filter(NEVER::isAfter),
                  "",
                  begun == null
                      ? Optional.empty()
                      : Optional.of(new Upcoming.Begun(begun, known.cause())));
            });
  }

  /** A row as it was read. */
  private record Row(Instant at, boolean picked, Known known) {}

  private Optional<Row> row(int sync) {
    return scheduler
        .getScheduledExecution(id(sync))
        .map(row -> new Row(row.getExecutionTime(), row.isPicked(), (Known) row.getData()));
  }

  private static TaskInstanceId id(int sync) {
    return TaskInstanceId.of("sync", Integer.toString(sync));
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.getAsLong());
  }

  private Instant soon() {
    return now().plus(pace.look());
  }

  /** How things are; nothing while the configuration has errors. */
  private Optional<View> view() {
    Screen screen = commands.perform(Caller.alone(zone), "schedules");
    return screen instanceof SchedulesScreen schedules
        ? Optional.of(new View(schedules, tellings.all()))
        : Optional.empty();
  }

  /**
   * Sees to it that each row says what follows from how things are. One look at a time, so that
   * none puts back what another one saw later.
   */
  synchronized void look() {
    try {
      view().ifPresent(this::settle);
    } catch (RuntimeException e) {
      LOG.log(
          closing ? Level.FINE : Level.WARNING, "Cannot see what is due, and tries again soon", e);
    }
  }

  private void settle(View view) {
    Set<String> needless = new TreeSet<>();
    scheduler.fetchScheduledExecutionsForTask(
        syncs.getName(),
        Known.class,
        ScheduledExecutionsFilter.all().withPicked(false),
        row -> needless.add(row.getTaskInstance().getId()));
    for (Line sync : view.syncs()) {
      if (runsByItself(sync)) {
        needless.remove(Integer.toString(sync.id()));
        settle(sync, view);
      }
    }
    needless.forEach(row -> change(() -> scheduler.cancel(id(Integer.parseInt(row)))));
    for (Message plan : view.waiting()) {
      scheduler.scheduleIfNotExists(
          plans.instance(Long.toString(plan.id())), Instant.ofEpochMilli(plan.dueMillis()));
    }
  }

  private static boolean runsByItself(Line sync) {
    return sync.live() && !sync.schedule().timings().isEmpty();
  }

  private void settle(Line sync, View view) {
    Instant now = now();
    Optional<Row> row = row(sync.id());
    if (row.isPresent() && row.get().picked()) {
      return;
    }
    Known known =
        row.map(Row::known)
            .filter(before -> before.isOf(sync))
            .orElseGet(() -> Known.first(sync, view, now));
    Instant at = at(known.next(sync, view), sync);
    if (row.isEmpty()) {
      scheduler.scheduleIfNotExists(syncs.instance(Integer.toString(sync.id()), known), at);
      return;
    }
    Instant planned = row.get().at();
    boolean isPutOff = !at.isAfter(now) && !planned.isAfter(soon());
    if (!known.equals(row.get().known())) {
      change(() -> scheduler.reschedule(id(sync.id()), at, known));
    } else if (!planned.equals(at) && !isPutOff) {
      // The sync may have been begun since the row was read: what is remembered stays as it is.
      change(() -> scheduler.reschedule(id(sync.id()), at));
    }
  }

  /** A row that is taken meanwhile is put right by who has it, or by the next look. */
  private static void change(Runnable change) {
    try {
      change.run();
    } catch (TaskInstanceException e) {
      LOG.log(Level.FINE, "a row was taken meanwhile", e);
    }
  }

  /** When a row is to be begun: not within a blackout. */
  private static Instant at(Optional<Occasion> next, Line sync) {
    Instant due = next.map(Occasion::at).orElse(NEVER);
    return sync.closedUntil().filter(due::isBefore).orElse(due);
  }

  /** Begins a sync that is due, and follows it to its end. */
  private CompletionHandler<Known> sync(TaskInstance<Known> row) {
    Known known = row.getData();
    Optional<View> view = view();
    if (view.isEmpty()) {
      return at(soon(), known);
    }
    Optional<Line> found =
        view.get()
            .sync(Integer.parseInt(row.getId()))
            .filter(Timekeeper::runsByItself)
            .filter(known::isOf);
    if (found.isEmpty()) {
      return (complete, rows) -> rows.remove();
    }
    Line sync = found.get();
    Instant now = now();
    Optional<Occasion> due = known.next(sync, view.get());
    Instant at = at(due, sync);
    if (due.isEmpty() || at.isAfter(now)) {
      return at(at, known);
    }
    if (isElsewhere(sync)) {
      return at(soon(), known);
    }
    Known after = known.begun(sync, view.get(), due.get(), now);
    boolean isDone =
        known.orphaned() && sync.begun().filter(b -> !b.isBefore(due.get().at())).isPresent();
    if (!isDone && !carriedOut(sync, due.get())) {
      return at(soon(), known);
    }
    wake();
    return at(at(after.next(sync, view.get()), sync), after);
  }

  private static CompletionHandler<Known> at(Instant when, Known known) {
    return (complete, row) -> row.reschedule(complete, when, known);
  }

  /** Whether another process is at it. */
  private boolean isElsewhere(Line sync) {
    return sync.holder().isPresent() && jobs.current(sync.name()).isEmpty();
  }

  /** Runs a sync; false if it was not its turn, or was cut off because the server is stopped. */
  private boolean carriedOut(Line sync, Occasion why) {
    Event event = Event.sync(Event.Action.RUN, sync.name()).detail(why.cause());
    Optional<Screen> answer = done(sync.name(), event, List.of("run", "--", sync.name()));
    boolean failed = answer.filter(a -> a.exit() == ExitCode.ERROR).isPresent();
    if (!failed && !closing) {
      return true;
    }
    Optional<Line> now = view().flatMap(view -> view.sync(sync.id()));
    return closing
        ? now.filter(line -> !line.done().equals(sync.done())).isPresent()
        : now.filter(this::isElsewhere).isEmpty();
  }

  private Optional<Screen> done(String sync, Event event, List<String> words) {
    Job job = jobs.begin(new Job.Order(sync, words, WHO, zone), Actor.SCHEDULER, event);
    try {
      job.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("it ended too late", e);
    }
    return job.answer();
  }

  /** Applies a plan whose time has come. */
  private CompletionHandler<Void> plan(TaskInstance<Void> row) {
    Optional<View> view = view();
    if (view.isEmpty()) {
      return (complete, rows) -> rows.reschedule(complete, soon());
    }
    Optional<Message> waiting =
        view.get().waiting().stream()
            .filter(m -> Long.toString(m.id()).equals(row.getId()))
            .findFirst();
    Optional<Line> sync = waiting.flatMap(m -> view.get().sync(m.sync()));
    if (sync.isPresent() && isElsewhere(sync.get())) {
      return (complete, rows) -> rows.reschedule(complete, soon());
    }
    if (sync.isPresent()) {
      String name = sync.get().name();
      done(
          name,
          Event.sync(Event.Action.APPLY, name).detail("message " + row.getId()),
          List.of("run", "--waiting", "--no-wait", "--", name));
      wake();
    }
    return (complete, rows) -> rows.remove();
  }

  /** Begins nothing more. What it waits for is ended by who closes the jobs. */
  public void end() {
    closing = true;
    looks.shutdownNow();
    scheduler.pause();
  }

  /**
   * Ends.
   *
   * @param deadline of {@link System#nanoTime()} until which it waits for what it looks at
   */
  public void close(long deadline) {
    end();
    scheduler.stop();
    try {
      looks.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
