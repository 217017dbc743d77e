package dev.syncline.engine.circles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.connect.Connector;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.engine.Engine;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.UndoResult;
import dev.syncline.engine.circles.Offices.Kind;
import dev.syncline.engine.config.CompiledSync;
import dev.syncline.engine.config.Configuration;
import dev.syncline.engine.config.ConfigurationReader;
import dev.syncline.engine.config.EngineSync;
import dev.syncline.engine.config.LoadedConfiguration;
import dev.syncline.engine.config.TaskCompiler;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.store.Stores;
import dev.syncline.engine.sync.Ends;
import dev.syncline.engine.sync.Progress;
import dev.syncline.engine.sync.Sync;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Records that refer to each other in a circle, on real systems: created where the references are
 * never null, and deleted.
 */
class CirclesTest {
  @TempDir Path folder;
  private StateStore store;
  private Offices left;
  private Offices right;
  private long now = 1_700_000_000_000L;

  @BeforeEach
  void open() {
    store = Stores.open(folder.resolve("state.db"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void offices(Kind source, Kind target) throws SQLException {
    left = new Offices(source, folder, "left", 1);
    right = new Offices(target, folder, "right", 20_001);
  }

  private interface Doing<T> {
    T with(Engine engine);
  }

  /** Opens both systems, the target in a disguise, and does something. */
  private <T> T engine(UnaryOperator<Connector> target, Doing<T> doing) {
    try (Connector s = left.connect("left");
        Connector t = right.connect("right")) {
      Engine engine =
          new Engine(
              store,
              new Ends(s, target.apply(t)),
              sync(s, t),
              () -> now += 1000,
              folder,
              Progress.NONE);
      return doing.with(engine);
    }
  }

  private Sync sync(Connector source, Connector target) {
    LoadedConfiguration loaded =
        ConfigurationReader.read(
            folder,
            "syncline.yaml",
            """
            version: 1
            connections:
              left: %s
              right: %s
            syncs:
              offices:
                id: 1
                source: left
                target: right
                tasks:
                  - { name: departments, id: 1, source: dept, target: dept }
                  - { name: staff, id: 2, source: staff, target: staff }
                  - { name: places, id: 3, source: place, target: place }
                  - { name: trees, id: 4, source: tree, target: tree }
                  - { name: branches, id: 5, source: branch, target: branch }
            """
                .formatted(left.configuration(), right.configuration()),
            Map.of());
    assertThat(loaded.hasErrors()).as("%s", loaded.findings()).isFalse();
    Configuration configuration = loaded.configuration();
    CompiledSync compiled =
        TaskCompiler.compile(configuration, configuration.syncs().getFirst(), source, target);
    assertThat(compiled.hasErrors()).as("%s", compiled.findings()).isFalse();
    return EngineSync.of(compiled);
  }

  private RunResult run() {
    return engine(t -> t, e -> e.run(RunOptions.ALL.approved(), item -> {}));
  }

  private void inStep() throws SQLException {
    assertThat(right.everything()).isEqualTo(left.everything());
    assertThat(right.rows()).isEqualTo(left.rows()).isEqualTo(right.everything().size());
    assertThat(run().tally().applied()).as("one more run writes nothing").isZero();
    assertThat(engine(t -> t, e -> e.verify(Set.of())).certifies()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"WAITING, MARIADB", "MARIADB, SQLITE", "SQLITE, POSTGRES", "POSTGRES, WAITING"})
  void circlesAreCreatedBothWays(Kind source, Kind target) throws SQLException {
    offices(source, target);
    left.ring("one");
    left.ring("two", "three", "four");
    left.member("clerk", "three");
    left.places(null, "world");
    left.places("world", "desk", "room", "house");
    right.ring("nine");
    right.places(null, "up", "down");
    right.places("down", "cellar");
    RunResult result = run();
    assertThat(result.due()).isEmpty();
    assertThat(left.everything()).hasSize(5 + 5 + 1 + 4 + 3);
    inStep();
  }

  @ParameterizedTest
  @CsvSource({"WAITING, MARIADB", "MARIADB, SQLITE", "SQLITE, POSTGRES", "POSTGRES, WAITING"})
  void circlesAreDeletedBothWays(Kind source, Kind target) throws SQLException {
    offices(source, target);
    left.ring("one");
    left.ring("two", "three", "four");
    left.member("clerk", "three");
    left.ring("stays");
    left.places(null, "world");
    left.places("world", "desk", "room", "house");
    left.places(null, "up", "down");
    left.tree("tree", "a", "b");
    left.tree("tree", "c");
    left.tree("tree", "d", "e", "f");
    left.tree("branch", "a", "b");
    left.tree("branch", "c");
    left.tree("branch", "g", "h");
    run();
    inStep();
    left.delete("one", "one s", "world", "desk", "room", "house", "a", "b", "c");
    right.delete("two", "three", "four", "two s", "three s", "four s", "clerk", "up", "down");
    right.delete("g", "h");
    RunResult result = run();
    assertThat(result.due()).isEmpty();
    assertThat(left.everything()).hasSize(2 + 3);
    inStep();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatNeedsACircleKeepsItWhole(Kind target) throws SQLException {
    offices(Kind.SQLITE, target);
    left.ring("one", "two");
    left.tree("tree", "a", "b");
    run();
    right.run(
        "CREATE TABLE leaf (tree varchar(20) NOT NULL, FOREIGN KEY (tree) REFERENCES tree (code))");
    right.run("INSERT INTO leaf VALUES ('b')");
    left.delete("one", "one s", "two", "two s", "a", "b");
    RunResult result = run();
    assertThat(right.everything()).containsExactly("tree a below b", "tree b below a");
    assertThat(result.due()).hasSize(2).allMatch(d -> d.message().contains("other records refer"));
    right.run("DELETE FROM leaf");
    assertThat(run().due()).isEmpty();
    assertThat(right.rows()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatCreatedCirclesIsTakenBackAndBroughtBack(Kind target) throws SQLException {
    offices(Kind.SQLITE, target);
    left.ring("stays");
    run();
    left.ring("one", "two");
    left.places(null, "world");
    left.tree("tree", "a", "b");
    left.tree("tree", "c");
    RunResult created = run();
    inStep();
    UndoResult undone = engine(t -> t, e -> e.undo(created.run(), RunOptions.ALL, item -> {}));
    assertThat(undone.left()).isEmpty();
    assertThat(right.rows()).isEqualTo(2);
    UndoResult again = engine(t -> t, e -> e.undo(undone.run().run(), RunOptions.ALL, item -> {}));
    assertThat(again.left()).isEmpty();
    inStep();
  }

  private void many() throws SQLException {
    for (int i = 0; i < 40; i++) {
      left.ring("ring " + i);
    }
    left.places(null, "world");
    left.places("world", "desk", "house");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aLostAnswerDoublesNothing(Kind target) throws SQLException {
    offices(Kind.SQLITE, target);
    many();
    engine(
        t ->
            after(
                t,
                batch ->
                    Collections.nCopies(batch.writes().size(), new WriteOutcome.Unknown("lost"))),
        e -> e.run(RunOptions.ALL.approved(), item -> {}));
    run();
    inStep();
  }

  private static final class Died extends Error {
    private static final long serialVersionUID = 1L;
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void deathAfterTheCommitDoublesNothing(Kind target) throws SQLException {
    offices(Kind.SQLITE, target);
    many();
    assertThatThrownBy(
            () ->
                engine(
                    t ->
                        after(
                            t,
                            batch -> {
                              throw new Died();
                            }),
                    e -> e.run(RunOptions.ALL.approved(), item -> {})))
        .isInstanceOf(Died.class);
    assertThat(store.openBatches(1)).hasSizeGreaterThan(1);
    RunResult result = run();
    assertThat(result.recovered()).isGreaterThan(64);
    assertThat(result.due()).isEmpty();
    inStep();
  }

  private interface Answer {
    List<WriteOutcome> to(WriteBatch batch);
  }

  /** The connector, whose every answer to writes that go together is another one. */
  private static Connector after(Connector connector, Answer answer) {
    return (Connector)
        Proxy.newProxyInstance(
            CirclesTest.class.getClassLoader(),
            new Class<?>[] {Connector.class},
            (proxy, method, arguments) -> {
              try {
                Object result = method.invoke(connector, arguments);
                return method.getName().equals("write")
                        && arguments[0] instanceof WriteBatch batch
                        && batch.together()
                    ? answer.to(batch)
                    : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
