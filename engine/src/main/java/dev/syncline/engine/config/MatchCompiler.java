package dev.syncline.engine.config;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule.Flow;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.ObjectSchema.UniqueKey;
import dev.syncline.core.value.MatchForm;
import dev.syncline.core.value.Type;
import dev.syncline.engine.config.FieldConfig.RelationField;
import dev.syncline.engine.config.SyncConfig.FirstSync;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes a task's unique key of what the user gives, or of a key that both systems enforce. A part
 * of the key that is not among the fields is added to them, because what tells records apart has to
 * be the same on both sides anyway.
 */
final class MatchCompiler {
  private final SyncConfig sync;
  private final FieldCompiler fields;
  private final Findings findings;

  MatchCompiler(SyncConfig sync, FieldCompiler fields, Findings findings) {
    this.sync = sync;
    this.fields = fields;
    this.findings = findings;
  }

  /** A part of the unique key: a rule, and what is overlooked when its values are compared. */
  record Part(Draft.Rule rule, MatchForm form) {}

  /** Adds the parts of the unique key that are not among the fields listed. */
  void addUnmapped(Draft draft) {
    for (MatchConfig match : draft.config().match()) {
      if (rule(draft, match).isPresent()) {
        continue;
      }
      List<Column> source = columns(draft, Side.SOURCE, match);
      List<Column> target = columns(draft, Side.TARGET, match);
      if (source.size() == match.source().size()
          && target.size() == match.target().size()
          && mayMatch(draft, match, source, target)) {
        fields.addUniqueKey(draft, match.at(), source, target);
      }
    }
    if (draft.config().match().isEmpty() && draft.config().settlement().sameIds()) {
      sameIds(draft);
    }
  }

  /** Looks whether the columns that the user gives are there, and no more. */
  void look(Draft draft) {
    for (MatchConfig match : draft.config().match()) {
      for (Side side : Side.values()) {
        columns(draft, side, match);
      }
    }
  }

  private List<Column> columns(Draft draft, Side side, MatchConfig match) {
    return match.columns(side).stream()
        .flatMap(n -> fields.column(draft, side, match.at(), n).stream())
        .toList();
  }

  private Optional<Draft.Rule> rule(Draft draft, MatchConfig match) {
    return draft.rule(
        exact(draft.schema(Side.SOURCE), match.source()),
        exact(draft.schema(Side.TARGET), match.target()));
  }

  private static List<String> exact(ObjectSchema schema, List<String> names) {
    return names.stream().map(n -> Columns.find(schema, n).map(Column::name).orElse(n)).toList();
  }

  private boolean mayMatch(
      Draft draft, MatchConfig match, List<Column> source, List<Column> target) {
    if (draft.config().settlement().sameIds()) {
      return true;
    }
    for (Side side : Side.values()) {
      for (Column column : side == Side.SOURCE ? source : target) {
        if (column.origin() == Origin.GENERATED) {
          findings.error(
              match.at(),
              "task "
                  + draft.config().name()
                  + ": "
                  + column.name()
                  + " of "
                  + draft.schema(side).name()
                  + " is generated and tells nothing about which records"
                  + " belong together",
              "The same number means another record on each side: match by something people know, or"
                  + " say \"same-ids: true\" if the ids do agree.");
          return false;
        }
      }
    }
    return true;
  }

  /** Adds the primary keys, which the user says agree. */
  private void sameIds(Draft draft) {
    List<String> source = draft.schema(Side.SOURCE).identity();
    List<String> target = draft.schema(Side.TARGET).identity();
    if (draft.config().fields().isEmpty() || source.size() != target.size()) {
      return;
    }
    for (int i = 0; i < source.size(); i++) {
      Column left = draft.schema(Side.SOURCE).column(source.get(i)).orElseThrow();
      Column right = draft.schema(Side.TARGET).column(target.get(i)).orElseThrow();
      if (!draft.used(Side.SOURCE).contains(left.name())
          && !draft.used(Side.TARGET).contains(right.name())) {
        fields.addPlain(draft, draft.config().at(), Flow.BOTH, left, right);
      }
    }
  }

  /** The unique key; nothing when it cannot be had, which is then a finding. */
  Optional<List<Part>> compile(Draft draft) {
    return draft.config().match().isEmpty() ? chosen(draft) : given(draft);
  }

