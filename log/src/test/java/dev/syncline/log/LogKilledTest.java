package dev.syncline.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.LogReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A process that reads the logs of two servers is killed before each single step that it takes:
 * between what a log tells, its marks, its position, what the server is told of it, what is written
 * to the other side, and what is forgotten (see {@link Halting}). Afterwards, by SQL alone:
 * everything that anybody wrote is on both sides, and nothing had to be compared in full for it.
 *
 * <p>Of the steps some are taken; {@code -Dkill.rounds=100000} takes them all, {@code
 * -Dkill.seed=N} the same ones again.
 */
class LogKilledTest extends LogCommand {
  private static final int ROUNDS = Integer.getInteger("kill.rounds", 8);
  private static final long SEED = Long.getLong("kill.seed", System.nanoTime());
  private static final int KILLED = 137;
  private static final int TERMINATED = 143;

  private final Random random = new Random(SEED);
  private int number;

  @BeforeEach
  void say() throws IOException {
    System.out.println("kill.seed=" + SEED + ", kill.rounds=" + ROUNDS);
    Path services = Files.createDirectories(folder.resolve("first/META-INF/services"));
    Files.writeString(services.resolve(LogReader.class.getName()), Halting.Reader.class.getName());
  }

  private Process process(int step, String... arguments) throws IOException {
    Files.deleteIfExists(folder.resolve("steps"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-XX:+UseSerialGC");
    command.add("-D" + Halting.AT + "=" + step);
    command.add("-D" + Halting.STEPS + "=" + folder.resolve("steps"));
    command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
    command.add("-cp");
    command.add(
        folder.resolve("first") + File.pathSeparator + System.getProperty("java.class.path"));
    command.add(Halting.class.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("said").toFile())
        .start();
  }

  private int ends(Process process) throws Exception {
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return process.exitValue();
  }

  private List<String> steps() throws IOException {
    return Files.readAllLines(folder.resolve("steps"));
  }

  /** Every so many of some steps, so that each build looks at others. */
  private List<Integer> some(int steps) {
    int apart = Math.max(1, steps / ROUNDS);
    List<Integer> chosen = new ArrayList<>();
    for (int step = 1 + random.nextInt(apart); step <= steps; step += apart) {
      chosen.add(step);
    }
    return chosen;
  }

  /** Somebody adds, edits, removes and renames, on both sides. */
  private void write() throws SQLException {
    int n = ++number;
    crm.run(
        "INSERT INTO person (email, name) VALUES ('c%d@x', 'C'), ('d%d@x', 'D')".formatted(n, n),
        "UPDATE person SET name = 'by crm %d' WHERE email = 'p1@x'".formatted(n),
        "UPDATE person SET id = id + 100000 WHERE email = 'd%d@x'".formatted(n - 1),
        "DELETE FROM person WHERE email = 'c%d@x'".formatted(n - 1));
    shop.run(
        "INSERT INTO people (email, name) VALUES ('s%d@x', 'S'), ('t%d@x', 'T')".formatted(n, n),
        "UPDATE people SET name = 'by shop %d' WHERE email = 'p2@x'".formatted(n),
        "DELETE FROM people WHERE email = 's%d@x'".formatted(n - 1));
  }

  /** What was written is there; nobody wrote any other way than by what the log tells. */
  private void settled(String where) throws SQLException {
    String run = ok("run", "--output", "json");
    assertThat(run.replaceAll("\\s", ""))
        .as(where)
        .contains("\"full\":{\"source\":null,\"target\":null}");
    everythingIsThere(where);
  }

  private void everythingIsThere(String where) throws SQLException {
    List<String> here = here();
    assertThat(there()).as(where).isEqualTo(here);
    assertThat(here)
        .as(where)
        .contains(
            "p1@x by crm " + number,
            "p2@x by shop " + number,
            "c" + number + "@x C",
            "d" + number + "@x D",
            "s" + number + "@x S",
            "t" + number + "@x T")
        .doesNotContain("c" + (number - 1) + "@x C", "s" + (number - 1) + "@x S");
  }

  @Test
  void aRunThatIsKilledLosesNothing() throws Exception {
    ok("start", "--yes");
    write();
    settled("the start");
    write();
    assertThat(ends(process(Integer.MAX_VALUE, "run"))).isZero();
    List<String> all = steps();
    everythingIsThere("a run");
    assertThat(all)
        .anyMatch(s -> s.startsWith("postgresql tells"))
        .anyMatch(s -> s.startsWith("mariadb is about to confirm"))
        .anyMatch(s -> s.startsWith("marks commit"))
        .anyMatch(s -> s.contains("(pg_repl"));
    for (int step : some(all.size())) {
      write();
      int exit = ends(process(step, "run"));
      String where = where(step);
      // What the readers tell comes in pieces, which differ: a run may take fewer steps.
      assertThat(exit).as(where).isIn(KILLED, 0);
      if (random.nextBoolean()) {
        write();
      }
      settled(where);
    }
  }

  @Test
  void aWatchThatIsKilledLosesNothing() throws Exception {
    ok("start", "--yes");
    write();
    settled("the start");
    for (int step : some(100)) {
      Process watch = process(step, "run", "--watch");
      while (watch.isAlive()) {
        write();
        Thread.sleep(random.nextInt(200));
      }
      assertThat(ends(watch)).as(where(step)).isEqualTo(KILLED);
      settled(where(step));
    }
  }

  @Test
  void aStartThatIsKilledIsDoneAgainAndLosesNothing() throws Exception {
    assertThat(ends(process(Integer.MAX_VALUE, "start", "--yes"))).isZero();
    for (int step : some(steps().size())) {
      ok("uninstall", "--yes");
      write();
      Process start = process(step, "start", "--yes");
      assertThat(ends(start)).as(where(step)).isIn(KILLED, 0);
      write();
      ok("start", "--yes");
      everythingIsThere(where(step));
      write();
      settled(where(step));
    }
  }

  /** Nobody starts it again: the server's bound holds, status says so, and nothing is lost. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void howeverAWatchEndsTheServersBoundHolds(boolean killed) throws Exception {
    ok("start", "--yes");
    Process watch = process(Integer.MAX_VALUE, "run", "--watch");
    write();
    while (!there().equals(here())) {
      assertThat(watch.isAlive()).isTrue();
      Thread.sleep(20);
    }
    if (killed) {
      watch.destroyForcibly();
    } else {
      watch.destroy();
    }
    assertThat(ends(watch)).isEqualTo(killed ? KILLED : TERMINATED);
    assertThat(slots()).as("what is written now is to be found").hasSize(1);
    assertThat(call("status").out())
        .containsPattern("keeps \\S+ \\S+ of its log for the replication slot")
        .contains("nothing bounds what crm keeps of its log")
        .contains("max_slot_wal_keep_size");
    crm.asAdmin()
        .run("ALTER SYSTEM SET max_slot_wal_keep_size = '16MB'", "SELECT pg_reload_conf()");
    try {
      write();
      crm.run("CREATE TABLE other (t text)");
      for (int i = 0; !ask(crm, STATUS).contains("lost"); i++) {
        assertThat(i).isLessThan(60);
        crm.run("INSERT INTO other SELECT repeat('x', 1000) FROM generate_series(1, 10000)");
        crm.asAdmin().run("SELECT pg_switch_wal()", "CHECKPOINT");
      }
      Said status = call("status");
      assertThat(status.out())
          .contains("has given up what was to be read of it")
          .doesNotContain("nothing bounds");
      assertThat(ok("run")).contains("Compared crm in full");
      everythingIsThere("given up by the server");
    } finally {
      crm.asAdmin().run("ALTER SYSTEM RESET max_slot_wal_keep_size", "SELECT pg_reload_conf()");
    }
    assertThat(ok("stop")).contains("keep no more of their logs");
    assertThat(slots()).isEmpty();
  }

  private static final String STATUS =
      "SELECT wal_status FROM pg_replication_slots WHERE database = current_database()";

  private String where(int step) throws IOException {
    List<String> steps = steps();
    return "killed before step "
        + step
        + " ("
        + steps.getLast()
        + ") of -Dkill.seed="
        + SEED
        + " "
        + Files.readString(folder.resolve("said"));
  }
}
