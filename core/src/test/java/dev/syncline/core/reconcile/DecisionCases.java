package dev.syncline.core.reconcile;

import dev.syncline.core.mapping.Policies.Conflicts;
import dev.syncline.core.mapping.Policies.DeleteConflicts;
import dev.syncline.core.mapping.Policies.Deletes;
import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.core.mapping.Policies.Mode;
import dev.syncline.core.mapping.Policies.Winner;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a table of the page is run against the reconciler. The tables of fields are run as a chain:
 * what happens to a field is the outcome of the first, turned by the person's choice, turned by One
 * way, so each of them is tried under everything that can stand before or behind it.
 */
enum DecisionCases {
  RECORDS("Records", recordDomains()) {
    @Override
    void run(DecisionPage page, Map<String, String> at, Problems problems) {
      for (String otherDirection : Words.of(Deletes.class)) {
        problems.expect(at.get("outcome"), RecordCase.of(at, otherDirection), at);
      }
    }
  },

  GONE_AND_CHOSEN(
      "A person's choice for a record that is gone on one side",
      domains(
          "gone on", List.of("source", "target"),
          "chosen", List.of("source", "target"),
          "direction", Words.of(Direction.class),
          "mode", Words.of(Mode.class))) {
    @Override
    void run(DecisionPage page, Map<String, String> at, Problems problems) {
      for (Map<String, String> policies : DecisionTable.combinations(deletePolicies())) {
        for (State kept : List.of(State.SAME, State.CHANGED)) {
          problems.expect(at.get("outcome"), RecordCase.chosen(at, policies, kept), at);
        }
      }
    }
  },

  FIELDS("Fields of a record that both sides hold", fieldDomains()) {
    @Override
    void run(DecisionPage page, Map<String, String> at, Problems problems) {
      chain(page, this, at, problems);
    }
  },

  FIELDS_WITHOUT_BASE("Fields without a base", domainsWithoutBase()) {
    @Override
    void run(DecisionPage page, Map<String, String> at, Problems problems) {
      chain(page, this, at, problems);
    }
  },

  REMAPPED("Fields that a mapping gets while it is live", domainsOfRemapped()) {
    @Override
    void run(DecisionPage page, Map<String, String> at, Problems problems) {
      chain(page, this, at, problems);
    }
  },

  CHOSEN(
      "A person's choice for a field",
      domains(
          "outcome above", List.of("same", "converged", "write target", "write source", "conflict"),
          "chosen", List.of("none", "source", "target"))) {
    @Override
    void run(DecisionPage page, Map<String, String> at, Problems problems) {
      throughTheTablesAbove(page, at, problems);
    }
  },

  ONE_WAY(
      "One way",
      domains(
          "outcome above", List.of("same", "converged", "write target", "write source", "conflict"),
          "may be written", FieldCase.WRITABLE,
          "mode", Words.of(Mode.class))) {
    @Override
    void run(DecisionPage page, Map<String, String> at, Problems problems) {
      throughTheTablesAbove(page, at, problems);
    }
  },

  NOT_SENT(
      "What is not sent",
      domains(
          "outcome above",
          List.of(
              "same",
              "converged",
              "conflict",
              "write target",
              "write source",
              "drift on source",
              "drift on target"),
          "mode",
          Words.of(Mode.class),
          "skipped",
          Words.YES_NO)) {
    @Override
    void run(DecisionPage page, Map<String, String> at, Problems problems) {
      for (String writable : FieldCase.WRITABLE) {
        behindOneWay(page, at, writable, problems);
      }
    }
  };

  private final String heading;
  private final Map<String, List<String>> domains;
  private Map<Map<String, String>, List<FieldCase>> fields = Map.of();

  DecisionCases(String heading, Map<String, List<String>> domains) {
    this.heading = heading;
    this.domains = domains;
  }

  String heading() {
    return heading;
  }

  Map<String, List<String>> domains() {
    return domains;
  }

  /** Every combination of a table of fields, with the ways in which it can come about. */
  private Map<Map<String, String>, List<FieldCase>> fields() {
    if (fields.isEmpty()) {
      fields = new LinkedHashMap<>();
      for (Map<String, String> at : DecisionTable.combinations(domains)) {
        fields.put(
            at, this == FIELDS ? FieldCase.known(at) : FieldCase.unknown(at, this == REMAPPED));
      }
    }
    return fields;
  }

  /** Runs one combination of this table's columns; {@code outcome} in it is what its row says. */
  abstract void run(DecisionPage page, Map<String, String> at, Problems problems);

