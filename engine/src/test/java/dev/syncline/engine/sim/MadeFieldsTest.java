package dev.syncline.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.laws.MadeUp;
import dev.syncline.core.laws.Recipe;
import dev.syncline.core.mapping.FieldRule.Flow;
import dev.syncline.core.mapping.Policies;
import dev.syncline.core.model.Key;
import dev.syncline.core.plan.Guard;
import dev.syncline.core.value.MatchForm;
import dev.syncline.core.value.Type;
import dev.syncline.engine.Engine;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A column that a formula makes of a column of the other side. */
class MadeFieldsTest {
  private static final SimTable.End END = new SimTable.End(false, false, false);

  private static final BySide<Set<String>> NOTHING = new BySide<>(Set.of(), Set.of());

  private static SimTable table(Recipe recipe) {
    return new SimTable(
            0,
            END,
            END,
            List.of(
                new SimTable.Value(
                    "name",
                    Type.Text.UNBOUNDED,
                    Type.Text.UNBOUNDED,
                    Flow.BOTH,
                    Normal.AS_IS,
                    Normal.AS_IS,
                    false)),
            List.of(),
            MatchForm.EXACT,
            Policies.DEFAULT)
        .with(
            List.of(
                new SimMade(
                    "made",
                    new MadeUp(recipe, Side.SOURCE, false, false),
                    List.of(column("name", SimMade.Use.SHARED)),
                    List.of(column("made", SimMade.Use.OWN)))));
  }

  private static SimMade.Column column(String name, SimMade.Use use) {
    return new SimMade.Column(name, Type.Text.UNBOUNDED, Normal.AS_IS, use);
  }

  @TempDir Path folder;
  private final SimSchema schema = schema(table(Recipe.CAPITALS));
  private final MemoryDatabase source = schema.database(Side.SOURCE);
  private final MemoryDatabase target = schema.database(Side.TARGET);
  private StateStore store;

  private static SimSchema schema(SimTable table) {
    return new SimSchema(
        List.of(table),
        new Sync(
            1,
            "made",
            List.of(table.compile(List.of(table)).withNeverJournaled(NOTHING)),
            Guard.OFF,
            Sync.FirstSync.MATCH,
            true,
            "hash"),
        false);
  }

  private Engine engine(SimSchema of) {
    return new Engine(
        store,
        new Ends(
            new MemoryConnector("source", source, new MemoryLedger(), Faults.NONE),
            new MemoryConnector("target", target, new MemoryLedger(), Faults.NONE)),
        of.sync(),
        () -> 1,
        folder,
        Progress.NONE,
        new Batching(2, 2, 500, false));
  }

  @BeforeEach
  void open() throws Violation {
    store = FastStores.open(folder.resolve("state.db"));
    source.insert("t0", List.of("uid", "code", "name"), new Object[] {"u", "c", "abc"});
    source.commit();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static List<Object> held(MemoryDatabase database, String... columns) {
    MemoryTable table = database.table("t0");
    return table.values(table.rows().firstEntry().getValue(), List.of(columns));
  }

  /** Records whose columns are all alike are not in step for that. */
  @Test
  void isMadeWhereItIsTheVeryThingThatItIsMadeOf() throws Violation {
    target.insert(
        "t0", List.of("uid", "code", "name", "made"), new Object[] {"u", "c", "abc", "abc"});
    target.commit();
    Engine engine = engine(schema);
    engine.run(RunOptions.ALL, item -> {});
    assertThat(held(target, "name", "made")).containsExactly("abc", "ABC");
    assertThat(engine.verify(Set.of()).certifies()).isTrue();
  }

  @Test
  void isMadeAnewByAnotherFormula() {
    engine(schema).run(RunOptions.ALL, item -> {});
    assertThat(held(target, "made")).containsExactly("ABC");
    Engine engine = engine(schema(table(Recipe.REVERSED)));
    assertThat(engine.verify(Set.of()).certifies()).isFalse();
    engine.run(RunOptions.ALL, item -> {});
    assertThat(held(target, "name", "made")).containsExactly("abc", "cba");
    assertThat(engine.verify(Set.of()).certifies()).isTrue();
  }

  /** What is made of a value goes back with it, and only the value is left different. */
  @Test
  void isTakenBackWithWhatItIsMadeOf() throws Violation {
    Engine engine = engine(schema);
    engine.run(RunOptions.ALL, item -> {});
    target.update("t0", Key.of(1001L), List.of("name"), new Object[] {"xyz"});
    target.commit();
    long run = engine.run(RunOptions.ALL, item -> {}).run();
    assertThat(held(source, "name")).containsExactly("xyz");
    assertThat(held(target, "name", "made")).containsExactly("xyz", "XYZ");

    assertThat(engine.undo(run, RunOptions.ALL, item -> {}).left()).isEmpty();
    assertThat(engine.run(RunOptions.ALL, item -> {}).tally().applied()).isZero();
    assertThat(held(source, "name")).containsExactly("abc");
    assertThat(held(target, "name", "made")).containsExactly("xyz", "ABC");
    Certificate certificate = engine.verify(Set.of());
    assertThat(certificate.certifies()).isTrue();
    assertThat(certificate.pinned()).isEqualTo(1);
  }
}