  /** The unique key that the user gives a draft which is not known whole, if columns make it. */
  List<Part> plain(Draft draft) {
    TaskConfig config = draft.config();
    boolean byRelation =
        config.fields().orElse(List.of()).stream()
            .filter(RelationField.class::isInstance)
            .map(RelationField.class::cast)
            .anyMatch(r -> config.match().stream().anyMatch(m -> isOf(m, r)));
    if (byRelation || config.match().isEmpty()) {
      return List.of();
    }
    addUnmapped(draft);
    return given(draft).orElse(List.of());
  }

  private static boolean isOf(MatchConfig match, RelationField relation) {
    return normal(match.source()).equals(normal(relation.source()))
        || normal(match.target()).equals(normal(relation.target()));
  }

  private static Set<String> normal(List<String> names) {
    return names.stream().map(Columns::normal).collect(Collectors.toSet());
  }

  private Optional<List<Part>> given(Draft draft) {
    List<Part> parts = new ArrayList<>();
    MatchForm weaker = weakerForm(draft);
    for (MatchConfig match : draft.config().match()) {
      Optional<Draft.Rule> rule = rule(draft, match);
      if (rule.isEmpty()
          || !mayMatch(
              draft, match, rule.get().columns(Side.SOURCE), rule.get().columns(Side.TARGET))) {
        return Optional.empty();
      }
      if (rule.get() instanceof Draft.Derived derived) {
        findings.error(
            match.at(),
            "task "
                + draft.config().name()
                + ": the unique key \""
                + rule.get().name()
                + "\" is "
                + derived.how()
                + ", and records are found by columns alone",
            "Match by columns that are the same on both sides.");
        return Optional.empty();
      }
      if (!isText(rule.get()) && match.form().filter(f -> f != MatchForm.EXACT).isPresent()) {
        findings.warning(
            match.at(),
            "task "
                + draft.config().name()
                + ": form "
                + Words.of(match.form().get())
                + " says nothing of \""
                + rule.get().name()
                + "\", which is not text",
            "Remove it.");
      }
      MatchForm form = match.form().orElse(weaker);
      if (isText(rule.get()) && form.weaker(weaker) != form) {
        tooExact(draft, match, rule.get(), weaker);
      }
      parts.add(new Part(rule.get(), isText(rule.get()) ? form : MatchForm.EXACT));
    }
    return Optional.of(parts);
  }

  /** What either system's own index over just the key's columns takes for the same. */
  private MatchForm weakerForm(Draft draft) {
    MatchForm weaker = MatchForm.EXACT;
    for (Side side : Side.values()) {
      Set<String> columns = new HashSet<>();
      draft
          .config()
          .match()
          .forEach(m -> columns.addAll(exact(draft.schema(side), m.columns(side))));
      for (UniqueKey key : draft.schema(side).uniqueKeys()) {
        weaker = Set.copyOf(key.columns()).equals(columns) ? weaker.weaker(key.form()) : weaker;
      }
    }
    return weaker;
  }

  /** Says that a part is matched more exactly than a system's own key tells records apart. */
  private void tooExact(Draft draft, MatchConfig match, Draft.Rule rule, MatchForm weaker) {
    findings.warning(
        match.at(),
        "task "
            + draft.config().name()
            + ": form "
            + Words.of(match.form().orElseThrow())
            + " tells records apart by \""
            + rule.name()
            + "\" that a system's own key takes for one"
            + overlooked(weaker),
        "Such records cannot be on both sides: the write is rejected. Use form "
            + Words.of(match.form().get().weaker(weaker))
            + ".");
  }

  private static String overlooked(MatchForm form) {
    return switch (form) {
      case EXACT -> "";
      case CASE_INSENSITIVE -> ", upper and lower case taken for the same";
      case TRIMMED -> ", spaces before and after left out";
      case TRIMMED_CASE_INSENSITIVE ->
          ", upper and lower case taken for the same, spaces before and after left out";
    };
  }

  private static boolean isText(Draft.Rule rule) {
    return rule instanceof Draft.Plain plain
        && (isText(plain.source().type()) || isText(plain.target().type()));
  }

  private static boolean isText(Type type) {
    return type instanceof Type.Text || type instanceof Type.Enumeration;
  }

