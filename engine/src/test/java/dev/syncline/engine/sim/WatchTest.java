package dev.syncline.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.WriteBatch;
import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Policies;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.Watch;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.FastStores;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.store.StoreException;
import dev.syncline.engine.store.SyncState;
import dev.syncline.engine.sync.Capturing;
import dev.syncline.engine.sync.Capturing.Method;
import dev.syncline.engine.sync.Stamping;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sync that is kept live. Its clock jumps, so that nothing depends on how fast the test runs. */
class WatchTest {
  private Watch.Pace pace = new Watch.Pace(1, 1, 1_000, 1_000, 1_000, 8_000);

  @TempDir Path folder;
  private Shop shop;

  /** What people do, one thing each time that the watch finds nothing to do. */
  private final Deque<Runnable> script = new ArrayDeque<>();

  private final List<RunResult> runs = new ArrayList<>();
  private final List<Watch.Outage> lost = new ArrayList<>();
  private final List<Long> waits = new ArrayList<>();
  private final List<Watch.Outage> found = new ArrayList<>();
  private final List<ConnectorException> mended = new ArrayList<>();
  private long now;
  private int polls;
  private boolean ended;
  private boolean altered;

  @BeforeEach
  void open() {
    shop = new Shop(folder);
    shop.capturing =
        new Capturing(
            Map.of(Side.SOURCE, Method.TRIGGERS, Side.TARGET, Method.TRIGGERS), Long.MAX_VALUE);
    shop.person(shop.source, "ann@x", "Ann", "1", null);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  private Watch.Ended watch(Faults faults) {
    return new Watch(
            shop.engine(Policies.DEFAULT, faults),
            pace,
            new Watch.Time() {
              @Override
              public long millis() {
                return now;
              }

              @Override
              public void sleep(long millis) {
                now += millis;
              }
            },
            new Watch.Listener() {
              @Override
              public void ran(RunResult result) {
                runs.add(result);
              }

              @Override
              public void lost(Watch.Outage outage, long waitMillis) {
                lost.add(outage);
                waits.add(waitMillis);
              }

              @Override
              public void found(Watch.Outage outage) {
                found.add(outage);
              }

              @Override
              public void mending(ConnectorException problem) {
                mended.add(problem);
              }
            },
            () -> altered,
            this::over)
        .watch();
  }

  /** Whether the script is at its end. */
  private boolean over() {
    now += 10;
    if (ended || ++polls % 8 != 0) {
      return ended;
    }
    Runnable next = script.poll();
    if (next == null) {
      ended = true;
    } else {
      next.run();
    }
    return ended;
  }

  private void inStep() {
    assertThat(Shop.people(shop.target)).isEqualTo(Shop.people(shop.source));
    assertThat(Shop.orders(shop.target)).isEqualTo(Shop.orders(shop.source));
    assertThat(shop.engine(Policies.DEFAULT).verify(Set.of()).certifies()).isTrue();
  }

  @Test
  void endsWhenASystemWasAlteredAndSaysSo() {
    for (int i = 0; i < 40; i++) {
      script.add(() -> {});
    }
    script.addFirst(() -> altered = true);
    Watch.Ended end = watch(Faults.NONE);
    assertThat(end.altered()).isTrue();
    assertThat(end.last()).isPresent();
    assertThat(script).as("nobody had to stop it").isNotEmpty();
  }

  @Test
  void carriesEachChangeAndRestsWhenThereIsNone() {
    script.add(() -> shop.set(shop.source, "people", 1, "name", "Anna"));
    script.add(() -> {});
    script.add(() -> shop.set(shop.target, "people", 1001, "phone", "2"));
    script.add(() -> {});
    script.add(() -> {});
    watch(Faults.NONE);
    assertThat(Shop.people(shop.source)).containsEntry("ann@x", "Anna 2 -");
    assertThat(runs.stream().filter(r -> r.tally().applied() > 0)).hasSize(3);
    assertThat(runs).as("own marks are forgotten, and nothing else runs").hasSizeLessThan(8);
    inStep();
  }

  @Test
  void wakesWhatWaitedForARecordAndTriesRejectedOnesAgain() {
    script.add(
        () -> {
          shop.person(shop.source, "twin@x", "One", "1", null);
          long two = shop.person(shop.source, "twin@x", "Two", "2", null);
          shop.order(shop.source, "A1", two);
        });
    script.add(() -> {});
    script.add(
        () -> {
          assertThat(runs.getLast().due()).extracting(Due::reason).contains(Due.Reason.BLOCKED);
          shop.set(shop.source, "people", 2, "email", "one@x");
        });
    for (int i = 0; i < 200; i++) {
      script.add(() -> {});
    }
    watch(Faults.NONE);
    assertThat(Shop.orders(shop.target)).containsEntry("A1", "twin@x");
    inStep();
  }

  @Test
  void goesOnWhenASystemComesBack() {
    int[] broken = {0};
    Faults faults = breaking(broken, Kind.UNREACHABLE);
    script.add(
        () -> {
          broken[0] = 3;
          shop.set(shop.source, "people", 1, "name", "Anna");
        });
    for (int i = 0; i < 20; i++) {
      script.add(() -> {});
    }
    Watch.Ended ended = watch(faults);
    assertThat(lost).hasSize(3).extracting(Watch.Outage::sinceMillis).containsOnly(since(lost));
    assertThat(waits).containsExactly(500L, 1_000L, 2_000L);
    assertThat(found).containsExactly(lost.getLast());
    assertThat(ended.outage()).isEmpty();
    inStep();
  }

  private static long since(List<Watch.Outage> outages) {
    return outages.getFirst().sinceMillis();
  }

  /** However long it waits, and though no system answers. */
  @Test
  void endsWhenItIsStoppedElsewhereWhileASystemIsGone() {
    int[] broken = {0};
    script.add(
        () -> {
          broken[0] = Integer.MAX_VALUE;
          shop.set(shop.source, "people", 1, "name", "Anna");
        });
    for (int i = 0; i < 20; i++) {
      script.add(() -> {});
    }
    script.add(this::stop);
    for (int i = 0; i < 100; i++) {
      script.add(() -> {});
    }
    Watch.Ended ended = watch(breaking(broken, Kind.UNREACHABLE));
    assertThat(script).as("it ended by itself, at once").hasSizeGreaterThan(98);
    assertThat(lost).isNotEmpty();
    assertThat(ended.outage().orElseThrow().sinceMillis()).isEqualTo(since(lost));
    assertThat(ended.last()).as("what ended well before").isPresent();
    assertThat(Shop.people(shop.target)).containsEntry("ann@x", "Ann 1 -");
  }

  @Test
  void endsWhenItIsStoppedBeforeAnySystemAnswered() {
    int[] broken = {Integer.MAX_VALUE};
    script.add(() -> {});
    script.add(this::stop);
    for (int i = 0; i < 100; i++) {
      script.add(() -> {});
    }
    Watch.Ended ended = watch(breaking(broken, Kind.UNREACHABLE));
    assertThat(script).hasSizeGreaterThan(98);
    assertThat(ended.last()).isEmpty();
    assertThat(ended.outage()).isPresent();
  }

  /** While nothing happens it does not go on for long either. */
  @Test
  void endsSoonWhenItIsStoppedElsewhere() {
    script.add(() -> {});
    script.add(this::stop);
    for (int i = 0; i < 100; i++) {
      script.add(() -> {});
    }
    Watch.Ended ended = watch(Faults.NONE);
    assertThat(script).hasSizeGreaterThan(98);
    assertThat(ended.outage()).isEmpty();
    inStep();
  }

  /** As another process does it. */
  private void stop() {
    try (StateStore.Change change = shop.store.begin()) {
      change.putSync(new SyncState(7, "shop", SyncState.Phase.PAUSED, "", 0, Map.of(), ""));
      change.commit();
    }
  }

  @Test
  void waitsForASystemThatIsGoneFromTheStart() {
    int[] broken = {3};
    for (int i = 0; i < 20; i++) {
      script.add(() -> {});
    }
    watch(breaking(broken, Kind.UNREACHABLE));
    assertThat(broken[0]).isZero();
    assertThat(lost).hasSize(3);
    inStep();
  }

  @Test
  void makesTriggersAgainThatSomebodyDropped() {
    script.add(
        () -> {
          shop.dropTriggers(Side.SOURCE);
          shop.set(shop.source, "people", 1, "name", "Unmarked");
        });
    for (int i = 0; i < 40; i++) {
      script.add(() -> {});
    }
    script.add(() -> shop.set(shop.source, "people", 1, "phone", "7"));
    script.add(() -> {});
    script.add(() -> {});
    watch(Faults.NONE);
    assertThat(Shop.people(shop.target)).containsEntry("ann@x", "Unmarked 7 -");
    inStep();
  }

  /** A side that is compared in full each time does not hide that the other tells nothing more. */
  @Test
  void makesTriggersAgainThoughTheOtherSideHasNone() {
    for (Side tracked : Side.values()) {
      shop.capturing =
          new Capturing(
              Map.of(tracked, Method.TRIGGERS, tracked.other(), Method.SCAN), Long.MAX_VALUE);
      ended = false;
      String name = "Unmarked " + tracked;
      script.add(
          () -> {
            shop.dropTriggers(tracked);
            shop.set(
                tracked == Side.SOURCE ? shop.source : shop.target,
                "people",
                tracked == Side.SOURCE ? 1 : 1001,
                "name",
                name);
          });
      for (int i = 0; i < 40; i++) {
        script.add(() -> {});
      }
      watch(Faults.NONE);
      assertThat(Shop.people(shop.source)).containsEntry("ann@x", name + " 1 -");
      inStep();
    }
    assertThat(mended).isEmpty();
  }

  @Test
  void makesMarksAgainThatSomebodyDropped() {
    script.add(
        () -> {
          shop.dropMarks();
          shop.set(shop.source, "people", 1, "name", "Unmarked");
        });
    script.add(() -> {});
    script.add(() -> {});
    script.add(() -> shop.dropMarks());
    script.add(() -> {});
    script.add(() -> shop.set(shop.source, "people", 1, "phone", "7"));
    script.add(() -> {});
    script.add(() -> {});
    watch(Faults.NONE);
    assertThat(mended).extracting(ConnectorException::kind).containsOnly(Kind.MISSING).hasSize(2);
    assertThat(Shop.people(shop.target)).containsEntry("ann@x", "Unmarked 7 -");
    inStep();
  }

  @Test
  void endsWhenWhatIsGoneCannotBeMadeAgain() {
    int[] broken = {0};
    script.add(
        () -> {
          broken[0] = 2;
          shop.set(shop.source, "people", 1, "name", "Anna");
        });
    for (int i = 0; i < 20; i++) {
      script.add(() -> {});
    }
    assertThatThrownBy(() -> watch(breaking(broken, Kind.MISSING))).hasMessageContaining("broken");
    assertThat(mended).hasSize(1);
  }

  @Test
  void endsWhenNoWaitingHelps() {
    int[] broken = {0};
    script.add(
        () -> {
          broken[0] = 1;
          shop.set(shop.source, "people", 1, "name", "Anna");
        });
    for (int i = 0; i < 20; i++) {
      script.add(() -> {});
    }
    assertThatThrownBy(() -> watch(breaking(broken, Kind.FENCED))).hasMessageContaining("broken");
  }

  private static Faults breaking(int[] times, Kind kind) {
    return new Faults() {
      @Override
      public void at(String connection, Step step) {
        if (step == Step.BEFORE_WRITE && times[0] > 0) {
          times[0]--;
          throw new ConnectorException(kind, "broken", null);
        }
      }

      @Override
      public Fate fate(String connection, WriteBatch batch) {
        return Fate.APPLIED_AND_TOLD;
      }

      @Override
      public boolean sloppy(String connection) {
        return false;
      }
    };
  }

  @Test
  void carriesWhatTimestampsTellWithoutComparingEverything() {
    pace = new Watch.Pace(1, 1, Long.MAX_VALUE / 2, 1_000, 1_000, 8_000);
    shop.capturing =
        new Capturing(
                Map.of(Side.SOURCE, Method.TIMESTAMPS, Side.TARGET, Method.TIMESTAMPS),
                Long.MAX_VALUE)
            .with(
                new Stamping(
                    Duration.ofSeconds(10),
                    0,
                    Map.of(
                        Shop.PEOPLE, BySide.of(side -> MemoryStamps.COLUMNS),
                        Shop.ORDERS, BySide.of(side -> MemoryStamps.COLUMNS))));
    script.add(() -> shop.set(shop.source, "people", 1, "name", "Once"));
    quiet();
    script.add(() -> shop.set(shop.target, "people", 1001, "phone", "9"));
    quiet();
    watch(Faults.NONE);
    assertThat(Shop.people(shop.target)).containsEntry("ann@x", "Once 9 -");
    assertThat(Shop.people(shop.source)).isEqualTo(Shop.people(shop.target));
    assertThat(runs).as("it does not run when nothing is stamped").hasSizeLessThan(15);
  }

  /** Half a minute in which nobody does anything. */
  private void quiet() {
    for (int i = 0; i < 400; i++) {
      script.add(
          () -> {
            shop.source.clock().pass(Duration.ofMillis(80));
            shop.target.clock().pass(Duration.ofMillis(80));
          });
    }
  }

  /** The disk is full at another step of the watch each time, until there is room for all of it. */
  @Test
  void aFullDiskOfTheStoreEndsItAndLosesNothing() {
    int full = 0;
    for (int room = 0; ; room++) {
      shop.close();
      Path here = folder.resolve("room" + room);
      assertThat(here.toFile().mkdir()).isTrue();
      shop = new Shop(here);
      shop.capturing =
          new Capturing(
              Map.of(Side.SOURCE, Method.TRIGGERS, Side.TARGET, Method.TRIGGERS), Long.MAX_VALUE);
      shop.person(shop.source, "ann@x", "Ann", "1", null);
      shop.engine(Policies.DEFAULT).run(RunOptions.ALL, item -> {});
      shop.store.close();
      shop.store = FastStores.open(here.resolve("state.db"), room);
      ended = false;
      script.clear();
      script.add(() -> many("a", shop.source));
      script.add(() -> shop.set(shop.target, "people", 1001, "name", "Anna"));
      script.add(() -> many("b", shop.target));
      script.add(() -> shop.set(shop.source, "people", 1, "phone", "2"));
      script.add(() -> {});
      boolean ran;
      try {
        watch(Faults.NONE);
        ran = true;
      } catch (StoreException e) {
        assertThat(e).hasMessageContaining("disk is full").hasMessageContaining("Make room");
        ran = false;
        full++;
      }
      // What was not done yet by people is done now, and there is room again.
      script.forEach(Runnable::run);
      shop.store.close();
      shop.store = FastStores.open(here.resolve("state.db"));
      for (int i = 0; i < 3; i++) {
        shop.engine(Policies.DEFAULT).run(RunOptions.ALL, item -> {});
      }
      assertThat(Shop.people(shop.source)).as("room %d", room).hasSize(81);
      assertThat(shop.source.table("people").rows()).as("room %d", room).hasSize(81);
      assertThat(shop.target.table("people").rows()).as("room %d", room).hasSize(81);
      assertThat(Shop.people(shop.source)).containsEntry("ann@x", "Anna 2 -");
      inStep();
      if (ran) {
        break;
      }
    }
    assertThat(full).isGreaterThan(3);
  }

  private void many(String who, MemoryDatabase where) {
    for (int i = 0; i < 40; i++) {
      shop.person(where, who + i + "@x", who + " " + "x".repeat(300), "1", null);
    }
  }
}
