package dev.syncline.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.Connector;
import dev.syncline.connect.KeyOf;
import dev.syncline.connect.Write;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.core.Side;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever users edit of records and of their parts, on whichever side those are, and wherever the
 * process dies: both sides come to agree, one more run writes nothing, what one side alone edited
 * arrives, and only records with an ambiguous part are left over. {@code -Dsim.seeds=100000} tries
 * more seeds.
 */
class PartSimulationTest {
  private static final int SEEDS = 80;

  @TempDir Path folder;

  @Test
  void recordsAndTheirPartsComeToAgreeWhateverHappens() throws IOException {
    assertThat(failures(UnaryOperator.identity(), Integer.getInteger("sim.seeds", SEEDS)))
        .isEmpty();
  }

  /** An oracle that cannot fail shows nothing: so it has to see what goes wrong on purpose. */
  @Test
  void aFirstOfSeveralRowsThatIsTakenIsSeen() throws IOException {
    assertThat(failures(PartSimulationTest::guessing, SEEDS)).isNotEmpty();
  }

  @Test
  void aRecordThatIsWrittenInPiecesIsSeenWhenTheProcessDies() throws IOException {
    assertThat(failures(PartSimulationTest::inPieces, SEEDS)).isNotEmpty();
  }

  @Test
  void aRowThatIsRemovedThoughSomethingIsLeftInItIsSeen() throws IOException {
    assertThat(failures(PartSimulationTest::thorough, SEEDS))
        .anyMatch(f -> f.contains("is nobody's business"));
  }

  @Test
  void aRowThatIsWrittenThoughOthersHaveItIsSeen() throws IOException {
    assertThat(failures(PartSimulationTest::alone, SEEDS)).isNotEmpty();
  }

  private List<String> failures(UnaryOperator<Connector> partedAs, int seeds) throws IOException {
    List<String> failures = new ArrayList<>();
    for (long seed = Long.getLong("sim.from", 0); seed < seeds && failures.size() < 5; seed++) {
      try (PartWorld world =
          new PartWorld(seed, Files.createTempDirectory(folder, "world"), partedAs)) {
        for (String problem : play(new SplittableRandom(seed), world)) {
          failures.add("seed " + seed + ": " + problem);
        }
      }
    }
    return failures;
  }

  private static List<String> play(SplittableRandom random, PartWorld world) {
    List<String> problems = new ArrayList<>();
    for (int round = 3 + random.nextInt(6); round > 0; round--) {
      world.edit(Side.TARGET, random.nextInt(9));
      world.edit(Side.SOURCE, random.nextInt(9));
      for (int deaths = random.nextInt(3); deaths > 0; deaths--) {
        world.runAndDie();
      }
      world.run();
      world.run();
      if (world.run() > 0) {
        problems.add("one more run wrote something");
      }
      problems.addAll(world.problems());
      if (!world.isAnyDue()) {
        if (!world.isCertified()) {
          problems.add("what is in step is not certified");
        }
        problems.addAll(oneSided(random, world));
      }
    }
    return problems;
  }

  /** What one side alone edits changes nothing of that side, wherever the process dies. */
  private static List<String> oneSided(SplittableRandom random, PartWorld world) {
    List<String> problems = new ArrayList<>();
    Side edited = random.nextInt(2) == 0 ? Side.SOURCE : Side.TARGET;
    world.edit(edited, 1 + random.nextInt(3));
    Map<Object, Map<String, Object>> before = world.records(edited);
    List<Object> others = world.others(edited);
    for (int deaths = random.nextInt(3); deaths > 0; deaths--) {
      world.runAndDie();
    }
    world.run();
    Map<Object, Map<String, Object>> after = world.records(edited);
    if (!before.equals(after)) {
      problems.add("an edit of the " + edited.word() + " made " + before + " " + after);
    }
    if (!others.equals(world.others(edited))) {
      problems.add("of what is nobody's business, " + others + ", is left " + world.others(edited));
    }
    return problems;
  }

  private interface Answer {
    Object to(Method method, Object[] given) throws Throwable;
  }

  private static Connector as(Answer answer) {
    return (Connector)
        Proxy.newProxyInstance(
            PartSimulationTest.class.getClassLoader(),
            new Class<?>[] {Connector.class},
            (proxy, method, given) -> answer.to(method, given));
  }

  private static Object call(Connector real, Method method, Object[] given) throws Throwable {
    try {
      return method.invoke(real, given);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** A system that finds one row of a part where there are several. */
  private static Connector guessing(Connector real) {
    return as(
        (method, given) -> {
          Object answer = call(real, method, given);
          if (!method.getName().equals("find") || !((Shape) given[0]).object().equals("numbers")) {
            return answer;
          }
          Set<List<Object>> seen = new HashSet<>();
          return ((List<?>) answer)
              .stream()
                  .map(Row.class::cast)
                  .filter(r -> seen.add(List.of(r.get("contact"), r.get("slot"))))
                  .toList();
        });
  }

  /** A system in which nobody is found who refers to an address. */
  private static Connector alone(Connector real) {
    return as(
        (method, given) ->
            method.getName().equals("find") && List.of("address").equals(given[1])
                ? List.of()
                : call(real, method, given));
  }

  /** A system that commits each row of a record by itself. */
  private static Connector inPieces(Connector real) {
    return as(
        (method, given) -> {
          if (!method.getName().equals("write") || !((WriteBatch) given[0]).together()) {
            return call(real, method, given);
          }
          WriteBatch batch = (WriteBatch) given[0];
          Map<Write, WriteOutcome> outcomes = new IdentityHashMap<>();
          for (List<Write> some : pieces(batch.writes())) {
            List<WriteOutcome> its =
                real.write(
                    new WriteBatch(
                        batch.id(),
                        batch.store(),
                        batch.sync(),
                        batch.task(),
                        batch.token(),
                        batch.rollback(),
                        true,
                        some));
            for (int i = 0; i < its.size(); i++) {
              outcomes.put(some.get(i), its.get(i));
            }
          }
          return batch.writes().stream().map(outcomes::get).toList();
        });
  }

  /** Inserts of a batch, and what refers to them, stay together. */
  private static List<List<Write>> pieces(List<Write> writes) {
    List<List<Write>> pieces = new ArrayList<>();
    List<Write> inserts = new ArrayList<>();
    for (Write write : writes) {
      if (write instanceof Write.Insert
          || write instanceof Write.Update u
              && Arrays.stream(u.values()).anyMatch(KeyOf.class::isInstance)) {
        inserts.add(write);
      } else {
        pieces.add(List.of(write));
      }
    }
    if (!inserts.isEmpty()) {
      pieces.add(inserts);
    }
    return pieces;
  }

  /** A system that says it makes an address's remark itself, so that it is nobody's. */
  private static Connector thorough(Connector real) {
    return as(
        (method, given) -> {
          Object answer = call(real, method, given);
          return answer instanceof ObjectSchema schema && schema.name().equals("addresses")
              ? new ObjectSchema(
                  schema.name(),
                  schema.columns().stream().map(PartSimulationTest::nobodys).toList(),
                  schema.primaryKey(),
                  schema.uniqueKeys(),
                  schema.foreignKeys())
              : answer;
        });
  }

  private static Column nobodys(Column column) {
    return column.name().equals("remark")
        ? new Column(
            column.name(),
            column.type(),
            column.nativeType(),
            column.nullable(),
            Column.Origin.COMPUTED)
        : column;
  }
}
