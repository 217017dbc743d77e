package dev.syncline.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.ChangeTracking;
import dev.syncline.connect.ChangeTracking.Mark;
import dev.syncline.connect.Connector;
import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
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
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever users edit of records and of what is looked up for them, and wherever the process dies:
 * both sides come to agree, one more run writes nothing, what one side alone edited arrives, and
 * only what is missing or ambiguous is left over. {@code -Dsim.seeds=100000} tries more seeds.
 */
class LookupSimulationTest {
  private static final int SEEDS = 100;

  @TempDir Path folder;

  @Test
  void whatIsLookedUpComesToAgreeWhateverHappens() throws IOException {
    int seeds = Integer.getInteger("sim.seeds", SEEDS);
    assertThat(failures(UnaryOperator.identity(), seeds, "scan", "triggers")).isEmpty();
  }

  /** An oracle that cannot fail shows nothing: so it has to see what goes wrong on purpose. */
  @Test
  void aFirstOfSeveralThatIsTakenIsSeen() throws IOException {
    assertThat(failures(LookupSimulationTest::guessing, SEEDS, "scan")).isNotEmpty();
  }

  @Test
  void aCacheThatOutlivesWhatItHoldsIsSeen() throws IOException {
    assertThat(failures(remembering(), SEEDS, "scan")).isNotEmpty();
  }

  @Test
  void aRowThatIsAddedTwiceAfterADeathIsSeen() throws IOException {
    assertThat(failures(LookupSimulationTest::forgetting, SEEDS, "scan"))
        .anyMatch(f -> f.contains("was added beside"));
  }

  @Test
  void aMarkThatIsForgottenOfWhatIsLookedUpIsSeen() throws IOException {
    assertThat(failures(LookupSimulationTest::unmarked, SEEDS, "triggers")).isNotEmpty();
  }

  private List<String> failures(UnaryOperator<Connector> targetAs, int seeds, String... captures)
      throws IOException {
    List<String> failures = new ArrayList<>();
    for (long seed = Long.getLong("sim.from", 0); seed < seeds && failures.size() < 5; seed++) {
      String capture = captures[(int) (seed % captures.length)];
      try (LookupWorld world =
          new LookupWorld(seed, Files.createTempDirectory(folder, "world"), targetAs, capture)) {
        for (String problem : play(new SplittableRandom(seed), world)) {
          failures.add("seed " + seed + ": " + problem);
        }
      }
    }
    return failures;
  }

  private static List<String> play(SplittableRandom random, LookupWorld world) {
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
      if (world.lookedInVain()) {
        problems.add("one more run looked at something");
      }
      problems.addAll(world.problems());
      problems.addAll(world.doubled());
      if (!world.isAnyDue()) {
        problems.addAll(oneSided(random, world));
      }
    }
    return problems;
  }

  /** What one side alone edits, be it what is looked up there, changes nothing of that side. */
  private static List<String> oneSided(SplittableRandom random, LookupWorld world) {
    Side edited = random.nextInt(2) == 0 ? Side.SOURCE : Side.TARGET;
    world.edit(edited, 1);
    Map<Object, Object> before = world.countries(edited);
    world.run();
    Map<Object, Object> after = world.countries(edited);
    return before.equals(after)
        ? List.of()
        : List.of("an edit of the " + edited.word() + " made " + before + " " + after);
  }

  /** A system that finds one record where there are several. */
  private static Connector guessing(Connector real) {
    return finding(
        real,
        (columns, rows) -> {
          Set<List<Object>> seen = new HashSet<>();
          return rows.stream()
              .filter(r -> seen.add(columns.stream().map(r::get).toList()))
              .toList();
        });
  }

  /** A system that does not find, now and then, what was added last. */
  private static Connector forgetting(Connector real) {
    SplittableRandom random = new SplittableRandom(1);
    return finding(
        real,
        (columns, rows) ->
            random.nextInt(8) > 0
                ? rows
                : rows.stream().sorted(Comparator.comparing(Row::key)).limit(1).toList());
  }

  /** A system that finds what it once found. */
  private static UnaryOperator<Connector> remembering() {
    Map<String, List<Row>> known = new HashMap<>();
    return real ->
        (Connector)
            Proxy.newProxyInstance(
                LookupSimulationTest.class.getClassLoader(),
                new Class<?>[] {Connector.class},
                (proxy, method, given) -> {
                  if (!method.getName().equals("find")
                      || ((Shape) given[0]).object().equals("contacts")) {
                    return call(real, method, given);
                  }
                  List<?> tuples = (List<?>) given[2];
                  String question =
                      ((Shape) given[0]).object()
                          + tuples.stream().map(t -> Arrays.toString((Object[]) t)).toList();
                  List<Row> found = known.get(question);
                  if (found == null) {
                    found = rows(call(real, method, given));
                    known.put(question, found);
                  }
                  return found;
                });
  }

  /** A system that does not tell of some changes of countries. */
  private static Connector unmarked(Connector real) {
    return (Connector)
        Proxy.newProxyInstance(
            LookupSimulationTest.class.getClassLoader(),
            new Class<?>[] {Connector.class},
            (proxy, method, given) -> {
              Object answer = call(real, method, given);
              return method.getName().equals("tracking")
                  ? ((Optional<?>) answer).map(t -> unmarked((ChangeTracking) t))
                  : answer;
            });
  }

  @SuppressWarnings("unchecked")
  private static ChangeTracking unmarked(ChangeTracking real) {
    return (ChangeTracking)
        Proxy.newProxyInstance(
            LookupSimulationTest.class.getClassLoader(),
            new Class<?>[] {ChangeTracking.class},
            (proxy, method, given) -> {
              if (method.getName().equals("marks") && given[1].equals("countries")) {
                Predicate<Mark> next = (Predicate<Mark>) given[2];
                given[2] = (Predicate<Mark>) mark -> next.test(misplaced(mark));
              }
              return call(real, method, given);
            });
  }

  /** Some marks, always the same ones, name a row that never was. */
  private static Mark misplaced(Mark mark) {
    return mark.number() % 3 == 0
        ? new Mark(mark.number(), null, Key.of(-1L), mark.origin())
        : mark;
  }

  interface Finding {
    List<Row> of(List<String> columns, List<Row> rows);
  }

  static Connector finding(Connector real, Finding other) {
    return (Connector)
        Proxy.newProxyInstance(
            LookupSimulationTest.class.getClassLoader(),
            new Class<?>[] {Connector.class},
            (proxy, method, given) -> {
              Object answer = call(real, method, given);
              return method.getName().equals("find")
                      && !((Shape) given[0]).object().equals("contacts")
                  ? other.of(names(given[1]), rows(answer))
                  : answer;
            });
  }

  private static List<Row> rows(Object answer) {
    return ((List<?>) answer).stream().map(Row.class::cast).toList();
  }

  private static List<String> names(Object columns) {
    return ((List<?>) columns).stream().map(String.class::cast).toList();
  }

  private static Object call(Object real, Method method, Object[] given) throws Throwable {
    try {
      return method.invoke(real, given);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
