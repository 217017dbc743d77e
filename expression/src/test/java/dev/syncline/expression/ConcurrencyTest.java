package dev.syncline.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** An expression compiled twice, or used by many at once, gives what it gave before. */
class ConcurrencyTest {
  private static final int EXPRESSIONS = 200;
  private static final int THREADS = 4;

  @Test
  void givesTheSameToAll() throws Exception {
    Sample sample = Sample.ofThePage();
    List<String> examples =
        sample.lines().stream().map(Sample.Line::example).filter(e -> !e.isEmpty()).toList();
    List<String> texts = new ArrayList<>(examples);
    SplittableRandom random = new SplittableRandom(42);
    for (int i = 0; i < EXPRESSIONS; i++) {
      texts.add(
          "CASE WHEN (%s) IS NULL THEN '?' ELSE COALESCE(CAST(%s AS VARCHAR), '-') END"
              .formatted(pick(examples, random), pick(castable(sample, examples), random)));
    }
    List<Expression> compiled = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (String text : texts) {
      compiled.add(sample.compiled(text));
      expected.add(sample.shown(text));
    }
    assertThat(all(compiled, sample)).isEqualTo(expected);
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      Callable<List<String>> work = () -> all(compiled, sample);
      for (Future<List<String>> result : threads.invokeAll(List.of(work, work, work, work))) {
        assertThat(result.get()).isEqualTo(expected);
      }
    }
  }

  private static List<String> castable(Sample sample, List<String> examples) throws Exception {
    List<String> castable = new ArrayList<>();
    for (String example : examples) {
      if (!Kind.of(sample.compiled(example).type()).equals(Kind.BYTES)) {
        castable.add(example);
      }
    }
    return castable;
  }

  private static String pick(List<String> texts, SplittableRandom random) {
    return texts.get(random.nextInt(texts.size()));
  }

  private static List<String> all(List<Expression> compiled, Sample sample) throws Exception {
    List<String> results = new ArrayList<>();
    for (Expression expression : compiled) {
      results.add(Expression.shown(expression.evaluate(sample.row())));
    }
    return results;
  }
}
