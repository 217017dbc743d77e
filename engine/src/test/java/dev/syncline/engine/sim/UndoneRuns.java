package dev.syncline.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Policies;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.UndoResult;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.sync.Capturing;
import dev.syncline.engine.verify.Certificate;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Two small shops whose runs are taken back. */
abstract class UndoneRuns {
  @TempDir Path folder;
  Shop shop;

  @BeforeEach
  void open() {
    shop = new Shop(folder);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  RunResult run() {
    return shop.run(Policies.DEFAULT);
  }

  UndoResult undo(long run) {
    return undo(run, RunOptions.ALL);
  }

  UndoResult undo(long run, RunOptions options) {
    return shop.engine(Policies.DEFAULT).undo(run, options, item -> {});
  }

  /** Nothing flows, and what differs is named as pinned. */
  void rests(long pinned) {
    Map<String, String> source = Shop.people(shop.source);
    Map<String, String> target = Shop.people(shop.target);
    RunResult next = run();
    assertThat(next.tally().applied()).as("the next run does not do it again").isZero();
    assertThat(next.due()).isEmpty();
    assertThat(Shop.people(shop.source)).isEqualTo(source);
    assertThat(Shop.people(shop.target)).isEqualTo(target);
    Certificate certificate = shop.engine(Policies.DEFAULT).verify(Set.of());
    assertThat(certificate.certifies()).isTrue();
    assertThat(certificate.pinned()).isEqualTo(pinned);
  }

  void byTriggers() {
    shop.capturing =
        new Capturing(
            Map.of(Side.SOURCE, Capturing.Method.TRIGGERS, Side.TARGET, Capturing.Method.TRIGGERS),
            86_400_000L);
  }
}
