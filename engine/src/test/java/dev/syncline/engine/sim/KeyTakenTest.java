package dev.syncline.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.WriteBatch;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule.Flow;
import dev.syncline.core.mapping.Policies;
import dev.syncline.core.model.Key;
import dev.syncline.core.plan.Guard;
import dev.syncline.core.value.MatchForm;
import dev.syncline.core.value.Type;
import dev.syncline.engine.Batching;
import dev.syncline.engine.Ends;
import dev.syncline.engine.Engine;
import dev.syncline.engine.Progress;
import dev.syncline.engine.RunOptions;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.Sync;
import dev.syncline.engine.store.FastStores;
import dev.syncline.engine.store.StateStore;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record that is created takes the key of one that was there when both sides were compared. */
class KeyTakenTest {
  private static final SimTable TABLE =
      new SimTable(
          0,
          new SimTable.End(false, false, false),
          new SimTable.End(true, true, false),
          List.of(
              new SimTable.Value(
                  "v0",
                  Type.Text.UNBOUNDED,
                  Type.Text.UNBOUNDED,
                  Flow.BOTH,
                  Normal.AS_IS,
                  Normal.AS_IS,
                  false)),
          List.of(),
          MatchForm.EXACT,
          Policies.DEFAULT);

  @TempDir Path folder;

  @Test
  void itIsNotCopiedBack() throws Violation {
    Sync sync =
        new Sync(
            1,
            "keys",
            List.of(TABLE.compile(List.of(TABLE))),
            Guard.OFF,
            Sync.FirstSync.COPY,
            true,
            "hash");
    SimSchema schema = new SimSchema(List.of(TABLE), sync, false);
    MemoryDatabase source = schema.database(Side.SOURCE);
    MemoryDatabase target = schema.database(Side.TARGET);
    add(source, "u1", "c1");
    add(target, "u2", "c1");
    Faults renamed = new RenamesBeforeTheFirstWrite(target);
    try (StateStore store = FastStores.open(folder.resolve("state.db"))) {
      Engine engine =
          new Engine(
              store,
              new Ends(
                  new MemoryConnector("source", source, new MemoryLedger(), Faults.NONE),
                  new MemoryConnector("target", target, new MemoryLedger(), renamed)),
              sync,
              () -> 1,
              folder,
              Progress.NONE,
              new Batching(2, 2, false));
      RunResult first = engine.run(RunOptions.ALL.approved(), item -> {});
      assertThat(first.tally().applied()).isEqualTo(1);
      assertThat(uids(source)).containsExactlyInAnyOrder("u1");
      assertThat(uids(target)).containsExactlyInAnyOrder("u1", "u2");
      engine.run(RunOptions.ALL, item -> {});
      assertThat(uids(source)).containsExactlyInAnyOrder("u1", "u2");
      assertThat(engine.run(RunOptions.ALL, item -> {}).tally().planned()).isZero();
    }
  }

  private static void add(MemoryDatabase database, String uid, String code) throws Violation {
    database.insert("t0", List.of("uid", "code"), new Object[] {uid, code});
    database.commit();
  }

  private static List<Object> uids(MemoryDatabase database) {
    MemoryTable table = database.table("t0");
    return table.rows().values().stream()
        .map(row -> table.values(row, List.of("uid")).getFirst())
        .toList();
  }

  private static final class RenamesBeforeTheFirstWrite implements Faults {
    private final MemoryDatabase database;
    private boolean done;

    RenamesBeforeTheFirstWrite(MemoryDatabase database) {
      this.database = database;
    }

    @Override
    public void at(String connection, Step step) {
      if (step != Step.BEFORE_WRITE || done) {
        return;
      }
      done = true;
      try {
        database.update("t0", Key.of("c1"), List.of("code"), new Object[] {"c2"});
        database.commit();
      } catch (Violation e) {
        throw new AssertionError(e);
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
  }
}
