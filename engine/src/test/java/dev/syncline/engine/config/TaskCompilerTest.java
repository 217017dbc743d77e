package dev.syncline.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.ColumnRule;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Policies.Winner;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Shape;
import dev.syncline.engine.config.CompiledSync.Closing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each case of {@code compiled.txt} is two schemas, a sync, and what becomes of it: the tasks in
 * order with their fields, then the findings.
 */
class TaskCompilerTest {

  record Case(String title, String source, String target, String sync, String expected) {
    CompiledSync compile() {
      String yaml =
          """
          version: 1
          connections:
            crm: { type: postgresql, url: "jdbc:postgresql://localhost/crm" }
            shop: { type: mariadb, url: "jdbc:mariadb://localhost/shop" }
          syncs:
            sync:
              id: 1
              source: crm
              target: shop
          """
              + sync.indent(4);
      LoadedConfiguration loaded =
          ConfigurationReader.read(Path.of("/srv"), "syncline.yaml", yaml, Map.of());
      assertThat(loaded.findings()).isEmpty();
      return TaskCompiler.compile(
          loaded.configuration(),
          loaded.configuration().syncs().getFirst(),
          SchemaText.connector("crm", source),
          SchemaText.connector("shop", target));
    }

    @Override
    public String toString() {
      return title;
    }
  }

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (String part : Corpus.resource("compiled.txt").split("(?m)^=== ")) {
      String[] lines = part.split("\n", 2);
      if (!lines[0].startsWith("#")) {
        String[] halves = lines[1].split("(?m)^(---|source|target|sync)\n", -1);
        cases.add(new Case(lines[0], halves[1], halves[2], halves[3], halves[4].strip()));
      }
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void compiles(Case example) {
    assertThat(shown(example.compile())).isEqualTo(example.expected());
  }

  static String shown(CompiledSync sync) {
    List<String> lines = new ArrayList<>();
    for (Task task : sync.hasErrors() ? List.<Task>of() : sync.tasks()) {
      lines.add(
          task.name()
              + ": "
              + columns(task.sourceShape())
              + " | "
              + columns(task.targetShape())
              + clock(task));
      for (int i = 0; i < task.fields().size(); i++) {
        lines.add(
            "  "
                + shown(task, i)
                + winner(task, i)
                + (sync.closing().contains(new Closing(task.id(), i)) ? ", second pass" : ""));
      }
      for (Side side : Side.values()) {
        if (!task.scope(side).isEverything()) {
          lines.add("  of the " + side.word() + " only " + task.scope(side).text());
        }
      }
      if (!task.journalsAll()) {
        lines.add(
            "  never journaled "
                + String.join(", ", new TreeSet<>(task.neverJournaled().source()))
                + " | "
                + String.join(", ", new TreeSet<>(task.neverJournaled().target())));
      }
    }
    sync.findings().forEach(f -> lines.add(f.toString()));
    return String.join("\n", lines);
  }

  private static String winner(Task task, int index) {
    Winner winner = task.policies().fieldWinners().get(task.fields().get(index).name());
    return winner == null ? "" : ", wins " + Words.of(winner);
  }

  private static String clock(Task task) {
    return task.sourceClock()
            .map(c -> " clock " + task.sourceShape().columns().get(c).name())
            .orElse("")
        + task.targetClock()
            .map(c -> " | " + task.targetShape().columns().get(c).name())
            .orElse("");
  }

  private static String columns(Shape shape) {
    return String.join(", ", shape.columns().stream().map(c -> c.name()).toList());
  }

  private static String shown(Task task, int index) {
    FieldRule rule = task.fields().get(index);
    String match =
        task.match().stream()
            .filter(m -> m.field() == index)
            .map(m -> ", unique key " + Words.of(m.form()))
            .findFirst()
            .orElse("");
    String kind =
        switch (rule) {
          case ColumnRule column -> "";
          case FieldRule.FormulaRule formula -> " made";
          case RelationRule relation ->
              " through "
                  + relation.through()
                  + (relation.sourceNullable() ? " null" : " not null")
                  + (relation.targetNullable() ? "/null" : "/not null")
                  + " else "
                  + Words.of(relation.missingParent());
        };
    return rule.name() + kind + match;
  }

  @Test
  void aRuleSaysWhatItMeansWithoutItsPosition() {
    Task task =
        compile(
            """
            customer: id int generated key; email text(40) unique; boss int null -> customer(id); seen timestamptz null
            """,
            """
            customers: id int generated key; mail text(60) unique; chief int null -> customers(id); seen timestamptz null
            """,
            """
            tasks:
              - { name: c, id: 4, source: customer, target: customers, match: email <-> mail, fields: [{ relation: boss <-> chief }, seen -> seen] }
            """);
    assertThat(task.layout())
        .containsExactly(
            "relation|boss|chief|task 4|both",
            "column|seen|seen|timestamp(6) zoned|to-target",
            "column|email|mail|text|both");
    ColumnRule email = (ColumnRule) task.fields().get(2);
    assertThat(task.sourceShape().columns().get(email.source()).name()).isEqualTo("email");
    assertThat(task.targetShape().columns().get(email.target()).name()).isEqualTo("mail");
    assertThat(task.writes(Side.SOURCE, task.fields().get(1))).isFalse();
  }

  private static Task compile(String source, String target, String sync) {
    CompiledSync compiled = new Case("", source, target, sync, "").compile();
    assertThat(compiled.hasErrors()).as("%s", compiled.findings()).isFalse();
    return compiled.tasks().getFirst();
  }
}
