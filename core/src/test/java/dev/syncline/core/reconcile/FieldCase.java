package dev.syncline.core.reconcile;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.reconcile.FieldFact.OnSide;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A field in the company of other fields of its record, as a combination of the tables describes
 * it; the field itself comes first.
 */
final class FieldCase {
  /** What stands for the record of a field that goes one way while the sync goes both. */
  static final String APART = "apart";

  static final List<String> ONE_WAY = List.of("source", "target");

  private static final FieldFact UNTOUCHED = known(false, false, true);
  private static final FieldFact NORMALISED = known(false, false, false);
  private static final FieldFact CHANGED_ALIKE = known(true, true, true);
  private static final FieldFact NEVER_AGREED =
      new FieldFact(
          false, false, BySide.of(side -> new OnSide(false, false, true)), null, false, null);
  private static final FieldFact CHANGED_APART =
      new FieldFact(
          true,
          false,
          new BySide<>(new OnSide(true, false, false), new OnSide(true, false, true)),
          null,
          false,
          null);
  private static final FieldFact ONLY_SOURCE = known(true, false, false);
  private static final FieldFact ONLY_TARGET = known(false, true, false);

  private final Map<String, String> at;
  private final FieldFact field;
  private final List<FieldFact> company;
  // The page is run in hundreds of changed forms; what the reconciler says stays the same.
  private final String[] decided = new String[Turn.ALL.size()];

  private FieldCase(Map<String, String> at, FieldFact field, List<FieldFact> company) {
    this.at = at;
    this.field = field;
    this.company = company;
  }

  private static FieldFact known(boolean source, boolean target, boolean equal) {
    return new FieldFact(
        true,
        equal,
        new BySide<>(new OnSide(source, false, true), new OnSide(target, false, true)),
        null,
        false,
        null);
  }

  /** The ways in which a combination of the table of known fields can come about; may be none. */
  static List<FieldCase> known(Map<String, String> at) {
    FieldFact field =
        known(
            at.get("source").equals("changed"),
            at.get("target").equals("changed"),
            at.get("now").equals("equal"));
    boolean differs = !field.equal();
    boolean onSource = differs && field.changed(Side.SOURCE);
    boolean onTarget = differs && field.changed(Side.TARGET);
    // None of these makes a record that both sides changed in different ways.
    List<FieldFact> harmless =
        List.of(UNTOUCHED, CHANGED_ALIKE, NORMALISED, NEVER_AGREED, CHANGED_APART);
    List<FieldCase> cases = new ArrayList<>();
    if (at.get("record").equals(APART)) {
      for (List<FieldFact> company :
          List.of(List.<FieldFact>of(), harmless, List.of(ONLY_SOURCE, ONLY_TARGET))) {
        cases.add(new FieldCase(at, field, company));
      }
    } else if (at.get("record").equals("both sides")) {
      cases.add(new FieldCase(at, field, List.of(ONLY_SOURCE, ONLY_TARGET)));
      cases.add(new FieldCase(at, field, List.of(known(true, true, false))));
      if (onSource) {
        cases.add(new FieldCase(at, field, List.of(ONLY_TARGET)));
      }
      if (onTarget) {
        cases.add(new FieldCase(at, field, List.of(ONLY_SOURCE)));
      }
      if (onSource && onTarget) {
        cases.add(new FieldCase(at, field, List.of()));
      }
    } else if (!(onSource && onTarget)) {
      cases.add(new FieldCase(at, field, List.of()));
      cases.add(new FieldCase(at, field, harmless));
      if (!onTarget) {
        cases.add(new FieldCase(at, field, List.of(ONLY_SOURCE)));
      }
      if (!onSource) {
        cases.add(new FieldCase(at, field, List.of(ONLY_TARGET)));
      }
    }
    return cases;
  }

  /** The ways in which a combination of a table of fields without a base can come about. */
  static List<FieldCase> unknown(Map<String, String> at, boolean remapped) {
    FieldFact field =
        new FieldFact(
            false,
            at.get("now").equals("equal"),
            BySide.of(side -> new OnSide(false, at.get(side.word()).equals("empty"), true)),
            null,
            remapped,
            null);
    return List.of(
        new FieldCase(at, field, List.of()),
        new FieldCase(at, field, List.of(UNTOUCHED, ONLY_SOURCE)),
        new FieldCase(at, field, List.of(ONLY_SOURCE, ONLY_TARGET)));
  }

  /** The reconciler's outcome for the field. */
  String decide(Turn turn) {
    String outcome = decided[turn.number()];
    if (outcome == null) {
      outcome = reconcile(turn);
      decided[turn.number()] = outcome;
    }
    return outcome;
  }

  private String reconcile(Turn turn) {
    String writable = turn.writable();
    Map<String, String> words = new LinkedHashMap<>(at);
    words.put("mode", turn.mode());
    if ("both sides".equals(at.get("record")) && ONE_WAY.contains(writable)) {
      words.put("direction", "to-" + writable); // else the field were apart
    }
    List<FieldFact> fields = new ArrayList<>();
    fields.add(
        new FieldFact(
            field.known(),
            field.equal(),
            BySide.of(
                side ->
                    new OnSide(
                        field.changed(side),
                        field.empty(side),
                        writable.equals("both") || writable.equals(side.word()))),
            turn.chosen().equals("none") ? null : Words.side(turn.chosen()),
            field.remapped(),
            Words.winner(at.get("winner")),
            turn.skipped().equals("yes"),
            null));
    fields.addAll(company);
    Verdict verdict =
        new Reconciler(Words.policies(words))
            .reconcile(
                state(fields.stream().anyMatch(f -> f.changed(Side.SOURCE))),
                state(fields.stream().anyMatch(f -> f.changed(Side.TARGET))),
                fields,
                Words.to(Newest.class, at.get("newest")),
                null);
    return verdict instanceof Verdict.Fields f
        ? Words.of(f.fields().getFirst())
        : "no fields: " + Words.of(verdict);
  }

  private static State state(boolean changed) {
    return changed ? State.CHANGED : State.SAME;
  }
}
