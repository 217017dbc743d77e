package dev.syncline.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule.Flow;
import dev.syncline.core.mapping.Policies;
import dev.syncline.core.model.Key;
import dev.syncline.core.plan.Guard;
import dev.syncline.core.value.MatchForm;
import dev.syncline.core.value.Type;
import dev.syncline.engine.Engine;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.store.FastStores;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.sync.Batching;
import dev.syncline.engine.sync.Ends;
import dev.syncline.engine.sync.Progress;
import dev.syncline.engine.sync.Sync;
import dev.syncline.engine.verify.Certificate;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an undo pinned, of records whose key on the source is a value that flows. */
class PinnedKeysTest {
  private static final SimTable TABLE =
      new SimTable(
          0,
          new SimTable.End(true, true, false),
          new SimTable.End(false, false, false),
          List.of(value("hidden"), value("shown")),
          List.of(),
          MatchForm.EXACT,
          Policies.DEFAULT);

  /** Of two values the first is never journaled. */
  private static SimTable.Value value(String name) {
    return new SimTable.Value(
        name,
        Type.Text.UNBOUNDED,
        Type.Text.UNBOUNDED,
        Flow.BOTH,
        Normal.AS_IS,
        Normal.AS_IS,
        false);
  }

  @TempDir Path folder;
  private final SimSchema schema =
      new SimSchema(
          List.of(TABLE),
          new Sync(
              1,
              "keys",
              List.of(TABLE.compile(List.of(TABLE))),
              Guard.OFF,
              Sync.FirstSync.MATCH,
              true,
              "hash"),
          false);
  private final MemoryDatabase source = schema.database(Side.SOURCE);
  private final MemoryDatabase target = schema.database(Side.TARGET);

  /** The records are decided again after the exchange, and each has its own pin then. */
  @Test
  void staysPinnedWhenKeysAreExchanged() throws Violation {
    try (StateStore store = FastStores.open(folder.resolve("state.db"))) {
      Engine engine =
          new Engine(
              store,
              new Ends(
                  new MemoryConnector("source", source, new MemoryLedger(), Faults.NONE),
                  new MemoryConnector("target", target, new MemoryLedger(), Faults.NONE)),
              schema.sync(),
              () -> 1,
              folder,
              Progress.NONE,
              new Batching(2, 2, 500, false));
      add("c1");
      add("c2");
      engine.run(RunOptions.ALL, item -> {});
      set(source, Key.of("c1"), "shown", "one");
      set(source, Key.of("c2"), "shown", "two");
      long changed = engine.run(RunOptions.ALL, item -> {}).run();
      assertThat(engine.undo(changed, RunOptions.ALL, item -> {}).left()).isEmpty();

      set(target, Key.of(1001L), "code", "for a while");
      set(target, Key.of(1002L), "code", "c1");
      set(target, Key.of(1001L), "code", "c2");
      RunResult exchanged = engine.run(RunOptions.ALL, item -> {});
      assertThat(exchanged.due()).isEmpty();
      MemoryTable table = source.table("t0");
      assertThat(table.values(table.get(Key.of("c2")), List.of("shown"))).containsExactly("one");

      assertThat(engine.run(RunOptions.ALL, item -> {}).tally().planned()).isZero();
      Certificate certificate = engine.verify(Set.of());
      assertThat(certificate.certifies()).isTrue();
      assertThat(certificate.pinned()).isEqualTo(2);
    }
  }

  private void add(String code) throws Violation {
    source.insert("t0", List.of("uid", "code"), new Object[] {"u-" + code, code});
    source.commit();
  }

  private static void set(MemoryDatabase db, Key key, String column, Object value)
      throws Violation {
    db.update("t0", key, List.of(column), new Object[] {value});
    db.commit();
  }
}
