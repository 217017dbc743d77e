package dev.syncline.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.project.screen.Notice;
import dev.syncline.server.account.Actor;
import dev.syncline.server.account.AuditLog;
import dev.syncline.server.account.Event;
import dev.syncline.server.store.ServerStore;
import dev.syncline.server.store.TestStore;
import dev.syncline.server.work.Job;
import dev.syncline.server.work.Jobs;
import dev.syncline.server.work.Outcomes;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators are told of jobs. */
class ObserverTest {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Handler log =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(line.getMessage() + " " + LogLine.values(line).get("job"));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @TempDir Path folder;

  @Test
  void aJobThatIsGivenUpWhileItWaitsIsNoOtherJob() throws Exception {
    Semaphore go = new Semaphore(0);
    ServerStore store = TestStore.SQLITE.open(folder);
    Jobs jobs =
        new Jobs(
            (caller, words) -> {
              go.acquireUninterruptibly();
              return Notice.done("done", Map.of());
            },
            new Outcomes(new AuditLog(store, Clock.systemUTC())),
            System::currentTimeMillis,
            4);
    Logger logger = Logger.getLogger("dev.syncline.jobs");
    logger.addHandler(log);
    List<Long> ids = new ArrayList<>();
    try (Observer observer =
        new Observer(
            new Metrics(new SyncGauges(() -> Notice.done("", Map.of())), jobs),
            Traces.of(Map.of()))) {
      jobs.watch(observer);
      Job.Order order =
          new Job.Order("customers", List.of("run", "--", "customers"), "Ada", ZoneOffset.UTC);
      Job first = jobs.begin(order, Actor.SCHEDULER, Event.sync(Event.Action.RUN, "customers"));
      Job second = jobs.begin(order, Actor.SCHEDULER, Event.sync(Event.Action.RUN, "customers"));
      ids.addAll(List.of(first.id(), second.id()));
      second.giveUp();
      go.release(2);
      first.await();
      second.await();
      jobs.stop(Duration.ofSeconds(20));
      while (lines.size() < 4) {
        Thread.sleep(10);
      }
    } finally {
      logger.removeHandler(log);
      store.close();
    }
    assertThat(lines)
        .containsExactly(
            "job asked for " + ids.getFirst(),
            "job asked for " + ids.getLast(),
            "job over " + ids.getFirst(),
            "job over " + ids.getLast());
  }
}
