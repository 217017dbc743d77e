package dev.syncline.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.WriteBatch;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule.Flow;
import dev.syncline.core.mapping.FieldRule.MissingParent;
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
import dev.syncline.engine.sync.Capturing;
import dev.syncline.engine.sync.Ends;
import dev.syncline.engine.sync.Progress;
import dev.syncline.engine.sync.Sync;
import dev.syncline.engine.verify.Certificate;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record has a key that another one had before. */
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
          List.of(new SimTable.Reference("self", 0, Flow.BOTH, true, false, MissingParent.HOLD)),
          MatchForm.EXACT,
          Policies.DEFAULT);

  @TempDir Path folder;
  private Capturing capturing = Capturing.SCAN;
  private final MemoryDatabase source = schema(Sync.FirstSync.MATCH).database(Side.SOURCE);
  private final MemoryDatabase target = schema(Sync.FirstSync.MATCH).database(Side.TARGET);
  private final MemoryLedger sourceLedger = new MemoryLedger();
  private final MemoryLedger targetLedger = new MemoryLedger();
  private StateStore store;

  @BeforeEach
  void open() {
    store = FastStores.open(folder.resolve("state.db"));
    sourceLedger.follow(source);
    targetLedger.follow(target);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private SimSchema schema(Sync.FirstSync first) {
    Sync sync =
        new Sync(1, "keys", List.of(TABLE.compile(List.of(TABLE))), Guard.OFF, first, true, "hash")
            .with(capturing);
    return new SimSchema(List.of(TABLE), sync, false);
  }

  private Engine engine(Sync.FirstSync first, Faults onTarget) {
    Ends ends =
        new Ends(
            new MemoryConnector("source", source, sourceLedger, Faults.NONE),
            new MemoryConnector("target", target, targetLedger, onTarget));
    return new Engine(
        store,
        ends,
        schema(first).sync(),
        () -> 1,
        folder,
        Progress.NONE,
        new Batching(2, 2, 500, false));
  }

  @Test
  void itIsNotCopiedBack() throws Violation {
    add(source, "u1", "c1");
    add(target, "u2", "c1");
    Engine engine = engine(Sync.FirstSync.COPY, new RenamesBeforeTheFirstWrite(target));
    RunResult first = engine.run(RunOptions.ALL.approved(), item -> {});
    assertThat(first.tally().applied()).isEqualTo(1);
    assertThat(uids(source)).containsExactlyInAnyOrder("u1");
    assertThat(uids(target)).containsExactlyInAnyOrder("u1", "u2");
    engine.run(RunOptions.ALL, item -> {});
    assertThat(uids(source)).containsExactlyInAnyOrder("u1", "u2");
    assertThat(engine.run(RunOptions.ALL, item -> {}).tally().planned()).isZero();
  }

  /** Also a full compare knows of the keys that triggers saw change. */
  @Test
  void aRenamedRecordIsTheSameInAFullCompare() throws Violation {
    capturing =
        new Capturing(
            Map.of(Side.SOURCE, Capturing.Method.TRIGGERS, Side.TARGET, Capturing.Method.TRIGGERS),
            0);
    Engine engine = engine(Sync.FirstSync.MATCH, Faults.NONE);
    add(source, "u1", "c1");
    engine.run(RunOptions.ALL, item -> {});
    engine.run(RunOptions.ALL, item -> {});
    target.update("t0", Key.of("c1"), List.of("code"), new Object[] {"c2"});
    target.commit();
    RunResult renamed = engine.run(RunOptions.ALL, item -> {});
    assertThat(renamed.tally().applied()).isEqualTo(1);
    assertThat(source.table("t0").rows()).containsOnlyKeys(Key.of(1L));
    assertThat(engine.run(RunOptions.ALL, item -> {}).tally().planned()).isZero();
    assertThat(engine.verify(Set.of()).certifies()).isTrue();
  }

  /** The create of a record is not taken for that of the one which had its key before. */
  @Test
  void theKeyOfARenamedRecordIsUsedAgain() throws Violation {
    Engine engine = engine(Sync.FirstSync.MATCH, Faults.NONE);
    add(target, "u1", "c1");
    engine.run(RunOptions.ALL, item -> {});
    source.update("t0", Key.of(1L), List.of("code"), new Object[] {"c2"});
    source.commit();
    engine.run(RunOptions.ALL, item -> {});
    add(target, "u2", "c1");
    assertThat(engine.run(RunOptions.ALL, item -> {}).due()).isEmpty();
    assertThat(uids(source)).containsExactlyInAnyOrder("u1", "u2");
    assertThat(engine.run(RunOptions.ALL, item -> {}).tally().planned()).isZero();
  }

  /** Nor when it comes back under a key that another one had, which is elsewhere by now. */
  @Test
  void aRecordComesBackUnderAKeyThatWasUsedMoreOften() throws Violation {
    Engine engine = engine(Sync.FirstSync.MATCH, Faults.NONE);
    add(target, "u1", "c1");
    engine.run(RunOptions.ALL, item -> {});
    delete(target, Key.of("c1"));
    engine.run(RunOptions.ALL.approved(), item -> {});
    add(target, "u2", "c1");
    add(target, "u3", "c2");
    engine.run(RunOptions.ALL, item -> {});
    Key second = key(source, "u2");
    Key third = key(source, "u3");
    source.update("t0", second, List.of("code"), new Object[] {"c3"});
    source.update("t0", third, List.of("code"), new Object[] {"c1"});
    source.commit();
    delete(target, Key.of("c1"));
    engine.run(RunOptions.ALL.approved(), item -> {});
    assertThat(key(target, "u3")).isEqualTo(Key.of("c1"));
    target.update("t0", Key.of("c1"), List.of("v0"), new Object[] {"edited"});
    target.commit();
    delete(source, third);
    engine.run(RunOptions.ALL, item -> {});
    assertThat(uids(source)).containsExactlyInAnyOrder("u2", "u3");
    assertThat(uids(target)).containsExactlyInAnyOrder("u2", "u3");
    assertThat(engine.run(RunOptions.ALL, item -> {}).tally().planned()).isZero();
    assertThat(engine.verify(Set.of()).certifies()).isTrue();
  }

  /** Rows that exchanged their keys in one batch are told apart when that is taken back. */
  @Test
  void exchangedKeysGoBack() throws Violation {
    Engine engine = engine(Sync.FirstSync.MATCH, Faults.NONE);
    add(source, "u1", "c1");
    add(source, "u2", "c2");
    engine.run(RunOptions.ALL, item -> {});
    code(1, "for a while");
    code(2, "c1");
    code(1, "c2");
    long exchanged = engine.run(RunOptions.ALL, item -> {}).run();
    assertThat(uid("c1")).isEqualTo("u2");
    assertThat(engine.undo(exchanged, RunOptions.ALL, item -> {}).left()).isEmpty();
    assertThat(uid("c1")).isEqualTo("u1");
    assertThat(uid("c2")).isEqualTo("u2");
    assertThat(engine.run(RunOptions.ALL, item -> {}).tally().planned()).isZero();
    Certificate certificate = engine.verify(Set.of());
    assertThat(certificate.certifies()).isTrue();
    assertThat(certificate.pinned()).isEqualTo(2);
  }

  /** The link of a removed record gives way to one that takes its key, and that to the next. */
  @Test
  void aKeyIsTakenWhileTheNextRecordTakesTheOneThatItLeaves() throws Violation {
    Engine engine = engine(Sync.FirstSync.MATCH, Faults.NONE);
    add(source, "u1", "c1");
    add(source, "u2", "c2");
    add(source, "u3", "c3");
    engine.run(RunOptions.ALL, item -> {});
    delete(target, Key.of("c3"));
    code(1, "c3");
    code(2, "c1");
    engine.run(RunOptions.ALL.approved(), item -> {});
    assertThat(uid("c3")).isEqualTo("u1");
    assertThat(uid("c1")).isEqualTo("u2");
    assertThat(engine.run(RunOptions.ALL.approved(), item -> {}).due()).isEmpty();
    assertThat(uids(source)).containsExactlyInAnyOrder("u1", "u2");
    assertThat(engine.verify(Set.of()).certifies()).isTrue();
  }

  /** A reference that is written as keys are exchanged leads to whom it was meant for. */
  @Test
  void aReferenceFollowsAnExchange() throws Violation {
    Engine engine = engine(Sync.FirstSync.MATCH, Faults.NONE);
    add(source, "u1", "c1");
    add(source, "u2", "c2");
    engine.run(RunOptions.ALL, item -> {});
    code(1, "for a while");
    code(2, "c1");
    code(1, "c2");
    set(1, "self", 2L);
    assertThat(engine.run(RunOptions.ALL, item -> {}).due()).isEmpty();
    MemoryTable table = target.table("t0");
    assertThat(table.values(table.get(Key.of("c2")), List.of("uid", "self")))
        .containsExactly("u1", "c1");
    assertThat(engine.verify(Set.of()).certifies()).isTrue();
  }

  private void code(long id, String code) throws Violation {
    set(id, "code", code);
  }

  private void set(long id, String column, Object value) throws Violation {
    source.update("t0", Key.of(id), List.of(column), new Object[] {value});
    source.commit();
  }

  private Object uid(String code) {
    MemoryTable table = target.table("t0");
    return table.values(table.get(Key.of(code)), List.of("uid")).getFirst();
  }

  private static void add(MemoryDatabase database, String uid, String code) throws Violation {
    database.insert("t0", List.of("uid", "code"), new Object[] {uid, code});
    database.commit();
  }

  private static void delete(MemoryDatabase database, Key key) throws Violation {
    database.delete("t0", key);
    database.commit();
  }

  private static Key key(MemoryDatabase database, String uid) {
    MemoryTable table = database.table("t0");
    return table.rows().keySet().stream()
        .filter(k -> uid.equals(table.values(table.get(k), List.of("uid")).getFirst()))
        .findFirst()
        .orElseThrow();
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
