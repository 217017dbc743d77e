package dev.syncline.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.connect.Connector;
import dev.syncline.connect.Intent;
import dev.syncline.connect.WriteBatch;
import dev.syncline.core.mapping.Policies;
import dev.syncline.engine.Engine;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.UndoResult;
import dev.syncline.engine.plan.PlanFile;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.JournalEntry;
import dev.syncline.engine.store.Withheld;
import dev.syncline.engine.undo.LeftAlone;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** People whose phone numbers are written down nowhere but in the two shops. */
class NeverJournaledTest {
  private static final String SECRET = "0049-7-SECRT";
  private static final String OTHER = "0049-8-OTHER";

  @TempDir Path folder;
  private Shop shop;

  @BeforeEach
  void open() {
    shop = new Shop(folder);
    shop.neverJournaled = Set.of("phone");
  }

  @AfterEach
  void close() {
    shop.close();
  }

  private RunResult run() {
    return shop.run(Policies.DEFAULT);
  }

  private List<JournalEntry> journal(long run) {
    List<JournalEntry> all = new ArrayList<>();
    shop.store.journal(run, batch -> all.addAll(batch.entries()));
    return all;
  }

  private static Object after(JournalEntry entry, String column) {
    return entry.after()[entry.columns().indexOf(column)];
  }

  private static Object before(JournalEntry entry, String column) {
    return entry.before()[entry.columns().indexOf(column)];
  }

