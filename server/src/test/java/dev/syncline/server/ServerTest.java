package dev.syncline.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.engine.store.StoreException;
import dev.syncline.project.CommandError;
import dev.syncline.project.Commands;
import dev.syncline.project.Terminals;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.Screen;
import dev.syncline.server.account.Accounts;
import dev.syncline.server.account.Actor;
import dev.syncline.server.account.Names;
import dev.syncline.server.account.Role;
import dev.syncline.server.account.Sessions;
import dev.syncline.server.account.User;
import dev.syncline.server.account.User.Profile;
import dev.syncline.server.store.ServerStore;
import dev.syncline.server.store.TestStore;
import dev.syncline.server.time.Timekeeper;
import dev.syncline.server.web.Web;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTest {
  private static final Terminals NONE =
      new Terminals() {
        @Override
        public Asked read(List<String> words) {
          throw CommandError.usage("nothing is typed here");
        }

        @Override
        public List<Reached> syncs() {
          return List.of();
        }

        @Override
        public Said show(Commands.Host host, Screen answer, Terminal terminal, List<String> words) {
          return new Said("", "", 0);
        }
      };

  @TempDir Path folder;

  @Test
  void whoeverIsToldOfSomethingHoldsItUpNoLongerThanItsGrace() throws Exception {
    CountDownLatch tells = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Commands commands =
        (caller, words) -> {
          if (words[0].equals("tell")) {
            tells.countDown();
            try {
              TimeUnit.MINUTES.sleep(2);
            } catch (InterruptedException e) {
              interrupted.countDown();
            }
          }
          return Notice.done("done", Map.of());
        };
    Duration grace = Duration.ofSeconds(2);
    try (ServerStore store = TestStore.SQLITE.open(folder);
        Server server = start(store, commands, grace)) {
      assertThat(tells.await(20, TimeUnit.SECONDS)).isTrue();
      long began = System.nanoTime();
      assertThat(server.stop()).isEmpty();
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .isLessThan(grace.plus(Duration.ofSeconds(15)));
      assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void whatIsAnsweredForTooLongIsBrokenOff() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    Commands commands =
        (caller, words) -> {
          if (words[0].equals("runs")) {
            asked.countDown();
            waitFor(over);
          }
          return Notice.done("done", Map.of());
        };
    try (ServerStore store = TestStore.SQLITE.open(folder);
        Server server = start(store, commands, Duration.ofMillis(100));
        HttpClient client = HttpClient.newHttpClient()) {
      int port = server.port();
      try {
        var unused =
            client.sendAsync(runs(port, token(store)), HttpResponse.BodyHandlers.discarding());
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(server.stop()).isEmpty();
        assertThatThrownBy(() -> new Socket("127.0.0.1", port).close())
            .isInstanceOf(ConnectException.class);
      } finally {
        over.countDown();
      }
    }
  }

  @Test
  void whileNothingCanBeKeptNobodyIsToldThatThisIsAFault() throws Exception {
    Commands commands =
        (caller, words) -> {
          if (words[0].equals("runs")) {
            throw new StoreException("postgres.internal does not answer", null);
          }
          return Notice.done("done", Map.of());
        };
    try (ServerStore store = TestStore.SQLITE.open(folder);
        Server server = start(store, commands, Duration.ofSeconds(2));
        HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(runs(server.port(), token(store)), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      assertThat(answer.body())
          .contains("\"store\"", "Try again")
          .doesNotContain("postgres.internal", "should not have happened");
    }
  }

  private static HttpRequest runs(int port, String token) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:%d/api/syncline/v1/syncs/a/runs".formatted(port)))
        .header("Authorization", "Bearer " + token)
        .build();
  }

  /** Whatever interrupts it. */
  private static void waitFor(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
      Thread.interrupted();
    }
  }

  private static String token(ServerStore store) {
    Accounts accounts = accounts(store);
    User user =
        accounts
            .users()
            .add(
                Actor.COMMAND_LINE,
                "ann",
                new Profile("ann", null, Role.VIEWER, Names.NONE, false),
                null);
    return accounts
        .tokens()
        .make(user, "ci", Role.VIEWER, Names.ALL, null, "127.0.0.1")
        .text()
        .text();
  }

  private static Accounts accounts(ServerStore store) {
    return Accounts.over(store, Clock.systemUTC(), new SecureRandom(), Sessions.Limits.USUAL, null);
  }

  private static Server start(ServerStore store, Commands commands, Duration grace) {
    return Server.start(
        new Server.Settings(
            new Web.Place("127.0.0.1", 0, null, false),
            Optional.empty(),
            ZoneOffset.UTC,
            1,
            Timekeeper.Pace.USUAL,
            grace,
            Map.of()),
        commands,
        NONE,
        accounts(store),
        System::currentTimeMillis);
  }
}
