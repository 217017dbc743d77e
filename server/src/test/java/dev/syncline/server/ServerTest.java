package dev.syncline.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.project.CommandError;
import dev.syncline.project.Commands;
import dev.syncline.project.Terminals;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.Screen;
import dev.syncline.server.account.Accounts;
import dev.syncline.server.account.Sessions;
import dev.syncline.server.store.ServerStore;
import dev.syncline.server.store.TestStore;
import dev.syncline.server.time.Timekeeper;
import dev.syncline.server.web.Web;
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
        public Said show(Screen answer, Terminal terminal, List<String> words) {
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
    try (ServerStore store = TestStore.SQLITE.open(folder)) {
      Accounts accounts =
          Accounts.over(store, Clock.systemUTC(), new SecureRandom(), Sessions.Limits.USUAL, null);
      Duration grace = Duration.ofSeconds(2);
      try (Server server =
          Server.start(
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
              accounts,
              System::currentTimeMillis)) {
        assertThat(tells.await(20, TimeUnit.SECONDS)).isTrue();
        long began = System.nanoTime();
        assertThat(server.stop()).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - began))
            .isLessThan(grace.plus(Duration.ofSeconds(15)));
        assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
      }
    }
  }
}
