package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code syncline run --watch}: both sides stay in step, until somebody stops it. */
class WatchCommandTest {
  @TempDir Path folder;
  private Shops shops;

  @BeforeEach
  void open() throws SQLException {
    shops = new Shops(folder);
    shops.configure("capture: triggers");
    shops.fill();
  }

  @Test
  void carriesChangesUntilItIsStoppedElsewhere() throws Exception {
    FutureTask<Shell.Said> watch = new FutureTask<>(() -> new Shell(folder).call("run", "--watch"));
    Thread terminal = new Thread(watch, "other terminal");
    terminal.start();
    until(() -> shops.clients().size() == 4, watch);
    shops.crm.run("UPDATE customer SET city = 'Bergen' WHERE email = 'ann@x.org'");
    shops.shop.run("INSERT INTO client (mail, name) VALUES ('eve@x.org', 'Eve')");
    until(
        () ->
            shops.clients().contains("ann@x.org Ann Bergen")
                && shops.customers().size() == 5
                && shops.customers().equals(shops.clients()),
        watch);
    Shell.Said second = shops.shell.call("run");
    assertThat(second.exit()).isEqualTo(1);
    assertThat(second.err()).contains("customers is running in this process");
    assertThat(shops.shell.call("stop").exit()).isZero();
    Shell.Said said = watch.get();
    assertThat(said.err()).contains("created in").contains("in crm").contains("in shop");
    assertThat(shops.shell.call("start", "--yes").exit()).isZero();
    assertThat(shops.shell.call("verify").exit()).isZero();
  }

  @Test
  void everyObjectIsALineForAProgramThatFollows() throws Exception {
    FutureTask<Shell.Said> watch =
        new FutureTask<>(() -> new Shell(folder).call("run", "--watch", "--output", "json"));
    new Thread(watch, "other terminal").start();
    until(() -> shops.clients().size() == 4, watch);
    shops.shell.call("stop");
    String out = watch.get().out();
    assertThat(out.lines()).isNotEmpty().allMatch(l -> l.startsWith("{") && l.endsWith("}"));
    assertThat(out.lines().toList().getLast()).contains("\"tasks\"");
  }

  @Test
  void goesWithNoOtherChoiceOfWhatToRun() {
    Shell.Said said = shops.shell.call("run", "--watch", "--task", "customers");
    assertThat(said.exit()).isEqualTo(2);
    assertThat(said.err()).contains("--watch keeps one whole sync live");
  }

  @Test
  void aRunLeavesAnotherProcessAlone() throws Exception {
    assertThat(shops.shell.call("run").exit()).isZero();
    Path lock;
    try (Stream<Path> files = Files.walk(folder)) {
      lock = files.filter(f -> f.toString().endsWith(".lock")).findFirst().orElseThrow();
    }
    try (FileChannel other = FileChannel.open(lock, StandardOpenOption.WRITE)) {
      assertThat(other.tryLock()).isNotNull();
      Shell.Said said = shops.shell.call("run");
      assertThat(said.exit()).isEqualTo(1);
      assertThat(said.err()).contains("nothing was done").contains("syncline stop customers");
    }
    assertThat(shops.shell.call("run").exit()).isZero();
  }

  private interface Question {
    boolean holds() throws SQLException;
  }

  /** Waits as long as it takes; a watch that ended will not do it any more. */
  private static void until(Question question, FutureTask<Shell.Said> watch) throws Exception {
    while (!question.holds()) {
      if (watch.isDone()) {
        throw new AssertionError("the watch ended: " + watch.get());
      }
      Thread.sleep(20);
    }
  }
}
