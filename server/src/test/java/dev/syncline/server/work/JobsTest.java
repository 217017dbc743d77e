package dev.syncline.server.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.project.Commands;
import dev.syncline.project.screen.Notice;
import dev.syncline.server.account.Actor;
import dev.syncline.server.account.AuditLog;
import dev.syncline.server.account.BusyException;
import dev.syncline.server.account.Event;
import dev.syncline.server.store.ServerStore;
import dev.syncline.server.store.TestStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs whose commands go on when a test says so. */
class JobsTest {
  private static final Event RUN = Event.sync(Event.Action.RUN, "customers");

  private static final Actor ANN = new Actor(Actor.Kind.USER, "ann", null, null);

  private final Semaphore go = new Semaphore(0);
  @TempDir Path folder;
  private ServerStore store;
  private AuditLog audit;
  private Jobs jobs;

  @BeforeEach
  void open() throws Exception {
    store = TestStore.SQLITE.open(folder);
    audit = new AuditLog(store, Clock.systemUTC());
    jobs =
        new Jobs(
            (caller, words) -> {
              go.acquireUninterruptibly();
              return Notice.done("done", Map.of());
            },
            new Outcomes(audit),
            System::currentTimeMillis,
            4);
  }

  @AfterEach
  void stop() {
    go.release(1000);
    jobs.stop(Duration.ofSeconds(10));
    store.close();
  }

  private Job begin(String sync) {
    return jobs.begin(order(sync), Actor.SCHEDULER, Event.sync(Event.Action.RUN, sync));
  }

  private static Job.Order order(String sync) {
    return new Job.Order(sync, List.of("run", "--", sync), "Ada Lovelace", ZoneOffset.UTC);
  }

  @Test
  void whoFailsToHearKeepsNobodyElseFromHearing() throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    jobs.watch(
        new Jobs.Watch() {
          @Override
          public void asked(Job job) {
            throw new IllegalStateException("deaf from the beginning");
          }

          @Override
          public void over(Job job) {
            throw new IllegalStateException("deaf at the end");
          }
        });
    jobs.watch(
        new Jobs.Watch() {
          @Override
          public void asked(Job job) {
            heard.add("asked");
          }

          @Override
          public void began(Job job) {
            heard.add("began");
          }

          @Override
          public void over(Job job) {
            heard.add("over");
          }
        });
    Job job = begin("customers");
    CountDownLatch told = new CountDownLatch(1);
    job.follow(
        changed -> {
          throw new IllegalStateException("deaf beside it");
        });
    job.follow(
        changed -> {
          if (changed.isOver()) {
            told.countDown();
          }
        });
    go.release();
    assertThat(told.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(heard).containsExactly("asked", "began", "over");
    assertThat(job.answer()).isPresent();
  }

  @Test
  void whatWaitsForAnotherProcessLeavesItsPlaceToOthers() throws Exception {
    CountDownLatch turn = new CountDownLatch(1);
    CountDownLatch waiting = new CountDownLatch(1);
    Commands commands =
        (caller, words) -> {
          if (words[2].equals("customers")) {
            caller.waits(
                "customers is running elsewhere",
                () -> {
                  waiting.countDown();
                  await(turn);
                });
          }
          return Notice.done("done", Map.of());
        };
    Jobs few =
        new Jobs(
            commands.atOnce(1),
            new Outcomes(new AuditLog(store, Clock.systemUTC())),
            System::currentTimeMillis,
            1);
    Job waits = few.begin(order("customers"), Actor.SCHEDULER, RUN);
    await(waiting);
    assertThat(waits.state()).isEqualTo(Job.State.QUEUED);
    assertThat(waits.remark()).isEqualTo("customers is running elsewhere");
    Job other = few.begin(order("orders"), Actor.SCHEDULER, RUN);
    other.await();
    turn.countDown();
    waits.await();
    assertThat(waits.remark()).isEmpty();
    assertThat(few.stop(Duration.ofSeconds(10))).isEmpty();
  }

  private static Job.Order sequence(String name) {
    return new Job.Order("", List.of("run", "--sequence=" + name), "Ann", ZoneOffset.UTC);
  }

  private Job begin(Job.Order order, Actor by) {
    return jobs.begin(order, by, Event.about(Event.Action.RUN, "x"));
  }

  private static void awaitWork(Job job) throws Exception {
    while (job.state() != Job.State.WORKING) {
      Thread.sleep(5);
    }
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("job-"))
        .count();
  }

  @Test
  void whatAUserAsksForOverAndOverKeepsNobodyElseFromWorking() throws Exception {
    long before = threads();
    Job first = begin(sequence("nightly"), ANN);
    for (int i = 1; i < 100; i++) {
      assertThat(begin(sequence("nightly"), ANN).state()).isEqualTo(Job.State.QUEUED);
    }
    assertThatThrownBy(() -> begin(sequence("another"), ANN))
        .isInstanceOf(BusyException.class)
        .hasMessageContaining("100 jobs that ann asked for");
    assertThat(threads() - before).isEqualTo(1);
    awaitWork(first);
    awaitWork(begin(sequence("nightly"), new Actor(Actor.Kind.USER, "bob", null, null)));
    awaitWork(begin("customers"));
    go.release(4);
    first.await();
    awaitWork(begin(sequence("another"), ANN));
    assertThat(audit.page(AuditLog.Filter.ALL, Long.MAX_VALUE, 500))
        .as("what was refused has failed")
        .filteredOn(line -> line.event().outcome() == Event.Outcome.FAILED)
        .hasSize(1);
  }

  @Test
  void onlyAScheduleAsksForMoreOfASyncThanMayWait() {
    for (int i = 0; i < 100; i++) {
      begin(order("customers"), ANN);
    }
    assertThatThrownBy(() -> begin(order("customers"), ANN))
        .isInstanceOf(BusyException.class)
        .hasMessageContaining("100 jobs of customers");
    begin("customers");
    begin(order("orders"), ANN);
    begin(
        new Job.Order("customers", List.of("stop", "--", "customers"), "Ann", ZoneOffset.UTC), ANN);
  }

  @Test
  void numbersAreNeverGivenAgain() {
    Job job = begin("customers");
    Jobs later =
        new Jobs(
            (caller, words) -> Notice.done("done", Map.of()),
            new Outcomes(new AuditLog(store, Clock.systemUTC())),
            () -> System.currentTimeMillis() + 1,
            4);
    Job next = later.begin(order("customers"), Actor.SCHEDULER, RUN);
    assertThat(next.id()).isGreaterThan(job.id());
    assertThat(later.stop(Duration.ofSeconds(10))).isEmpty();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatEndsWhileTheWatchmanLooksIsLookedAtOnce() throws Exception {
    Semaphore looks = new Semaphore(0);
    Job job = begin("customers");
    Watchman watchman =
        new Watchman(
            (caller, words) -> {
              looks.release();
              go.acquireUninterruptibly();
              return Notice.done("told", Map.of());
            },
            ZoneOffset.UTC,
            System::currentTimeMillis);
    watchman.over(job);
    assertThat(looks.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < 50; i++) {
      watchman.over(job);
    }
    go.release(100);
    watchman.end();
    watchman.close(System.nanoTime() + TimeUnit.SECONDS.toNanos(20));
    assertThat(looks.availablePermits()).isEqualTo(1);
  }
}
