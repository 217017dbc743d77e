package dev.syncline.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.connect.WriteBatch;
import dev.syncline.core.mapping.FieldMeaning;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.ColumnRule;
import dev.syncline.core.mapping.FieldRule.Flow;
import dev.syncline.core.mapping.FieldRule.MissingParent;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Policies;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.plan.Guard;
import dev.syncline.core.value.MatchForm;
import dev.syncline.core.value.Type;
import dev.syncline.core.value.TypePair;
import dev.syncline.engine.Engine;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.UndoResult;
import dev.syncline.engine.plan.PlanFile;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.store.Stores;
import dev.syncline.engine.sync.Ends;
import dev.syncline.engine.sync.Progress;
import dev.syncline.engine.sync.Sync;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody without a team, no team without somebody who leads it, and all keys are generated. */
class CirclesInMemoryTest {
  private static final Type INT = new Type.Int(64, false);
  private static final int TEAMS = 1;
  private static final int PEOPLE = 2;

  @TempDir Path folder;
  private final MemoryDatabase source = database(1);
  private final MemoryDatabase target = database(1001);
  private final MemoryLedger sourceLedger = new MemoryLedger();
  private final MemoryLedger targetLedger = new MemoryLedger();
  private StateStore store;
  private long now = 1_000_000;

