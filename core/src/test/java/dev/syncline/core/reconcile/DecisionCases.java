package dev.syncline.core.reconcile;

import dev.syncline.core.mapping.Policies.Conflicts;
import dev.syncline.core.mapping.Policies.DeleteConflicts;
import dev.syncline.core.mapping.Policies.Deletes;
import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.core.mapping.Policies.Mode;
import dev.syncline.core.mapping.Policies.Winner;
import dev.syncline.core.reconcile.DecisionTable.Combination;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
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
    List<String> records(Combination at) {
      return Words.of(Deletes.class).stream()
          .map(otherDirection -> RecordCase.of(at.values(), otherDirection))
          .toList();
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
    List<String> records(Combination at) {
      List<String> outcomes = new ArrayList<>();
      for (Combination policies : DecisionTable.combinations(deletePolicies())) {
        for (State kept : List.of(State.SAME, State.CHANGED)) {
          outcomes.add(RecordCase.chosen(at.values(), policies.values(), kept));
        }
      }
      return outcomes;
    }
  },

  FIELDS("Fields of a record that both sides hold", fieldDomains()) {
    @Override
    List<FieldCase> fields(Combination at) {
      return FieldCase.known(at.values());
    }
  },

  FIELDS_WITHOUT_BASE("Fields without a base", domainsWithoutBase()) {
    @Override
    List<FieldCase> fields(Combination at) {
      return FieldCase.unknown(at.values(), false);
    }
  },

  REMAPPED("Fields that a mapping gets while it is live", domainsOfRemapped()) {
    @Override
    List<FieldCase> fields(Combination at) {
      return FieldCase.unknown(at.values(), true);
    }
  },

  CHOSEN(
      "A person's choice for a field",
      domains(
          "outcome above", List.of("same", "converged", "write target", "write source", "conflict"),
          "chosen", List.of("none", "source", "target"))) {
    @Override
    void run(DecisionPage page, Combination at, String outcome, Problems problems) {
      throughTheTablesAbove(page, at, problems);
    }
  },

  ONE_WAY(
      "One way",
      domains(
          "outcome above", List.of("same", "converged", "write target", "write source", "conflict"),
          "may be written", Turn.WRITABLE,
          "mode", Words.of(Mode.class))) {
    @Override
    void run(DecisionPage page, Combination at, String outcome, Problems problems) {
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
    void run(DecisionPage page, Combination at, String outcome, Problems problems) {
      for (String writable : Turn.WRITABLE) {
        behindOneWay(page, at, outcome, writable, problems);
      }
    }
  };

  private final String heading;
  private final Map<String, List<String>> domains;
  private final List<Combination> combinations;
  // The page is run in hundreds of changed forms; what the reconciler says stays the same.
  private final List<List<String>> records = new ArrayList<>();
  private final List<List<FieldCase>> fields = new ArrayList<>();

  DecisionCases(String heading, Map<String, List<String>> domains) {
    this.heading = heading;
    this.domains = domains;
    this.combinations = DecisionTable.combinations(domains);
  }

  String heading() {
    return heading;
  }

  Map<String, List<String>> domains() {
    return domains;
  }

  /** Of a table of records: the reconciler's outcomes wherever a combination can come about. */
  List<String> records(Combination at) {
    return List.of();
  }

  /** Of a table of fields: the ways in which a combination can come about. */
  List<FieldCase> fields(Combination at) {
    return List.of();
  }

  private List<FieldCase> fieldsOf(Combination at) {
    if (fields.isEmpty()) {
      combinations.forEach(each -> fields.add(fields(each)));
    }
    return fields.get(at.number());
  }

  private List<String> recordsOf(Combination at) {
    if (records.isEmpty()) {
      combinations.forEach(each -> records.add(records(each)));
    }
    return records.get(at.number());
  }

  /** Runs one combination of this table's columns, of which its row says {@code outcome}. */
  void run(DecisionPage page, Combination at, String outcome, Problems problems) {
    for (String actual : recordsOf(at)) {
      problems.expect(outcome, actual, at, "");
    }
    chain(page, at, outcome, problems);
  }

  /**
   * What is wrong with this table of the page: nothing when it is total and true.
   *
   * @param enough after how many problems to stop looking
   */
  Problems problems(DecisionPage page, int enough) {
    DecisionTable table = page.table(heading);
    Problems problems = new Problems();
    problems.found.addAll(table.strangers(domains));
    if (!problems.found.isEmpty()) {
      return problems;
    }
    Set<DecisionTable.Line> deciding = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Combination at : combinations) {
      if (problems.found.size() >= enough) {
        return problems;
      }
      DecisionTable.Line line = table.decides(at.cells());
      if (line == null) {
        problems.found.add("no row of '" + heading + "' decides " + at);
        continue;
      }
      deciding.add(line);
      problems.line = line;
      run(page, at, line.outcome(), problems);
    }
    for (DecisionTable.Line line : table.lines()) {
      if (!deciding.contains(line)) {
        problems.found.add("earlier rows take all that fits " + line);
      }
    }
    return problems;
  }

  /** From the outcome of a table of fields through the tables behind it. */
  private void chain(DecisionPage page, Combination at, String outcome, Problems problems) {
    List<FieldCase> fields = fieldsOf(at);
    if (fields.isEmpty()) {
      return;
    }
    String[] sent = sent(page, outcome);
    List<String> mayBeWritten =
        at.values().containsKey("may be written")
            ? List.of(at.get("may be written"))
            : isApart(at) ? FieldCase.ONE_WAY : Turn.WRITABLE;
    for (FieldCase field : fields) {
      for (String writable : mayBeWritten) {
        for (Turn turn : Turn.writing(writable)) {
          problems.expect(sent[turn.number()], field.decide(turn), at, turn);
        }
      }
    }
  }

  private static boolean isApart(Combination at) {
    return FieldCase.APART.equals(at.get("record"));
  }

  /** What the tables behind an outcome make of it, by the number of the turn. */
  private static String[] sent(DecisionPage page, String outcome) {
    return page.sent()
        .computeIfAbsent(
            outcome,
            k -> Turn.ALL.stream().map(turn -> sent(page, outcome, turn)).toArray(String[]::new));
  }

  private static String sent(DecisionPage page, String outcome, Turn turn) {
    String turned = turned(page, outcome, turn.chosen(), turn.writable(), turn.mode());
    DecisionTable.Line line =
        page.table(NOT_SENT.heading).decides(List.of(turned, turn.mode(), turn.skipped()));
    return line == null
        ? "nothing: " + NOT_SENT.heading + " has no row for " + turned
        : line.outcome();
  }

  private static String turned(
      DecisionPage page, String outcome, String chosen, String writable, String mode) {
    DecisionTable.Line choice = page.table(CHOSEN.heading).decides(List.of(outcome, chosen));
    if (choice == null) {
      return "nothing: " + CHOSEN.heading + " has no row for " + outcome + ", " + chosen;
    }
    DecisionTable.Line way =
        page.table(ONE_WAY.heading).decides(List.of(choice.outcome(), writable, mode));
    return way == null
        ? "nothing: One way has no row for " + choice.outcome() + ", " + writable
        : way.outcome();
  }

  /** Tries a row of the choice or of One way behind every field that leads to it. */
  private static void throughTheTablesAbove(DecisionPage page, Combination at, Problems problems) {
    String above = at.get("outcome above");
    String chosen = at.getOrDefault("chosen", "none");
    String mode = at.getOrDefault("mode", "upsert");
    for (DecisionCases first : List.of(FIELDS, FIELDS_WITHOUT_BASE, REMAPPED)) {
      for (Combination one : first.leading(page).getOrDefault(above, List.of())) {
        String writable =
            at.getOrDefault("may be written", one.getOrDefault("may be written", "both"));
        if (canBeWritten(one, writable)) {
          Turn turn = Turn.of(chosen, writable, mode, "no");
          String expected = sent(page, above)[turn.number()];
          for (FieldCase field : first.fieldsOf(one)) {
            problems.expect(expected, field.decide(turn), at, one);
          }
        }
      }
    }
  }

  /** Tries a row of what is not sent behind every field that One way leads to it. */
  private static void behindOneWay(
      DecisionPage page, Combination at, String outcome, String writable, Problems problems) {
    Turn turn = Turn.of("none", writable, at.get("mode"), at.get("skipped"));
    for (DecisionCases first : List.of(FIELDS, FIELDS_WITHOUT_BASE, REMAPPED)) {
      first
          .leading(page)
          .forEach(
              (above, leading) -> {
                if (turned(page, above, turn.chosen(), writable, turn.mode())
                    .equals(at.get("outcome above"))) {
                  for (Combination one : leading) {
                    if (canBeWritten(one, writable)) {
                      for (FieldCase field : first.fieldsOf(one)) {
                        problems.expect(outcome, field.decide(turn), at, one);
                      }
                    }
                  }
                }
              });
    }
  }

  /** The combinations that this table of a page gives an outcome, by the outcome. */
  private Map<String, List<Combination>> leading(DecisionPage page) {
    return page.table(heading).leading(combinations);
  }

  private static boolean canBeWritten(Combination one, String writable) {
    return one.getOrDefault("may be written", writable).equals(writable)
        && (!isApart(one) || FieldCase.ONE_WAY.contains(writable));
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
    domains.put("may be written", Turn.WRITABLE);
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
    private int tried;

    Set<String> found() {
      return found;
    }

    /** How many outcomes were compared. */
    int tried() {
      return tried;
    }

    private void expect(String expected, String actual, Combination at, Object more) {
      tried++;
      if (!expected.equals(actual)) {
        found.add(
            line
                + "\n  at "
                + at
                + " "
                + more
                + "\n  the page says '"
                + expected
                + "', the reconciler '"
                + actual
                + "'");
      }
    }
  }
}
