package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.server.account.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a sync stands is said the same by the list of syncs, by its page, and by messages. */
class StandingPagesTest {
  @TempDir Path folder;
  private Shops shops;

  @BeforeEach
  void fill() throws Exception {
    shops = new Shops(folder);
    shops.fill();
    assertThat(shops.shell.call("start", "--yes").exit()).isZero();
  }

  /** What the list of syncs, the sync's page and the messages show. */
  private void shown(String state, String why, String message) throws Exception {
    shops.shell.call("tell");
    try (Serving serving = new Serving(folder);
        Asker asker = new Asker(serving)) {
      Asker.Person viewer = asker.person(Role.VIEWER);
      for (String path : new String[] {"/", "/syncs/customers"}) {
        assertThat(asker.get(path, viewer).body())
            .as(path)
            .containsPattern("class=\"state [a-z]*\"><svg.*?</svg>\\s*" + state + "<")
            .contains(why);
      }
      String messages = asker.get("/messages", viewer).body();
      assertThat(messages).contains(message);
      assertThat(messages.contains("All is as it should be")).isEqualTo(state.equals("in step"));
    }
  }

  @Test
  void inStep() throws Exception {
    shown("in step", "customers", "All is as it should be");
  }

  @Test
  void aTaskThatRests() throws Exception {
    shops.shop.run("ALTER TABLE bill RENAME COLUMN total TO amount");
    assertThat(shops.shell.call("run").exit()).isEqualTo(4);
    shown("tasks paused", "bill has no column \"total\"", "Tasks paused");
  }

  @Test
  void aRunThatFailed() throws Exception {
    Path crm = folder.resolve("crm.db");
    Path away = folder.resolve("away.db");
    try (Serving serving = new Serving(folder);
        Asker asker = new Asker(serving)) {
      Asker.Person admin = asker.person(Role.ADMIN);
      Files.move(crm, away);
      Files.createDirectory(crm);
      String job = asker.post("/syncs/customers/run", admin, "").header("Location");
      while (asker.get(job, admin).body().contains("data-follow")) {
        Thread.sleep(50);
      }
    }
    Files.delete(crm);
    Files.move(away, crm);
    shown("failed", "failed: ", "FAILING");
  }

  @Test
  void aConflictThatIsHeld() throws Exception {
    shops.conflict();
    assertThat(shops.shell.call("run").exit()).isEqualTo(4);
    shown("waiting for review", "Held for a person: 1 conflict.", "Waits for a person");
  }

  @Test
  void aPlanThatIsKept() throws Exception {
    shops.shell.call("plan", "--keep");
    shown("waiting for review", "Plan 1 waits for review: ", "Compared");
  }
}
