package dev.syncline.core.mapping;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.MatchForm;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A task compiled against both schemas: which object joins which, by which rules.
 *
 * @param sync the sync's stable id
 * @param id the task's stable id, unique within the store
 * @param name the task's name, which may change
 * @param sourceSchema the source object
 * @param targetSchema the target object
 * @param sourceShape the source columns that the task reads: its key, and what its rules use
 * @param targetShape the same on the target
 * @param fields the field rules; a base's fields are in this order
 * @param match unique keys, ANDed: positions in {@code fields}; empty when nothing matches
 * @param sourceClock position in the source shape of the column that tells when a record changed
 * @param targetClock the same on the target
 * @param policies how differences are settled
 * @param neverJournaled names of columns whose values are written down nowhere but in the systems:
 *     neither a key's nor a reference's, and of a rule's columns on both sides all or none
 * @param scopes which records of each side it is about
 * @param order in which order records are created that only one side has; empty: by their keys
 */
public record Task(
    int sync,
    int id,
    String name,
    ObjectSchema sourceSchema,
    ObjectSchema targetSchema,
    Shape sourceShape,
    Shape targetShape,
    List<FieldRule> fields,
    List<MatchField> match,
    Optional<Integer> sourceClock,
    Optional<Integer> targetClock,
    Policies policies,
    BySide<Set<String>> neverJournaled,
    BySide<Scope> scopes,
    Optional<Order> order) {

  public Task {
    fields = List.copyOf(fields);
    match = List.copyOf(match);
    neverJournaled =
        new BySide<>(Set.copyOf(neverJournaled.source()), Set.copyOf(neverJournaled.target()));
  }

  /** A task of all records, of which everything is journaled. */
  public Task(
      int sync,
      int id,
      String name,
      ObjectSchema sourceSchema,
      ObjectSchema targetSchema,
      Shape sourceShape,
      Shape targetShape,
      List<FieldRule> fields,
      List<MatchField> match,
      Optional<Integer> sourceClock,
      Optional<Integer> targetClock,
      Policies policies) {
    this(
        sync,
        id,
        name,
        sourceSchema,
        targetSchema,
        sourceShape,
        targetShape,
        fields,
        match,
        sourceClock,
        targetClock,
        policies,
        new BySide<>(Set.of(), Set.of()),
        BySide.of(side -> Scope.EVERYTHING),
        Optional.empty());
  }

  /** The object on a side. */
  public ObjectSchema schema(Side side) {
    return side == Side.SOURCE ? sourceSchema : targetSchema;
  }

  /** The columns read on a side. */
  public Shape shape(Side side) {
    return side == Side.SOURCE ? sourceShape : targetShape;
  }

  /** All columns of a side's object, mapped or not, and what its rows lead to. */
  public Shape whole(Side side) {
    ObjectSchema schema = schema(side);
    return schema
        .shape(schema.columns().stream().map(Column::name).toList())
        .with(shape(side).lookups());
  }

  /** The position of a side's clock column. */
  public Optional<Integer> clock(Side side) {
    return side == Side.SOURCE ? sourceClock : targetClock;
  }

  /** Whether a rule's value may be written to a side. */
  public boolean writes(Side side, FieldRule rule) {
    return policies.direction().writes(side) && rule.flow().writes(side);
  }

  /** Whether what a row holds is a null that is not sent, in a field that goes one way from it. */
  public boolean skips(FieldRule rule, Side giver, Row row) {
    return policies.skipsNulls(rule.name())
        && writes(giver.other(), rule)
        && !writes(giver, rule)
        && rule.givesNull(giver, row);
  }

  /** The columns of a side to which no null is sent but by a delete. */
  public Set<String> skipsNulls(Side written) {
    return fields.stream()
        .filter(rule -> policies.skipsNulls(rule.name()))
        .filter(rule -> writes(written, rule) && !writes(written.other(), rule))
        .flatMap(rule -> rule.columns(written).stream())
        .map(at -> shape(written).columns().get(at).name())
        .collect(Collectors.toSet());
  }

  /** The same task with columns whose values are never journaled. */
  public Task withNeverJournaled(BySide<Set<String>> columns) {
    return with(policies, columns, scopes);
  }

  /** The same task, about some records only. */
  public Task withScopes(BySide<Scope> some) {
    return with(policies, neverJournaled, some);
  }

  /** The same task, by which nothing is written to linked records. */
  public Task writingNothing() {
    return with(policies.inserting(), neverJournaled, scopes);
  }

  private Task with(Policies other, BySide<Set<String>> hidden, BySide<Scope> some) {
    return new Task(
        sync,
        id,
        name,
        sourceSchema,
        targetSchema,
        sourceShape,
        targetShape,
        fields,
        match,
        sourceClock,
        targetClock,
        other,
        hidden,
        some,
        order);
  }

  /** Which records of a side it is about. */
  public Scope scope(Side side) {
    return scopes.on(side);
  }

  /** Whether the values of all columns may be written down. */
  public boolean journalsAll() {
    return neverJournaled.source().isEmpty() && neverJournaled.target().isEmpty();
  }

  /** Positions in {@code fields} of what the unique key is made of, ascending. */
  public int[] unique() {
    int[] unique = new int[match.size()];
    for (int i = 0; i < unique.length; i++) {
      unique[i] = match.get(i).field();
    }
    Arrays.sort(unique);
    return unique;
  }

  /**
   * How exactly the texts of a field have to agree to be the same key: a part of the unique key as
   * that says, a part of a side's own key as loosely as either system tells its records apart, and
   * anything else exactly.
   */
  public MatchForm form(int field) {
    MatchForm form = MatchForm.EXACT;
    for (MatchField m : match) {
      form = m.field() == field ? form.weaker(m.form()) : form;
    }
    for (Side side : Side.values()) {
      Set<String> columns =
          fields.get(field).columns(side).stream()
              .map(c -> shape(side).columns().get(c).name())
              .collect(Collectors.toSet());
      if (schema(side).identity().containsAll(columns)) {
        form = form.weaker(schema(side).identityForm());
      }
    }
    return form;
  }

  /** The meanings of the rules in field order: the layout of this task's bases. */
  public List<String> layout() {
    return meanings().stream().map(FieldMeaning::text).toList();
  }

  /** What each rule means, in field order. */
  public List<FieldMeaning> meanings() {
    return fields.stream().map(FieldRule::meaning).toList();
  }

  /**
   * A part of the unique key.
   *
   * @param field position of its rule in {@link Task#fields()}
   * @param form what is overlooked when keys are compared
   */
  public record MatchField(int field, MatchForm form) {}

  /**
   * An order of records by a column of the side that has them; those without a value come last.
   *
   * @param column the column's name, of the side's object
   * @param descending whether the highest value comes first
   */
  public record Order(String column, boolean descending) {}
}
