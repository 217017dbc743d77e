package dev.syncline.server.work;

import dev.syncline.project.Commands;
import dev.syncline.project.screen.Screen;
import dev.syncline.server.account.Actor;
import dev.syncline.server.account.BusyException;
import dev.syncline.server.account.Event;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What is being done, and what was done lately. Of the jobs that are about one sync one at a time
 * is at work, in the order in which they were asked for; so many jobs at most. One that is about
 * several, as a sequence is, waits for none of them here; the sync's lease lets no two write. It
 * waits only until the same that the same user asked for before is over. What stops a sync waits
 * for nobody.
 */
public final class Jobs {
  /** So many that are over are still known. */
  private static final int KNOWN = 200;

  /** So many at most are open that are about a sync, or that a user asked for about none. */
  private static final int MOST_OPEN = 100;

  private final Commands commands;
  private final Outcomes outcomes;
  private final LongSupplier clock;
  private final Semaphore room;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("job-", 1).factory());
  private final Map<Long, Job> jobs = new LinkedHashMap<>();
  private final Map<Queue, Deque<Job>> queues = new LinkedHashMap<>();
  private final List<Watch> watches = new CopyOnWriteArrayList<>();
  private boolean closed;

  /** The highest number that was given. */
  private long last;

  /**
   * Numbers go on from the time at which the server starts, so that an address of a job never leads
   * to one of a later start.
   *
   * @param outcomes is told of every job, who asked for it and what became of it
   * @param atATime how many are at work at the same time
   */
  public Jobs(Commands commands, Outcomes outcomes, LongSupplier clock, int atATime) {
    this.commands = commands;
    this.outcomes = outcomes;
    this.clock = clock;
    this.room = new Semaphore(atATime, true);
    this.last = clock.getAsLong();
  }

  /** Sees every job. It must be quick: the work waits for it. */
  public interface Watch {
    /** One was asked for; on the thread that asks. */
    default void asked(Job job) {}

    /** Its turn has come; on the thread of the work. */
    default void began(Job job) {}

    /** It is elsewhere, or somebody gave it up; on whose thread that is. */
    default void changed(Job job) {}

    /** It is over; on the thread of the work. */
    default void over(Job job) {}
  }

  /**
   * What is done one after another.
   *
   * @param sync the sync's name; empty for what is about none
   * @param who the name of the user who asks for that; empty for what is about a sync
   * @param words what is asked for; none for what is about a sync
   */
  private record Queue(String sync, String who, List<String> words) {
    static Queue of(Job job) {
      Job.Order order = job.order();
      return order.sync().isEmpty()
          ? new Queue("", job.by().name(), order.words())
          : of(order.sync());
    }

    static Queue of(String sync) {
      return new Queue(sync, "", List.of());
    }
  }

  /** Lets somebody see all jobs that are asked for from now on. */
  public void watch(Watch watch) {
    watches.add(watch);
  }

  /** Whether it still begins what is asked for. */
  public synchronized boolean isOpen() {
    return !closed;
  }

  /** How many there are that are so far. */
  public synchronized long count(Job.State state) {
    return jobs.values().stream().filter(job -> job.state() == state).count();
  }

  /**
   * Begins a piece of work as soon as it is its turn; the audit log gets who asked for it, and what
   * became of it before anybody hears that it is over.
   *
   * @param by who asks
   * @param event what the audit log calls it
   * @throws RejectedExecutionException once the server is being stopped
   * @throws BusyException if too much of that sync or that user is open
   */
  public Job begin(Job.Order order, Actor by, Event event) {
    outcomes.begun(by, event);
    try {
      return queue(order, by, event);
    } catch (RejectedExecutionException | BusyException e) {
      outcomes.ended(by, event, null);
      throw e;
    }
  }

  /** Notes that somebody asked for what a job will do for which another asked before. */
  public void join(Job job, Actor by, Event event) {
    outcomes.begun(by, event.detail("with what " + job.order().who() + " asked for"));
  }

  private synchronized Job queue(Job.Order order, Actor by, Event event) {
    if (closed) {
      throw new RejectedExecutionException("the server is being stopped, and begins nothing more");
    }
    if (!order.isAtOnce()) {
      requireRoom(order, by);
    }
    Job job = new Job(++last, order, by, event, clock.getAsLong(), watches);
    jobs.put(job.id(), job);
    forget();
    job.asked();
    if (order.isAtOnce()) {
      threads.execute(() -> performAtOnce(job));
      return job;
    }
    Deque<Job> queue = queues.computeIfAbsent(Queue.of(job), key -> new ArrayDeque<>());
    queue.add(job);
    if (queue.size() == 1) {
      threads.execute(() -> perform(job));
    }
    return job;
  }

  /** A schedule asks for one at a time, and gets its turn whatever else is asked for. */
  private void requireRoom(Job.Order order, Actor by) {
    boolean isOfSync = !order.sync().isEmpty();
    long open =
        jobs.values().stream()
            .filter(job -> !job.isOver() && job.order().sync().equals(order.sync()))
            .filter(job -> isOfSync || job.by().name().equals(by.name()))
            .count();
    if (open >= MOST_OPEN && by.kind() != Actor.Kind.SCHEDULER) {
      throw new BusyException(
          open
              + " jobs "
              + (isOfSync ? "of " + order.sync() : "that " + by.name() + " asked for")
              + " are not over yet. Wait until some are, or cancel some, and ask again.");
    }
  }

  private void performAtOnce(Job job) {
    try {
      job.perform(noting(job), clock, Runnable::run);
    } finally {
      synchronized (this) {
        notifyAll();
      }
    }
  }

  private void perform(Job job) {
    try {
      room.acquireUninterruptibly();
      try {
        job.perform(noting(job), clock, this::outside);
      } finally {
        room.release();
      }
    } finally {
      next(job);
    }
  }

  /** A job that waits for another process leaves its room to others. */
  private void outside(Runnable waiting) {
    room.release();
    try {
      waiting.run();
    } finally {
      room.acquireUninterruptibly();
    }
  }

  /** Performs the command of a job, and notes what became of it. */
  private Commands noting(Job job) {
    return (caller, words) -> {
      Screen answer = null;
      try {
        answer = commands.perform(caller, words);
        return answer;
      } finally {
        outcomes.ended(job.by(), job.event(), answer);
      }
    };
  }

  private synchronized void next(Job over) {
    Queue key = Queue.of(over);
    Deque<Job> queue = queues.getOrDefault(key, new ArrayDeque<>());
    queue.remove(over);
    if (queue.isEmpty()) {
      queues.remove(key);
    } else {
      Job next = queue.getFirst();
      threads.execute(() -> perform(next));
    }
    notifyAll();
  }

  /** The oldest that are over are not known any more. */
  private void forget() {
    List<Long> over = jobs.values().stream().filter(Job::isOver).map(Job::id).toList();
    over.stream().limit(Math.max(0, over.size() - KNOWN)).forEach(jobs::remove);
  }

  /** A job by its number. */
  public synchronized Optional<Job> job(long id) {
    return Optional.ofNullable(jobs.get(id));
  }

  /** Those of a sync, the latest first. */
  public synchronized List<Job> of(String sync) {
    return jobs.values().stream()
        .filter(job -> job.order().sync().equals(sync))
        .toList()
        .reversed();
  }

  /** The one that is at work on a sync, or will be next. */
  public synchronized Optional<Job> current(String sync) {
    return Optional.ofNullable(queues.get(Queue.of(sync))).map(Deque::peekFirst);
  }

  /**
   * Begins nothing more, asks all to end, and waits for what they are writing.
   *
   * @param grace how long
   * @return the commands that were still at work then
   */
  public List<String> stop(Duration grace) {
    List<Job> open;
    synchronized (this) {
      closed = true;
      open = jobs.values().stream().filter(job -> !job.isOver()).toList();
    }
    open.forEach(Job::giveUp);
    try {
      synchronized (this) {
        long end = System.nanoTime() + grace.toNanos();
        while (!working().isEmpty() && end - System.nanoTime() > 0) {
          TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.shutdown();
    return working();
  }

  private synchronized List<String> working() {
    return jobs.values().stream()
        .filter(job -> !job.isOver())
        .map(job -> job.order().command())
        .toList();
  }
}
