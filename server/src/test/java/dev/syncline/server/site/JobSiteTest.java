package dev.syncline.server.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.project.Commands;
import dev.syncline.project.screen.Notice;
import dev.syncline.server.account.Accounts;
import dev.syncline.server.account.Actor;
import dev.syncline.server.account.AuditLog;
import dev.syncline.server.account.Event;
import dev.syncline.server.account.Names;
import dev.syncline.server.account.Role;
import dev.syncline.server.account.Sessions;
import dev.syncline.server.account.User;
import dev.syncline.server.observe.Metrics;
import dev.syncline.server.observe.Observer;
import dev.syncline.server.observe.SyncGauges;
import dev.syncline.server.observe.Traces;
import dev.syncline.server.store.ServerStore;
import dev.syncline.server.store.TestStore;
import dev.syncline.server.web.Web;
import dev.syncline.server.work.Job;
import dev.syncline.server.work.Jobs;
import dev.syncline.server.work.Outcomes;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Browsers that follow a job, over real connections. */
class JobSiteTest {
  /** More than what lies between a server and a browser that reads nothing. */
  private static final int STEPS = 16;

  private static final int LONG = 1 << 20;

  /** Less than what a server waits for a browser that reads nothing. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;
  private final Semaphore go = new Semaphore(0);

  private final Commands commands =
      (caller, words) -> {
        go.acquireUninterruptibly();
        for (int i = 0; i < STEPS; i++) {
          caller.progress().begin("t".repeat(LONG), "reading", -1);
          LockSupport.parkNanos(Duration.ofMillis(250).toNanos());
        }
        return Notice.done("done", Map.of());
      };

  private static String token(Accounts accounts) {
    User ada =
        accounts
            .users()
            .add(
                Actor.COMMAND_LINE,
                "ada",
                new User.Profile("Ada", null, Role.ADMIN, Names.ALL, false),
                null);
    return accounts
        .tokens()
        .make(ada, "ci", Role.ADMIN, Names.ALL, null, "127.0.0.1")
        .text()
        .text();
  }

  @Test
  void aBrowserThatStopsReadingHoldsNoWorkUp() throws Exception {
    ServerStore store = TestStore.SQLITE.open(folder);
    Jobs jobs =
        new Jobs(
            commands,
            new Outcomes(new AuditLog(store, Clock.systemUTC())),
            System::currentTimeMillis,
            4);
    try (store;
        Observer observer =
            new Observer(
                new Metrics(new SyncGauges(() -> Notice.done("", Map.of())), jobs),
                Traces.of(Map.of()))) {
      Accounts accounts =
          Accounts.over(store, Clock.systemUTC(), new SecureRandom(), Sessions.Limits.USUAL, null);
      Site site =
          new Site(commands, accounts, jobs, System::currentTimeMillis, ZoneOffset.UTC, () -> 0);
      try (Web web =
              Web.start(
                  new Web.Place("127.0.0.1", 0, null, false),
                  accounts,
                  Optional.empty(),
                  site,
                  observer,
                  site::ways);
          Socket browser = new Socket()) {
        Job job =
            jobs.begin(
                new Job.Order(
                    "customers", List.of("run", "--", "customers"), "Ada", ZoneOffset.UTC),
                Actor.SCHEDULER,
                Event.sync(Event.Action.RUN, "customers"));
        browser.setReceiveBufferSize(4 << 10);
        browser.connect(new InetSocketAddress("127.0.0.1", web.port()));
        browser
            .getOutputStream()
            .write(
                ("GET /jobs/"
                        + job.id()
                        + "/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n"
                        + "Authorization: Bearer "
                        + token(accounts)
                        + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(browser.getInputStream(), StandardCharsets.UTF_8));
        String line = reader.readLine();
        while (line != null && !line.startsWith("event: step")) {
          line = reader.readLine();
        }
        assertThat(line).as("it follows the job").isNotNull();
        long began = System.nanoTime();
        go.release();
        while (!job.isOver() && System.nanoTime() - began < PATIENCE.toNanos()) {
          Thread.sleep(20);
        }
        assertThat(job.isOver()).isTrue();
      } finally {
        jobs.stop(Duration.ofMinutes(1));
      }
    }
  }
}
