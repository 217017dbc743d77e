package dev.syncline.server.work;

import dev.syncline.project.Commands;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What is being done, and what was done lately. Of one sync one job at a time is at work, in the
 * order in which they were asked for; so many of different syncs at most.
 */
public final class Jobs implements AutoCloseable {
  /** So many that are over are still known. */
  private static final int KNOWN = 200;

  private final Commands commands;
  private final LongSupplier clock;
  private final Semaphore room;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("job-", 1).factory());
  private final Map<Long, Job> jobs = new LinkedHashMap<>();
  private final Map<String, Deque<Job>> queues = new LinkedHashMap<>();
  private long last;
  private boolean closed;
  private volatile Runnable after = () -> {};

  /**
   * @param atATime how many are at work at the same time
   */
  public Jobs(Commands commands, LongSupplier clock, int atATime) {
    this.commands = commands;
    this.clock = clock;
    this.room = new Semaphore(atATime, true);
  }

  /**
   * Begins a piece of work as soon as it is its turn.
   *
   * @throws RejectedExecutionException once the server is being stopped
   */
  public synchronized Job begin(Job.Order order) {
    if (closed) {
      throw new RejectedExecutionException("the server is being stopped, and begins nothing more");
    }
    Job job = new Job(++last, order, clock.getAsLong());
    jobs.put(job.id(), job);
    forget();
    Deque<Job> queue = queues.computeIfAbsent(order.sync(), sync -> new ArrayDeque<>());
    queue.add(job);
    if (queue.size() == 1 || order.sync().isEmpty()) {
      threads.execute(() -> perform(job));
    }
    return job;
  }

  /** Is called whenever a job has ended, on the job's thread; it must be quick. */
  public void afterEach(Runnable what) {
    after = what;
  }

  private void perform(Job job) {
    try {
      room.acquireUninterruptibly();
      try {
        job.perform(commands, clock);
      } finally {
        room.release();
      }
    } finally {
      next(job);
      after.run();
    }
  }

  private synchronized void next(Job over) {
    Deque<Job> queue = queues.getOrDefault(over.order().sync(), new ArrayDeque<>());
    queue.remove(over);
    if (queue.isEmpty()) {
      queues.remove(over.order().sync());
    } else if (!over.order().sync().isEmpty()) {
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
    return Optional.ofNullable(queues.get(sync)).map(Deque::peekFirst);
  }

  /** Asks all to end, and waits for what they are writing. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      jobs.values().stream().filter(job -> !job.isOver()).forEach(Job::giveUp);
    }
    threads.shutdown();
    try {
      boolean ended = threads.awaitTermination(1, TimeUnit.MINUTES);
      assert ended || closed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