  /**
   * What is wrong with this table of the page: empty when it is total and true.
   *
   * @param enough after how many problems to stop looking
   */
  List<String> problems(DecisionPage page, int enough) {
    DecisionTable table = page.table(heading);
    Problems problems = new Problems();
    problems.found.addAll(table.strangers(domains));
    if (!problems.found.isEmpty()) {
      return List.copyOf(problems.found);
    }
    Set<DecisionTable.Line> deciding = new LinkedHashSet<>();
    for (Map<String, String> combination : DecisionTable.combinations(domains)) {
      if (problems.found.size() >= enough) {
        return List.copyOf(problems.found);
      }
      DecisionTable.Line line = table.decides(combination);
      if (line == null) {
        problems.found.add("no row of '" + heading + "' decides " + combination);
        continue;
      }
      deciding.add(line);
      Map<String, String> at = new LinkedHashMap<>(combination);
      at.put("outcome", line.outcome());
      problems.line = line;
      run(page, at, problems);
    }
    for (DecisionTable.Line line : table.lines()) {
      if (!deciding.contains(line)) {
        problems.found.add("earlier rows take all that fits " + line);
      }
    }
    return List.copyOf(problems.found);
  }

  /** From the outcome of a table of fields through the person's choice and One way. */
  private static void chain(
      DecisionPage page, DecisionCases table, Map<String, String> at, Problems problems) {
    String outcome = at.get("outcome");
    List<String> mayBeWritten =
        at.containsKey("may be written")
            ? List.of(at.get("may be written"))
            : isApart(at) ? FieldCase.ONE_WAY : FieldCase.WRITABLE;
    Map<String, String> combination = new LinkedHashMap<>(at);
    combination.remove("outcome");
    for (FieldCase field : table.fields().get(combination)) {
      for (String chosen : List.of("none", "source", "target")) {
        for (String writable : mayBeWritten) {
          for (String mode : Words.of(Mode.class)) {
            for (String skipped : Words.YES_NO) {
              String expected = sent(page, outcome, chosen, writable, mode, skipped);
              String actual = field.decide(chosen, writable, mode, skipped);
              problems.expect(expected, actual, at, "chosen " + chosen, writable, mode, skipped);
            }
          }
        }
      }
    }
  }

  private static boolean isApart(Map<String, String> at) {
    return FieldCase.APART.equals(at.get("record"));
  }

  private static String sent(
      DecisionPage page,
      String outcome,
      String chosen,
      String writable,
      String mode,
      String skipped) {
    String turned = turned(page, outcome, chosen, writable, mode);
    return page.turned()
        .computeIfAbsent(
            List.of(outcome, chosen, writable, mode, skipped),
            k -> notSent(page, turned, mode, skipped));
  }

  private static String notSent(DecisionPage page, String outcome, String mode, String skipped) {
    DecisionTable.Line line =
        page.table(NOT_SENT.heading)
            .decides(Map.of("outcome above", outcome, "mode", mode, "skipped", skipped));
    return line == null
        ? "nothing: " + NOT_SENT.heading + " has no row for " + outcome
        : line.outcome();
  }

  private static String turned(
      DecisionPage page, String outcome, String chosen, String writable, String mode) {
    return page.turned()
        .computeIfAbsent(
            List.of(outcome, chosen, writable, mode),
            k -> turn(page, outcome, chosen, writable, mode));
  }

  private static String turn(
      DecisionPage page, String outcome, String chosen, String writable, String mode) {
    DecisionTable.Line choice =
        page.table(CHOSEN.heading).decides(Map.of("outcome above", outcome, "chosen", chosen));
    if (choice == null) {
      return "nothing: " + CHOSEN.heading + " has no row for " + outcome + ", " + chosen;
    }
    DecisionTable.Line way =
        page.table(ONE_WAY.heading)
            .decides(
                Map.of(
                    "outcome above", choice.outcome(),
                    "may be written", writable,
                    "mode", mode));
    return way == null
        ? "nothing: One way has no row for " + choice.outcome() + ", " + writable
        : way.outcome();
  }

  /** Tries a row of the choice or of One way behind every field that leads to it. */
  private static void throughTheTablesAbove(
      DecisionPage page, Map<String, String> at, Problems problems) {
    String above = at.get("outcome above");
    for (DecisionCases first : List.of(FIELDS, FIELDS_WITHOUT_BASE, REMAPPED)) {
      for (Map<String, String> one : page.table(first.heading).leadingTo(above, first.domains)) {
        String writable =
            at.getOrDefault("may be written", one.getOrDefault("may be written", "both"));
        if (!one.getOrDefault("may be written", writable).equals(writable)
            || isApart(one) && !FieldCase.ONE_WAY.contains(writable)) {
          continue;
        }
        String chosen = at.getOrDefault("chosen", "none");
        String mode = at.getOrDefault("mode", "upsert");
        String expected = sent(page, above, chosen, writable, mode, "no");
        for (FieldCase field : first.fields().get(one)) {
          problems.expect(expected, field.decide(chosen, writable, mode, "no"), at, one);
        }
      }
    }
  }