  @BeforeEach
  void open() {
    store = Stores.open(folder.resolve("state.db"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static ObjectSchema schema(String name, String refersTo) {
    return new ObjectSchema(
        name,
        List.of(
            new Column("id", INT, "test", false, Origin.GENERATED),
            new Column("code", Type.Text.UNBOUNDED, "test", false, Origin.GIVEN),
            new Column("badge", Type.Text.UNBOUNDED, "test", true, Origin.GIVEN),
            new Column("of", INT, "test", false, Origin.GIVEN)),
        List.of("id"),
        List.of(
            new ObjectSchema.UniqueKey("code", List.of("code"), MatchForm.EXACT),
            new ObjectSchema.UniqueKey("badge", List.of("badge"), MatchForm.EXACT)),
        List.of(
            new ObjectSchema.ForeignKey(
                "of", List.of("of"), refersTo, List.of("id"), false, false)));
  }

  private static final ObjectSchema TEAM = schema("team", "person");
  private static final ObjectSchema PERSON = schema("person", "team");

  private static MemoryDatabase database(long firstId) {
    MemoryDatabase database = new MemoryDatabase();
    database.add(new MemoryTable(TEAM, Map.of(), firstId));
    database.add(new MemoryTable(PERSON, Map.of(), firstId));
    return database;
  }

  private static Task task(int id, ObjectSchema schema, int through) {
    List<String> names = schema.columns().stream().map(Column::name).toList();
    FieldRule code = text(1, "code");
    FieldRule badge = text(2, "badge");
    FieldRule of =
        new RelationRule(
            "of",
            Flow.BOTH,
            through,
            "task " + through,
            List.of(3),
            List.of(3),
            false,
            false,
            MissingParent.HOLD,
            FieldMeaning.of("relation of"));
    return new Task(
        7,
        id,
        schema.name(),
        schema,
        schema,
        schema.shape(names),
        schema.shape(names),
        List.of(code, badge, of),
        List.of(new Task.MatchField(0, MatchForm.CASE_INSENSITIVE)),
        Optional.empty(),
        Optional.empty(),
        Policies.DEFAULT);
  }

  private static FieldRule text(int at, String name) {
    TypePair pair =
        TypePair.of(Type.Text.UNBOUNDED, Type.Text.UNBOUNDED, ZoneOffset.UTC).orElseThrow();
    return new ColumnRule(name, Flow.BOTH, at, at, pair, FieldMeaning.of("column " + name));
  }

  private Sync sync() {
    return new Sync(
        7,
        "teams",
        List.of(task(TEAMS, TEAM, PEOPLE), task(PEOPLE, PERSON, TEAMS)),
        Guard.OFF,
        Sync.FirstSync.MATCH,
        true,
        "hash");
  }

  private Engine engine(Faults faults) {
    Ends ends =
        new Ends(
            new MemoryConnector("source", source, sourceLedger, faults),
            new MemoryConnector("target", target, targetLedger, faults));
    return new Engine(store, ends, sync(), () -> now += 1000, folder, Progress.NONE);
  }

  private RunResult run() {
    return engine(Faults.NONE).run(RunOptions.ALL, item -> {});
  }

  /** Teams in a ring: who leads a team is in the next one. */
  private static void ring(MemoryDatabase db, String... teams) {
    try {
      db.defer(true);
      long[] ids = new long[teams.length];
      for (int i = 0; i < teams.length; i++) {
        ids[i] = insert(db, "team", teams[i], 0);
      }
      for (int i = 0; i < teams.length; i++) {
        long leader = insert(db, "person", teams[i] + " leader", ids[(i + 1) % teams.length]);
        db.update("team", Key.of(ids[i]), List.of("of"), new Object[] {leader});
      }
      db.checkAll();
      db.commit();
    } catch (Violation e) {
      throw new AssertionError(e);
    } finally {
      db.defer(false);
    }
  }

  /** Deletes teams and people by their codes, all at once. */
  private static void delete(MemoryDatabase db, String... codes) {
    List<String> going = List.of(codes);
    try {
      db.defer(true);
      for (String table : List.of("team", "person")) {
        for (Key key : List.copyOf(db.table(table).rows().keySet())) {
          if (going.contains((String) db.table(table).get(key)[1])) {
            db.delete(table, key);
          }
        }
      }
      db.checkAll();
      db.commit();
    } catch (Violation e) {
      throw new AssertionError(e);
    } finally {
      db.defer(false);
    }
  }

  private static long insert(MemoryDatabase db, String table, String code, long of)
      throws Violation {
    return (Long) db.insert(table, List.of("code", "of"), new Object[] {code, of}).parts()[0];
  }

  private static void badge(MemoryDatabase db, String team, String badge) {
    db.table("team")
        .rows()
        .forEach(
            (key, row) -> {
              if (row[1].equals(team)) {
                row[2] = badge;
              }
            });
  }

  private static Map<String, Object> everything(MemoryDatabase db) {
    Map<String, Object> all = new TreeMap<>();
    db.table("team")
        .rows()
        .values()
        .forEach(r -> all.put("team " + r[1], db.table("person").get(Key.of(r[3]))[1]));
    db.table("person")
        .rows()
        .values()
        .forEach(r -> all.put("person " + r[1], db.table("team").get(Key.of(r[3]))[1]));
    return all;
  }

  private void inStep() {
    assertThat(everything(target)).isEqualTo(everything(source));
    assertThat(target.table("team").rows()).hasSameSizeAs(source.table("team").rows());
    assertThat(target.table("person").rows()).hasSameSizeAs(source.table("person").rows());
    assertThat(run().tally().applied()).as("one more run writes nothing").isZero();
    assertThat(engine(Faults.NONE).verify(java.util.Set.of()).certifies()).isTrue();
  }

  @Test
  void circlesAreCreatedBothWays() throws Violation {
    ring(source, "one");
    ring(source, "two", "three", "four");
    insert(source, "person", "somebody", 1);
    source.commit();
    ring(target, "five", "six");
    RunResult result = run();
    assertThat(result.due()).isEmpty();
    assertThat(everything(source)).hasSize(13);
    inStep();
  }

  @Test
  void moreThanGoesAtOnce() {
    for (int i = 0; i < 130; i++) {
      ring(source, "a" + i, "b" + i);
    }
    assertThat(run().due()).isEmpty();
    inStep();
  }

  @Test
  void aCircleThatIsTooLargeIsSaidAndLeft() {
    String[] teams = new String[101];
    for (int i = 0; i < teams.length; i++) {
      teams[i] = "t" + i;
    }
    ring(source, teams);
    ring(source, "small");
    RunResult result = run();
    assertThat(result.tally().applied()).isEqualTo(2);
    assertThat(result.due()).hasSize(202).allMatch(d -> d.message().contains("at most 200"));
  }

  @Test
  void oneThatIsRefusedKeepsNoOtherBack() {
    ring(source, "one");
    ring(source, "two");
    ring(source, "three");
    badge(source, "two", "B");
    ring(target, "four");
    badge(target, "four", "B");
    RunResult result = run();
    assertThat(everything(target))
        .containsKeys("team one", "team three")
        .doesNotContainKey("team two");
    assertThat(result.due()).filteredOn(d -> d.reason() == Due.Reason.REJECTED).isNotEmpty();
    badge(source, "two", "C");
    run();
    assertThat(everything(target)).containsKeys("team two", "person two leader");
  }

  private void many() throws Violation {
    ring(source, "one");
    ring(source, "two", "three", "four");
    ring(source, "five", "six");
    ring(source, "seven");
    insert(source, "person", "somebody", 2);
    source.commit();
    run();
    inStep();
  }

  @Test
  void circlesAreDeletedBothWays() throws Violation {
    many();
    delete(source, "two", "two leader", "three", "three leader", "four", "four leader", "somebody");
    delete(target, "one", "one leader");
    RunResult result = run();
    assertThat(result.due()).isEmpty();
    assertThat(result.tally().applied()).isEqualTo(9);
    assertThat(everything(source)).hasSize(6);
    inStep();
  }

  @Test
  void aCircleThatIsStillReferredToStaysWhole() throws Violation {
    many();
    insert(target, "person", "stranger", 1002);
    target.commit();
    delete(source, "two", "two leader", "three", "three leader", "four", "four leader", "somebody");
    delete(source, "one", "one leader");
    RunResult result = run();
    assertThat(everything(target))
        .containsKeys("team two", "team three", "team four", "person stranger")
        .doesNotContainKeys("team one", "person somebody");
    assertThat(result.due()).isNotEmpty();
    delete(target, "stranger");
    assertThat(run().due()).isEmpty();
    inStep();
  }

  @ParameterizedTest
  @EnumSource(Faults.Fate.class)
  void whateverBecomesOfTheAnswerToDeletes(Faults.Fate fate) throws Violation {
    many();
    delete(source, "five", "five leader", "six", "six leader");
    engine(once(fate, false)).run(RunOptions.ALL, item -> {});
    assertThat(run().due()).isEmpty();
    assertThat(everything(target)).hasSize(11);
    inStep();
  }

  @Test
  void deathAfterTheCommitOfDeletesIsRecovered() throws Violation {
    many();
    delete(source, "five", "five leader", "six", "six leader");
    assertThatThrownBy(
            () -> engine(once(Faults.Fate.APPLIED_AND_TOLD, true)).run(RunOptions.ALL, item -> {}))
        .isInstanceOf(Faults.Crash.class);
    assertThat(run().recovered()).isEqualTo(4);
    inStep();
  }

  @Test
  void moreIsDeletedThanGoesAtOnce() {
    List<String> going = new ArrayList<>();
    for (int i = 0; i < 130; i++) {
      ring(source, "a" + i, "b" + i);
      going.addAll(List.of("a" + i, "a" + i + " leader", "b" + i, "b" + i + " leader"));
    }
    ring(source, "stays");
    run();
    delete(source, going.toArray(String[]::new));
    assertThat(run().due()).isEmpty();
    assertThat(everything(target)).hasSize(2);
    inStep();
  }

  @Test
  void aCircleTooLargeToDeleteIsSaidAndLeft() throws Violation {
    String[] teams = new String[101];
    List<String> going = new ArrayList<>(List.of("small", "small leader"));
    for (int i = 0; i < teams.length; i++) {
      teams[i] = "t" + i;
      going.addAll(List.of("t" + i, "t" + i + " leader"));
    }
    ring(source, teams);
    for (MemoryDatabase db : List.of(source, target)) {
      ring(db, "small");
      ring(db, "stays");
    }
    ring(target, teams);
    run();
    inStep();
    delete(source, going.toArray(String[]::new));
    RunResult result = run();
    assertThat(result.tally().applied()).isEqualTo(2);
    assertThat(result.due())
        .hasSize(202)
        .allMatch(d -> d.message().contains("at most 200 are deleted together"));
  }

  @Test
  void whatCreatedCirclesIsTakenBackAndBroughtBack() throws Violation {
    ring(source, "here");
    run();
    ring(source, "two", "three");
    insert(source, "person", "somebody", 2);
    source.commit();
    long created = run().run();
    inStep();
    UndoResult undone = engine(Faults.NONE).undo(created, RunOptions.ALL, item -> {});
    assertThat(undone.left()).isEmpty();
    assertThat(everything(target)).hasSize(2);
    UndoResult again = engine(Faults.NONE).undo(undone.run().run(), RunOptions.ALL, item -> {});
    assertThat(again.left()).isEmpty();
    assertThat(everything(target)).hasSize(7).isEqualTo(everything(source));
  }

  /** The batch of a circle meets its fate once. */
  private static Faults once(Faults.Fate fate, boolean dies) {
    boolean[] done = {false};
    return new Faults() {
      private boolean together;

      @Override
      public void at(String connection, Step step) {
        if (dies && together && step == Step.AFTER_COMMIT) {
          throw new Crash("after the commit");
        }
      }

      @Override
      public Fate fate(String connection, WriteBatch batch) {
        together = batch.together();
        if (!batch.together() || done[0]) {
          return Fate.APPLIED_AND_TOLD;
        }
        done[0] = true;
        return fate;
      }

      @Override
      public boolean sloppy(String connection) {
        return false;
      }
    };
  }

  @ParameterizedTest
  @EnumSource(Faults.Fate.class)
  void whateverBecomesOfTheAnswer(Faults.Fate fate) {
    ring(source, "two", "three", "four");
    engine(once(fate, false)).run(RunOptions.ALL, item -> {});
    assertThat(run().due()).isEmpty();
    inStep();
  }

  @Test
  void deathAfterTheCommitDoublesNothing() {
    ring(source, "two", "three", "four");
    assertThatThrownBy(
            () -> engine(once(Faults.Fate.APPLIED_AND_TOLD, true)).run(RunOptions.ALL, item -> {}))
        .isInstanceOf(Faults.Crash.class);
    assertThat(store.openBatches(7)).as("one of each task").hasSize(2);
    assertThat(run().recovered()).isEqualTo(6);
    inStep();
  }

  /** Its unique key was not looked for on the other side. */
  @ParameterizedTest
  @ValueSource(ints = {1, 8, 9, 10, 11, 12, 13})
  void aMemberThatIsRenamedMeanwhileIsNotCreated(int fetch) {
    ring(source, "one");
    ring(target, "two");
    int[] fetches = {0};
    Faults renames =
        new Faults() {
          @Override
          public void at(String connection, Step step) {
            if (connection.equals("source") && step == Step.BEFORE_FETCH && ++fetches[0] == fetch) {
              rename(source, "one", "TWO");
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
    engine(renames).run(RunOptions.ALL, item -> {});
    assertThat(fetches[0]).isGreaterThanOrEqualTo(fetch);
    assertThat(everything(target)).doesNotContainKey("team TWO");
  }

  private static void rename(MemoryDatabase db, String team, String to) {
    try {
      for (Key key : List.copyOf(db.table("team").rows().keySet())) {
        if (db.table("team").get(key)[1].equals(team)) {
          db.update("team", key, List.of("code"), new Object[] {to});
        }
      }
      db.commit();
    } catch (Violation e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aSavedPlanCreatesTheCirclesItShows() {
    ring(source, "two", "three");
    Path file = folder.resolve("plan");
    Engine engine = engine(Faults.NONE);
    List<String> lines = new ArrayList<>();
    try (PlanFile.Writer writer =
        new PlanFile.Writer(file, engine.header(), sync(), store.fingerprinter())) {
      engine.plan(
          RunOptions.ALL,
          item -> {
            writer.add(item);
            lines.add(item.toString());
          });
      writer.finish();
    }
    assertThat(lines).hasSize(4).allMatch(l -> l.startsWith("Create"));
    assertThat(everything(target)).isEmpty();
    ring(source, "later");
    assertThat(engine.apply(file, RunOptions.ALL, item -> {}).tally().applied()).isEqualTo(4);
    assertThat(everything(target))
        .containsKeys("team two", "team three")
        .doesNotContainKey("team later");
    run();
    inStep();
  }
}