  /** Neither in the store, nor in its log, nor in any other file of the folder. */
  private void nowhere(String secret) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        assertThat(bytes.contains(secret)).as("%s in %s", secret, file).isFalse();
      }
    }
  }

  private void inStep() {
    assertThat(run().due()).isEmpty();
    assertThat(Shop.people(shop.target)).isEqualTo(Shop.people(shop.source));
    assertThat(run().tally().planned()).isZero();
  }

  @Test
  void valuesAreInTheShopsAndNowhereElse() throws IOException {
    long ann = shop.person(shop.source, "ann@x", "Ann", SECRET, null);
    long created = run().run();
    assertThat(Shop.people(shop.target)).containsEntry("ann@x", "Ann " + SECRET + " -");
    assertThat(after(journal(created).getFirst(), "phone")).isEqualTo(Withheld.NEVER_JOURNALED);
    assertThat(after(journal(created).getFirst(), "name")).isEqualTo("Ann");

    shop.set(shop.source, "people", ann, "phone", OTHER);
    JournalEntry update = journal(run().run()).getFirst();
    assertThat(before(update, "phone")).isEqualTo(Withheld.NEVER_JOURNALED);
    assertThat(after(update, "phone")).isEqualTo(Withheld.NEVER_JOURNALED);

    shop.set(shop.source, "people", ann, "name", "Anna");
    JournalEntry another = journal(run().run()).getFirst();
    assertThat(another.columns())
        .as("what it left as it was")
        .contains("name")
        .doesNotContain("phone");

    shop.delete(shop.source, "people", ann);
    JournalEntry delete = journal(run().run()).getFirst();
    assertThat(before(delete, "phone")).isEqualTo(Withheld.NEVER_JOURNALED);
    nowhere(SECRET);
    nowhere(OTHER);
  }

  @Test
  void thatThereIsNoValueIsNoSecret() {
    shop.person(shop.source, "ann@x", "Ann", null, null);
    long created = run().run();
    assertThat(after(journal(created).getFirst(), "phone")).isNull();
    assertThat(shop.engine(Policies.DEFAULT).undo(created, RunOptions.ALL, i -> {}).left())
        .isEmpty();
    assertThat(Shop.people(shop.target)).isEmpty();
  }

  /** The process dies between the commit on the target and that of the store. */
  private void dies() {
    assertThatThrownBy(
            () ->
                shop.engine(
                        Policies.DEFAULT,
                        new Faults() {
                          @Override
                          public void at(String connection, Step step) {
                            if (step == Step.AFTER_COMMIT) {
                              throw new Crash("after the commit");
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
                        })
                    .run(RunOptions.ALL, i -> {}))
        .isInstanceOf(Faults.Crash.class);
  }

  /** Where all fields are columns, a create's base would follow from its journaled values. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCrashIsRecoveredByWhatTheSystemNoted(boolean unmanaged) throws IOException {
    shop.unmanaged = unmanaged;
    shop.person(shop.source, "ann@x", "Ann", SECRET, null);
    dies();
    // Only who knows that both agreed on the first number knows which side was edited since; where
    // it
    // is not known the source would win.
    shop.set(shop.target, "people", 1001, "phone", OTHER);
    RunResult recovered = run();
    assertThat(recovered.recovered()).isEqualTo(1);
    assertThat(Shop.people(shop.source)).containsEntry("ann@x", "Ann " + OTHER + " -");
    inStep();
    nowhere(SECRET);
    nowhere(OTHER);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ofASystemThatKeepsNoNotesItIsNotKnownWhatWasAgreedOn(boolean unmanaged) {
    shop.unmanaged = unmanaged;
    long ann = shop.person(shop.source, "ann@x", "Ann", SECRET, null);
    List<Intent> sought = new ArrayList<>();
    shop.targetAs = target -> withoutNotes(target, sought);
    dies();
    assertThat(run().recovered()).isEqualTo(1);
    assertThat(sought).hasSize(1);
    assertThat(sought.getFirst().columns()).contains("email", "name").doesNotContain("phone");
    assertThat(sought.getFirst().values()).doesNotHaveAnyElementsOfTypes(Withheld.class);
    assertThat(Shop.people(shop.target)).containsOnlyKeys("ann@x");
    inStep();
    shop.set(shop.source, "people", ann, "phone", OTHER);
    dies();
    Intent update = sought(sought);
    assertThat(update.isDelete()).as("an update of which no value is known").isFalse();
    inStep();
    assertThat(Shop.people(shop.target)).containsEntry("ann@x", "Ann " + OTHER + " -");
  }

  private Intent sought(List<Intent> sought) {
    sought.clear();
    run();
    return sought.getFirst();
  }

  /** A connector that finds what was written, but was told nothing to note. */
  private static Connector withoutNotes(Connector real, List<Intent> sought) {
    return (Connector)
        Proxy.newProxyInstance(
            Connector.class.getClassLoader(),
            new Class<?>[] {Connector.class},
            (proxy, method, arguments) -> {
              try {
                if (!method.getName().equals("applied")) {
                  return method.invoke(real, arguments);
                }
                List<Intent> intents = new ArrayList<>();
                ((List<?>) arguments[2]).forEach(i -> intents.add((Intent) i));
                sought.addAll(intents);
                Map<String, Connector.Applied> found = new LinkedHashMap<>();
                real.applied((String) arguments[0], (String) arguments[1], intents)
                    .forEach((op, a) -> found.put(op, Connector.Applied.unnoted(a.written())));
                return found;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private UndoResult undo(long run) {
    return shop.engine(Policies.DEFAULT).undo(run, RunOptions.ALL, i -> {});
  }

  @Test
  void undoRestoresWhatIsKnownAndNamesWhatIsNot() {
    long ann = shop.person(shop.source, "ann@x", "Ann", SECRET, null);
    long created = run().run();
    shop.set(shop.source, "people", ann, "phone", OTHER);
    shop.set(shop.source, "people", ann, "name", "Anna");
    long updated = run().run();
    UndoResult undone = undo(updated);
    assertThat(undone.left())
        .extracting(LeftAlone::reason)
        .containsExactly("phone is never journaled");
    assertThat(Shop.people(shop.target)).containsEntry("ann@x", "Ann " + OTHER + " -");

    UndoResult notGone = undo(created);
    assertThat(notGone.left().getFirst().reason())
        .isEqualTo("phone is never journaled: whether it was changed since is not known");
    assertThat(Shop.people(shop.target)).containsKey("ann@x");
  }

  @Test
  void undoDoesNotGiveBackHalfARecord() {
    long ann = shop.person(shop.source, "ann@x", "Ann", SECRET, null);
    run();
    shop.delete(shop.source, "people", ann);
    UndoResult undone = undo(run().run());
    assertThat(undone.left().getFirst().reason())
        .isEqualTo("phone is never journaled: it cannot be given back whole");
    assertThat(Shop.people(shop.target)).isEmpty();
  }

  @Test
  void whyRecordsAreHeldNamesTheColumnAndNotTheValue() throws IOException {
    shop.neverJournaled = Set.of("email");
    shop.person(shop.source, "ann@secret.x", "Ann", "1", null);
    shop.person(shop.source, "ann@secret.x", "Anna", "2", null);
    List<Due> due = run().due();
    assertThat(due).extracting(Due::reason).containsOnly(Due.Reason.AMBIGUOUS);
    assertThat(due.getFirst().message()).contains("one value of email").doesNotContain("secret");
    nowhere("ann@secret.x");
  }

  private Path plan() {
    Path file = folder.resolve("plan");
    Engine engine = shop.engine(Policies.DEFAULT);
    try (PlanFile.Writer writer =
        new PlanFile.Writer(
            file, engine.header(), shop.sync(Policies.DEFAULT), shop.store.fingerprinter())) {
      engine.plan(RunOptions.ALL, writer::add);
      writer.finish();
    }
    return file;
  }

  private RunResult apply(Path plan) {
    return shop.engine(Policies.DEFAULT).apply(plan, RunOptions.ALL, item -> {});
  }

  @Test
  void aSavedPlanHidesTheValuesAndWritesThemAllTheSame() throws IOException {
    long ann = shop.person(shop.source, "ann@x", "Ann", OTHER, null);
    long bob = shop.person(shop.source, "bob@x", "Bob", SECRET, null);
    run();
    shop.set(shop.source, "people", ann, "phone", SECRET);
    shop.person(shop.source, "cy@x", "Cy", SECRET, null);
    shop.delete(shop.source, "people", bob);
    Path plan = plan();
    nowhere(SECRET);
    nowhere(OTHER);
    RunResult applied = apply(plan);
    assertThat(applied.due()).isEmpty();
    assertThat(applied.tally().applied()).isEqualTo(3);
    assertThat(Shop.people(shop.target))
        .containsExactly(
            Map.entry("ann@x", "Ann " + SECRET + " -"), Map.entry("cy@x", "Cy " + SECRET + " -"));
    inStep();
    nowhere(SECRET);
  }

  @Test
  void aHiddenValueThatChangedSinceIsNotWritten() {
    long ann = shop.person(shop.source, "ann@x", "Ann", SECRET, null);
    Path plan = plan();
    shop.set(shop.source, "people", ann, "phone", OTHER);
    RunResult applied = apply(plan);
    assertThat(applied.tally().applied()).isZero();
    assertThat(applied.due()).extracting(Due::reason).containsExactly(Due.Reason.STALE);
    assertThat(Shop.people(shop.target)).isEmpty();
    inStep();
  }
}