  /** A key that a system enforces. */
  private record Enforced(Set<String> columns, boolean primary, MatchForm form) {}

  private record Candidate(List<Draft.Rule> rules, boolean primary, MatchForm form, long nullable) {
    private static final Comparator<Candidate> BEST_FIRST =
        Comparator.comparing((Candidate c) -> !c.primary)
            .thenComparingLong(Candidate::nullable)
            .thenComparingInt(c -> c.rules.size())
            .thenComparing(Candidate::form)
            .thenComparing(c -> c.rules.toString());

    List<Part> parts() {
      return rules.stream().map(r -> new Part(r, isText(r) ? form : MatchForm.EXACT)).toList();
    }
  }

  private Optional<List<Part>> chosen(Draft draft) {
    List<Candidate> candidates = new ArrayList<>();
    for (Enforced source : enforced(draft, Side.SOURCE)) {
      for (Enforced target : enforced(draft, Side.TARGET)) {
        candidate(draft, source, target).ifPresent(candidates::add);
      }
    }
    String task = "task " + draft.config().name();
    Optional<Candidate> best = candidates.stream().min(Candidate.BEST_FIRST);
    if (best.isPresent()) {
      List<String> names = best.get().rules().stream().map(Draft.Rule::name).toList();
      boolean text = best.get().rules().stream().anyMatch(MatchCompiler::isText);
      String form = text ? overlooked(best.get().form()) : "";
      findings.note(
          draft.config().at(),
          task + " matches by " + String.join(" and ", names) + ", unique on both sides" + form,
          "Write it under \"match\" to choose it yourself.");
      return Optional.of(best.get().parts());
    }
    if (sync.firstSync() == FirstSync.COPY) {
      return Optional.of(List.of());
    }
    findings.error(
        draft.config().at(),
        task
            + " has no unique key by which records of both sides belong together, and no key that"
            + " both systems enforce suggests itself",
        "Add \"match\" with columns that tell records apart (\"syncline init\" shows which do), or"
            + " \"first-sync: copy\" to the sync.");
    return Optional.empty();
  }

  private static List<Enforced> enforced(Draft draft, Side side) {
    ObjectSchema schema = draft.schema(side);
    List<Enforced> keys = new ArrayList<>();
    if (!schema.primaryKey().isEmpty()) {
      Set<String> columns = Set.copyOf(schema.primaryKey());
      MatchForm form =
          schema.uniqueKeys().stream()
              .filter(k -> Set.copyOf(k.columns()).equals(columns))
              .map(UniqueKey::form)
              .reduce(MatchForm.EXACT, MatchForm::weaker);
      keys.add(new Enforced(columns, true, form));
    }
    schema
        .uniqueKeys()
        .forEach(k -> keys.add(new Enforced(Set.copyOf(k.columns()), false, k.form())));
    if (!draft.config().settlement().sameIds()) {
      keys.removeIf(
          k ->
              k.columns().stream()
                  .anyMatch(c -> schema.column(c).orElseThrow().origin() == Origin.GENERATED));
    }
    return keys;
  }

  private static Optional<Candidate> candidate(Draft draft, Enforced source, Enforced target) {
    List<Draft.Rule> rules =
        draft.rules().stream()
            .filter(r -> !(r instanceof Draft.Derived) && !(r instanceof Draft.Constant))
            .filter(r -> source.columns().containsAll(r.names(Side.SOURCE)))
            .filter(r -> target.columns().containsAll(r.names(Side.TARGET)))
            .toList();
    if (!covered(rules, Side.SOURCE).equals(source.columns())
        || !covered(rules, Side.TARGET).equals(target.columns())) {
      return Optional.empty();
    }
    long nullable =
        rules.stream()
            .filter(
                r ->
                    r.columns(Side.SOURCE).stream().anyMatch(Column::nullable)
                        || r.columns(Side.TARGET).stream().anyMatch(Column::nullable))
            .count();
    return Optional.of(
        new Candidate(
            rules,
            source.primary() && target.primary(),
            source.form().weaker(target.form()),
            nullable));
  }

  private static Set<String> covered(List<Draft.Rule> rules, Side side) {
    Set<String> covered = new HashSet<>();
    rules.forEach(r -> covered.addAll(r.names(side)));
    return covered;
  }
}
