package dev.syncline.server.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.engine.config.Name;
import dev.syncline.engine.config.Position;
import dev.syncline.engine.config.Schedule;
import dev.syncline.engine.config.Schedule.After;
import dev.syncline.engine.config.Schedule.Every;
import dev.syncline.engine.config.Schedule.Expression;
import dev.syncline.engine.config.Schedule.Once;
import dev.syncline.engine.config.Schedule.Timing;
import dev.syncline.engine.config.Schedule.Told;
import dev.syncline.engine.config.Schedule.Weekly;
import dev.syncline.server.account.Accounts;
import dev.syncline.server.account.AuditLog;
import dev.syncline.server.account.Sessions;
import dev.syncline.server.store.ServerStore;
import dev.syncline.server.store.TestStore;
import dev.syncline.server.work.Jobs;
import dev.syncline.server.work.Outcomes;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What is begun and when, at a time that tests set, over a store in each place. */
@Timeout(100)
@ParameterizedClass
@EnumSource(TestStore.class)
class TimekeeperTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Every HOURLY = new Every(Duration.ofHours(1));

  /** Only tests look; what is due is found at once. */
  private static final Timekeeper.Pace PACE =
      new Timekeeper.Pace(Duration.ofDays(1), Duration.ofMillis(10), Duration.ofMinutes(1));

  @Parameter TestStore where;
  @TempDir Path folder;
  private final World world = new World();
  private ServerStore store;
  private AuditLog audit;
  private Tellings tellings;
  private Jobs jobs;
  private Timekeeper time;

  @BeforeEach
  void open() throws Exception {
    where.clear(folder);
    store = where.open(folder);
    begin();
  }

  @AfterEach
  void close() {
    end();
    store.close();
  }

  private void begin() {
    audit =
        Accounts.over(store, Clock.systemUTC(), new SecureRandom(), Sessions.Limits.USUAL, null)
            .audit();
    jobs = new Jobs(world, new Outcomes(audit), () -> world.now().toEpochMilli(), 4);
    tellings = new Tellings(store, Duration.ofDays(2));
    time =
        new Timekeeper(
            world, jobs, store, tellings, () -> world.now().toEpochMilli(), ZoneOffset.UTC, PACE);
    time.start();
  }

  private void end() {
    time.end();
    jobs.stop(Duration.ofMinutes(1));
    time.close(System.nanoTime() + TimeUnit.SECONDS.toNanos(10));
  }

  /**
   * Looks how things are, until all that is due is done and what follows from that, too. What is
   * due at this very moment is begun at the next.
   */
  private void look() throws Exception {
    do {
      time.look();
      while (isBusy()) {
        world.pass(Duration.ofMillis(1));
        Thread.sleep(2);
      }
      time.look();
    } while (isBusy());
  }

  private boolean isBusy() {
    long now = world.now().toEpochMilli();
    return store.read(
        "look for what is due",
        sql ->
            sql.list(
                    "SELECT execution_time, picked FROM scheduled_tasks",
                    row -> row.getBoolean(2) || row.getTimestamp(1).getTime() <= now)
                .contains(true));
  }

  private void pass(Duration duration) throws Exception {
    world.pass(duration);
    look();
  }

  private static After after(String sync) {
    return new After(new Name(new Position("syncline.yaml", 1, 1), sync));
  }

  @Test
  void whatWasMissedIsOneRun() throws Exception {
    World.Sync sync = world.sync("orders", HOURLY);
    look();
    assertThat(sync.begun).isEmpty();
    pass(Duration.ofMinutes(59));
    assertThat(sync.begun).isEmpty();
    pass(Duration.ofMinutes(2));
    assertThat(sync.begun).hasSize(1);
    end();
    world.pass(Duration.ofDays(3));
    begin();
    look();
    assertThat(sync.begun).hasSize(2);
    pass(Duration.ofMinutes(59));
    assertThat(sync.begun).hasSize(2);
    pass(Duration.ofMinutes(1));
    assertThat(sync.begun).hasSize(3);
  }

  @Test
  void anEditCountsFromThenOn() throws Exception {
    World.Sync sync = world.sync("orders", HOURLY);
    look();
    world.pass(Duration.ofMinutes(50));
    sync.schedule = new Schedule(List.of(new Every(Duration.ofMinutes(20))));
    look();
    assertThat(sync.begun).isEmpty();
    pass(Duration.ofMinutes(19));
    assertThat(sync.begun).isEmpty();
    pass(Duration.ofMinutes(1));
    assertThat(sync.begun).hasSize(1);
    sync.schedule = Schedule.MANUAL;
    pass(Duration.ofDays(1));
    assertThat(sync.begun).hasSize(1);
  }

  @Test
  void whatRestsIsNotBegunAndNotCaughtUpOn() throws Exception {
    World.Sync sync = world.sync("orders", HOURLY);
    look();
    sync.live = false;
    pass(Duration.ofHours(5));
    assertThat(sync.begun).isEmpty();
    sync.live = true;
    look();
    assertThat(sync.begun).isEmpty();
    pass(Duration.ofHours(1));
    assertThat(sync.begun).hasSize(1);
  }

  @Test
  void aBlackoutAndAnotherProcessAreWaitedFor() throws Exception {
    World.Sync sync = world.sync("orders", HOURLY);
    look();
    sync.closed = Optional.of(world.now().plus(Duration.ofHours(3)));
    pass(Duration.ofHours(2));
    assertThat(sync.begun).isEmpty();
    sync.closed = Optional.empty();
    sync.holder = Optional.of("process 1");
    world.pass(Duration.ofHours(1));
    time.look();
    Thread.sleep(200);
    assertThat(sync.begun).isEmpty();
    sync.holder = Optional.empty();
    pass(Duration.ofDays(1));
    assertThat(sync.begun).hasSize(1);
  }

  @Test
  void whatFailedIsBegunAgainAtItsNextTime() throws Exception {
    World.Sync sync = world.sync("orders", HOURLY);
    sync.fails = true;
    look();
    pass(Duration.ofHours(1));
    pass(Duration.ofMinutes(30));
    assertThat(sync.begun).hasSize(1);
    pass(Duration.ofMinutes(30));
    assertThat(sync.begun).hasSize(2);
    sync.fails = false;
    pass(Duration.ofHours(1));
    assertThat(noted())
        .containsExactly(
            "scheduler BEGUN every 1 h",
            "scheduler FAILED every 1 h",
            "scheduler BEGUN every 1 h",
            "scheduler FAILED every 1 h",
            "scheduler BEGUN every 1 h",
            "scheduler DONE every 1 h");
  }

  /** What the audit log says, oldest first. */
  private List<String> noted() {
    return audit.page(AuditLog.Filter.ALL, Long.MAX_VALUE, 500).reversed().stream()
        .map(
            line ->
                line.by().kind().words()
                    + " "
                    + line.event().outcome()
                    + " "
                    + line.event().detail())
        .toList();
  }

  @Test
  void chainsFollowEachRunThatCameToItsEnd() throws Exception {
    World.Sync first = world.sync("first");
    World.Sync second = world.sync("second", after("first"));
    World.Sync third = world.sync("third", after("second"));
    first.run();
    look();
    assertThat(second.begun).isEmpty();
    first.run();
    look();
    assertThat(second.begun).hasSize(1);
    assertThat(third.begun).hasSize(1);
    end();
    first.run();
    first.run();
    begin();
    look();
    assertThat(second.begun).hasSize(2);
    assertThat(third.begun).hasSize(2);
    first.fails = true;
    first.run();
    look();
    assertThat(second.begun).hasSize(2);
  }

  @Test
  void whatServicesTellCountsOnce() throws Exception {
    tellings.add("FIVETRAN", "warm_tea", List.of("sync 0"), world.now());
    World.Sync sync = world.sync("orders", new Told(Told.Service.FIVETRAN, "warm_tea"));
    look();
    assertThat(tellings.add("FIVETRAN", "warm_tea", List.of("sync 1"), world.now())).isTrue();
    assertThat(tellings.add("FIVETRAN", "warm_tea", List.of("sync 1"), world.now())).isFalse();
    assertThat(tellings.add("FIVETRAN", "cold_tea", List.of("sync 2"), world.now())).isTrue();
    assertThat(tellings.add("DBT_CLOUD", "1", List.of("sync 1"), world.now())).isTrue();
    look();
    assertThat(sync.begun).hasSize(1);
    end();
    begin();
    assertThat(tellings.add("FIVETRAN", "warm_tea", List.of("sync 1"), world.now())).isFalse();
    look();
    assertThat(sync.begun).hasSize(1);
  }

  /** Nothing is lost and nothing done twice, whatever happens in whatever order. */
  @Test
  void theLawsHoldInAnyHistory() throws Exception {
    for (int seed = 1; seed <= 6; seed++) {
      end();
      store.close();
      where.clear(folder);
      store = where.open(folder);
      begin();
      new History(seed).live();
    }
  }

  private final class History {
    private final Random random;
    private final String name;
    private final World.Sync clocked;
    private final World.Sync follower;
    private Instant since;
    private int followed;

    History(int seed) {
      random = new Random(seed);
      name = "seed " + seed;
      clocked = world.sync("clocked" + seed, timing());
      follower = world.sync("follower" + seed, after(clocked.name));
      since = Instant.EPOCH;
    }

    private Timing timing() {
      return switch (random.nextInt(4)) {
        case 0 -> new Every(Duration.ofMinutes(1 + random.nextInt(300)));
        case 1 ->
            new Expression(
                "%d */%d * * *".formatted(random.nextInt(60), 1 + random.nextInt(6)), BERLIN);
        case 2 ->
            new Weekly(
                Set.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY, DayOfWeek.TUESDAY),
                LocalTime.of(random.nextInt(4), random.nextInt(60)),
                BERLIN);
        default -> new Once(world.now().plusSeconds(random.nextInt(40_000)));
      };
    }

    void live() throws Exception {
      first(false);
      for (int step = 0; step < 40; step++) {
        boolean edited = false;
        boolean wasDue = false;
        switch (random.nextInt(6)) {
          case 0 -> {
            end();
            world.pass(Duration.ofMinutes(random.nextInt(3_000)));
            begin();
          }
          case 1 -> {
            wasDue = isDue(List.copyOf(clocked.begun));
            clocked.schedule = new Schedule(List.of(timing()));
            edited = true;
          }
          case 2 -> clocked.run();
          case 3 -> clocked.fails = random.nextInt(3) == 0;
          default -> world.pass(Duration.ofMinutes(random.nextInt(400)));
        }
        if (edited) {
          first(wasDue);
        } else if (random.nextInt(3) > 0) {
          check();
        }
      }
      clocked.live = false;
      follower.live = false;
    }

    /**
     * A schedule is seen for the first time.
     *
     * @param wasDue whether the one before it was due, and may have been found so before the change
     */
    private void first(boolean wasDue) throws Exception {
      check(0, wasDue ? 1 : 0, clocked.begun.size());
      since = world.now();
    }

    /** What is due may be found at any moment: what was begun is looked at once. */
    private void check() throws Exception {
      List<Instant> begun = List.copyOf(clocked.begun);
      int due = isDue(begun) ? 1 : 0;
      check(due, due, begun.size());
    }

    private void check(int least, int most, int before) throws Exception {
      int followers = follower.begun.size();
      look();
      assertThat(clocked.begun.size() - before)
          .as("%s at %s", name, world.now())
          .isBetween(least, most);
      int follows = since.equals(Instant.EPOCH) ? 0 : clocked.ends - followed;
      assertThat(follower.begun.size() - followers)
          .as("%s at %s", name, world.now())
          .isBetween(Math.min(1, follows), follows);
      followed = clocked.ends;
    }

    /** By the schedule alone, from when it was seen or last begun. */
    private boolean isDue(List<Instant> begun) {
      Instant last = begun.isEmpty() || begun.getLast().isBefore(since) ? since : begun.getLast();
      return clocked.schedule.next(last).filter(at -> !at.isAfter(world.now())).isPresent();
    }
  }
}