  /** Tries a row of what is not sent behind every field that One way leads to it. */
  private static void behindOneWay(
      DecisionPage page, Map<String, String> at, String writable, Problems problems) {
    for (DecisionCases first : List.of(FIELDS, FIELDS_WITHOUT_BASE, REMAPPED)) {
      DecisionTable table = page.table(first.heading);
      for (Map<String, String> one : first.fields().keySet()) {
        DecisionTable.Line line = table.decides(one);
        if (line == null
            || !one.getOrDefault("may be written", writable).equals(writable)
            || isApart(one) && !FieldCase.ONE_WAY.contains(writable)
            || !turned(page, line.outcome(), "none", writable, at.get("mode"))
                .equals(at.get("outcome above"))) {
          continue;
        }
        for (FieldCase field : first.fields().get(one)) {
          String actual = field.decide("none", writable, at.get("mode"), at.get("skipped"));
          problems.expect(at.get("outcome"), actual, at, one);
        }
      }
    }
  }

  private static Map<String, List<String>> recordDomains() {
    Map<String, List<String>> domains = new LinkedHashMap<>();
    List<String> states =
        List.of("same", "changed", "returned", "absent", "left", "out of scope", "unreadable");
    domains.put("source", states);
    domains.put("target", states);
    domains.put("direction", Words.of(Direction.class));
    domains.putAll(deletePolicies());
    return domains;
  }

  private static Map<String, List<String>> deletePolicies() {
    return domains(
        "deletes", Words.of(Deletes.class),
        "delete-conflicts", Words.of(DeleteConflicts.class),
        "mode", Words.of(Mode.class));
  }

  private static Map<String, List<String>> fieldDomains() {
    Map<String, List<String>> domains =
        domains(
            "source", List.of("same", "changed"),
            "target", List.of("same", "changed"),
            "now", List.of("equal", "differ"));
    domains.put("record", List.of("one side", "both sides", FieldCase.APART));
    domains.putAll(conflictPolicies());
    return domains;
  }

  private static Map<String, List<String>> domainsWithoutBase() {
    Map<String, List<String>> domains =
        domains(
            "now", List.of("equal", "differ"),
            "source", List.of("empty", "filled"),
            "target", List.of("empty", "filled"));
    domains.put("may be written", FieldCase.WRITABLE);
    domains.putAll(conflictPolicies());
    return domains;
  }

  private static Map<String, List<String>> domainsOfRemapped() {
    Map<String, List<String>> domains = domainsWithoutBase();
    domains.put("winner", Words.winners());
    return domains;
  }

  private static Map<String, List<String>> conflictPolicies() {
    return domains(
        "conflicts", Words.of(Conflicts.class),
        "winner", Words.of(Winner.class),
        "newest", Words.of(Newest.class));
  }

  private static Map<String, List<String>> domains(
      String a, List<String> as, String b, List<String> bs) {
    Map<String, List<String>> domains = new LinkedHashMap<>();
    domains.put(a, as);
    domains.put(b, bs);
    return domains;
  }

  private static Map<String, List<String>> domains(
      String a, List<String> as, String b, List<String> bs, String c, List<String> cs) {
    Map<String, List<String>> domains = domains(a, as, b, bs);
    domains.put(c, cs);
    return domains;
  }

  private static Map<String, List<String>> domains(
      String a,
      List<String> as,
      String b,
      List<String> bs,
      String c,
      List<String> cs,
      String d,
      List<String> ds) {
    Map<String, List<String>> domains = domains(a, as, b, bs, c, cs);
    domains.put(d, ds);
    return domains;
  }

  /** What was found wrong, each with the row it was found at. */
  static final class Problems {
    private final Set<String> found = new LinkedHashSet<>();
    private DecisionTable.Line line;

    void expect(String expected, String actual, Map<String, String> at, Object... more) {
      if (!expected.equals(actual)) {
        found.add(
            line
                + "\n  at "
                + at
                + " "
                + List.of(more)
                + "\n  the page says '"
                + expected
                + "', the reconciler '"
                + actual
                + "'");
      }
    }
  }
}
