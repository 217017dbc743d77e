package dev.syncline.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The manual's page of decisions is true: every combination of its columns' values is decided by
 * the first row that fits, and the reconciler decides the same.
 */
class DecisionTableTest {
  private static final DecisionPage PAGE = DecisionPage.ofThisCheckout();

  @ParameterizedTest
  @MethodSource("tables")
  void everyRowIsWhatHappens(DecisionCases cases) {
    assertThat(cases.problems(PAGE, 20).found()).as(cases.heading()).isEmpty();
  }

  @Test
  void everyCombinationIsTried() {
    Map<DecisionCases, Integer> tried = new EnumMap<>(DecisionCases.class);
    tables().forEach(cases -> tried.put(cases, cases.problems(PAGE, 20).tried()));
    assertThat(tried)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                DecisionCases.RECORDS, 15_876,
                DecisionCases.GONE_AND_CHOSEN, 3_456,
                DecisionCases.FIELDS, 339_840,
                DecisionCases.FIELDS_WITHOUT_BASE, 138_240,
                DecisionCases.REMAPPED, 172_800,
                DecisionCases.CHOSEN, 47_340,
                DecisionCases.ONE_WAY, 108_480,
                DecisionCases.NOT_SENT, 216_960));
  }

  @ParameterizedTest
  @MethodSource("tables")
  void anotherOutcomeInAnyRowIsNoticed(DecisionCases cases) {
    DecisionTable table = PAGE.table(cases.heading());
    List<String> outcomes = table.lines().stream().map(l -> l.outcome()).distinct().toList();
    for (DecisionTable.Line line : table.lines()) {
      for (String other : outcomes) {
        if (!other.equals(line.outcome())) {
          assertThat(
                  cases.problems(PAGE.with(table.with(line, line.withOutcome(other))), 1).found())
              .as("'%s' as the outcome of %s", other, line)
              .anyMatch(problem -> problem.contains(line.text()));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("tables")
  void anotherConditionInAnyRowIsNoticed(DecisionCases cases) {
    DecisionTable table = PAGE.table(cases.heading());
    for (DecisionTable.Line line : table.lines()) {
      for (int column = 0; column < table.columns().size(); column++) {
        for (String other : cases.domains().get(table.columns().get(column))) {
          if (!other.equals(line.cells().get(column))) {
            DecisionTable changed = table.with(line, line.withCell(column, other));
            assertThat(cases.problems(PAGE.with(changed), 1).found())
                .as("%s '%s' in %s", table.columns().get(column), other, line)
                .isNotEmpty();
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("tables")
  void noRowCanBeLeftOut(DecisionCases cases) {
    DecisionTable table = PAGE.table(cases.heading());
    for (DecisionTable.Line line : table.lines()) {
      assertThat(cases.problems(PAGE.with(table.with(line, null)), 1).found())
          .as("without %s", line)
          .isNotEmpty();
    }
  }

  @Test
  void everyTableOfThePageIsRun() {
    assertThat(PAGE.tables().keySet())
        .containsExactlyInAnyOrder(
            "The decision table",
            "Records",
            "A person's choice for a record that is gone on one side",
            "Fields of a record that both sides hold",
            "Fields without a base",
            "Fields that a mapping gets while it is live",
            "A person's choice for a field",
            "One way",
            "What is not sent",
            "Records without a link");
  }

  static Stream<DecisionCases> tables() {
    return Stream.of(
        DecisionCases.RECORDS,
        DecisionCases.GONE_AND_CHOSEN,
        DecisionCases.FIELDS,
        DecisionCases.FIELDS_WITHOUT_BASE,
        DecisionCases.REMAPPED,
        DecisionCases.CHOSEN,
        DecisionCases.ONE_WAY,
        DecisionCases.NOT_SENT);
  }
}
