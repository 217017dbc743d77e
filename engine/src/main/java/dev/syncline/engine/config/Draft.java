package dev.syncline.engine.config;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule.Flow;
import dev.syncline.core.mapping.FieldRule.MissingParent;
import dev.syncline.core.mapping.Narrowing;
import dev.syncline.core.mapping.Policies.Winner;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Lookup;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.value.TypePair;
import dev.syncline.engine.config.FieldConfig.OnMissing;
import dev.syncline.engine.config.RelatedColumns.Related;
import dev.syncline.expression.Expression;
import dev.syncline.expression.Setting;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A task on its way to being compiled: its objects are known, its rules are being gathered. */
final class Draft {
  private final TaskConfig config;
  private final ObjectSchema source;
  private final ObjectSchema target;
  private final List<Rule> rules = new ArrayList<>();
  private final Map<Side, Filter> filters = new EnumMap<>(Side.class);
  private final Map<Position, Winner> winners = new HashMap<>();
  private boolean open;

  Draft(TaskConfig config, ObjectSchema source, ObjectSchema target) {
    this.config = config;
    this.source = source;
    this.target = target;
    this.open = !config.whole();
  }

  /** Whether a mistake that has been said keeps it from being known whole. */
  boolean isOpen() {
    return open;
  }

  /** Something of it hangs on a mistake elsewhere, which has been said there. */
  void leaveOpen() {
    open = true;
  }

  TaskConfig config() {
    return config;
  }

  ObjectSchema schema(Side side) {
    return side == Side.SOURCE ? source : target;
  }

  List<Rule> rules() {
    return rules;
  }

  void add(Rule rule) {
    rules.add(rule);
  }

  /** Which records of a side it is about, beside those that hold its constants; nothing: all. */
  Optional<Filter> filter(Side side) {
    return Optional.ofNullable(filters.get(side));
  }

  /** What surely holds of each record of a side that it is about. */
  Narrowing narrowing(Side side) {
    List<Narrowing> parts = new ArrayList<>();
    filter(side).ifPresent(f -> parts.add(f.narrowing()));
    for (Rule rule : rules) {
      if (rule instanceof Constant constant && constant.side() == side) {
        parts.add(constant.narrowing());
      }
    }
    return Narrowing.all(parts);
  }

  void filter(Side side, Filter filter) {
    filters.put(side, filter);
  }

  /** Lets the field that is configured at a place have a winner of its own. */
  void winner(Position at, Winner winner) {
    winners.put(at, winner);
  }

  /** Who wins the fields that have a winner of their own, by the names of their rules. */
  Map<String, Winner> winners() {
    Map<String, Winner> named = new HashMap<>();
    for (Rule rule : rules) {
      Winner own = winners.get(rule.at());
      if (own != null) {
        named.put(rule.name(), own);
      }
    }
    return named;
  }

  /** The names of the rules whose nulls are not sent. */
  Set<String> nullsSkipped() {
    return rules.stream()
        .filter(rule -> config().skipsNulls(rule.at()))
        .map(Rule::name)
        .collect(Collectors.toSet());
  }

  /** Names of a side's columns that some rule uses. */
  Set<String> used(Side side) {
    Set<String> used = new HashSet<>();
    rules.forEach(r -> used.addAll(r.names(side)));
    return used;
  }

  /** The rule over exactly these columns, in any order of relation columns. */
  Optional<Rule> rule(List<String> sourceColumns, List<String> targetColumns) {
    return rules.stream()
        .filter(
            r ->
                new HashSet<>(r.names(Side.SOURCE)).equals(new HashSet<>(sourceColumns))
                    && new HashSet<>(r.names(Side.TARGET)).equals(new HashSet<>(targetColumns)))
        .findFirst();
  }

  /** A field rule before its columns have positions. */
  sealed interface Rule {
    Position at();

    Flow flow();

    List<Column> columns(Side side);

    default List<String> names(Side side) {
      return columns(side).stream().map(Column::name).toList();
    }

    /** What a side's rows lead to, as far as the rule reads it. */
    default List<Lookup> lookups(Side side) {
      return List.of();
    }

    /** As a person would write it. */
    default String name() {
      return new Arrow(names(Side.SOURCE), flow(), names(Side.TARGET)).toString();
    }
  }

  /** A column that equals a column. */
  record Plain(Position at, Flow flow, Column source, Column target, TypePair pair)
      implements Rule {
    @Override
    public List<Column> columns(Side side) {
      return List.of(side == Side.SOURCE ? source : target);
    }
  }

  /** A rule whose columns do not equal the other side's, but follow from them. */
  sealed interface Derived extends Rule {
    /** What is done to them, in words. */
    String how();
  }

  /**
   * Columns that follow from the other side's.
   *
   * @param makes for each side how its one column is made of the other's; nothing where no value
   *     flows
   */
  record Formula(
      Position at,
      Flow flow,
      List<Column> source,
      List<Column> target,
      BySide<Optional<Making>> makes)
      implements Derived {
    Formula {
      source = List.copyOf(source);
      target = List.copyOf(target);
    }

    @Override
    public List<Column> columns(Side side) {
      return side == Side.SOURCE ? source : target;
    }

    @Override
    public String how() {
      return "made by an expression";
    }

    @Override
    public List<Lookup> lookups(Side side) {
      return related(side).stream().flatMap(r -> r.lookups().stream()).toList();
    }

    /** The columns of related records that it reads on a side. */
    List<Related> related(Side side) {
      return makes.on(side.other()).map(Making::related).orElse(List.of());
    }

    /** The same going no other ways than some. */
    Formula with(Flow other) {
      return new Formula(
          at,
          other,
          source,
          target,
          BySide.of(side -> makes.on(side).filter(m -> other.writes(side))));
    }

    @Override
    public String name() {
      for (Side side : Side.values()) {
        if (columns(side.other()).isEmpty()) { // it is the same for every record
          List<String> text = List.of(makes.on(side).orElseThrow().expression().text().strip());
          return side == Side.SOURCE
              ? new Arrow(names(side), flow, text).toString()
              : new Arrow(text, flow, names(side)).toString();
        }
      }
      return Derived.super.name();
    }
  }

  /**
   * An expression over a side's columns that makes a column of the other.
   *
   * @param related columns of related records that it reads
   * @param setting of the side whose rows it reads
   * @param pair the expression's type, on the side that it reads, and the column's
   */
  record Making(Expression expression, List<Related> related, Setting setting, TypePair pair) {
    Making {
      related = List.copyOf(related);
    }
  }

  /**
   * A column that is looked up in an object of its own side, and the way back where there is one.
   *
   * @param side whose object it is
   * @param makes for each side what its one column is; nothing where no value flows
   */
  record Looked(
      Position at,
      Side side,
      Flow flow,
      List<Column> source,
      List<Column> target,
      BySide<Optional<Sought>> makes)
      implements Derived {
    Looked {
      source = List.copyOf(source);
      target = List.copyOf(target);
    }

    @Override
    public List<Column> columns(Side side) {
      return side == Side.SOURCE ? source : target;
    }

    @Override
    public String how() {
      return "looked up";
    }

    @Override
    public List<Lookup> lookups(Side side) {
      return makes.on(side.other()).map(Sought::lookups).orElse(List.of());
    }

    /** The same going no other ways than some. */
    Looked with(Flow other) {
      return new Looked(
          at,
          side,
          other,
          source,
          target,
          BySide.of(to -> makes.on(to).filter(m -> other.writes(to))));
    }

    /**
     * Values of other records that count as a side's own. Both ways that is what the looked-up
     * column leads back to, since what it means changes with that; one way it is what is found.
     */
    List<Column> related(Side of) {
      boolean counts = of == side || makes.on(of).isEmpty();
      return makes.on(of.other()).filter(s -> counts).map(Sought::given).stream().toList();
    }

    @Override
    public String name() {
      if (!columns(side.other()).isEmpty()) {
        return Derived.super.name();
      }
      List<String> text = List.of(makes.on(side).orElseThrow().given().name());
      return side == Side.SOURCE
          ? new Arrow(names(side), flow, text).toString()
          : new Arrow(text, flow, names(side)).toString();
    }
  }

  /**
   * What is looked up for a column.
   *
   * @param lookups the way there from the other side's rows, to objects of the column's side
   * @param given the value at its end, as it is in those rows
   * @param missing what comes of records for which there is none
   * @param pair the value's type, on the side whose rows lead to it, and the column's
   */
  record Sought(List<Lookup> lookups, Column given, OnMissing missing, TypePair pair) {
    Sought {
      lookups = List.copyOf(lookups);
    }
  }

  /** A condition over a side's columns. */
  record Filter(Expression expression, Setting setting) {
    Narrowing narrowing() {
      return expression.narrowing();
    }
  }

  /** A column that holds the same in every record that the task is about. */
  record Constant(Position at, Side side, Column column, Object value) implements Rule {
    @Override
    public Flow flow() {
      return side == Side.TARGET ? Flow.TO_TARGET : Flow.TO_SOURCE;
    }

    @Override
    public List<Column> columns(Side of) {
      return of == side ? List.of(column) : List.of();
    }

    Narrowing narrowing() {
      return new Narrowing.Compared(column.name(), Narrowing.Operator.EQUAL, value);
    }

    /** The value as SQL writes it: texts in single quotes. */
    String text() {
      return value instanceof String s ? "'" + s.replace("'", "''") + "'" : value.toString();
    }

    @Override
    public String name() {
      return side == Side.TARGET
          ? new Arrow(List.of(text()), flow(), names(side)).toString()
          : new Arrow(names(side), flow(), List.of(text())).toString();
    }
  }

  /** A foreign key that refers to the same record as a foreign key. */
  record Relation(
      Position at,
      Flow flow,
      List<Column> source,
      List<Column> target,
      int through,
      String parents,
      MissingParent missingParent)
      implements Rule {
    Relation {
      source = List.copyOf(source);
      target = List.copyOf(target);
    }

    Relation with(Flow other) {
      return new Relation(at, other, source, target, through, parents, missingParent);
    }

    Relation with(MissingParent other) {
      return new Relation(at, flow, source, target, through, parents, other);
    }

    @Override
    public List<Column> columns(Side side) {
      return side == Side.SOURCE ? source : target;
    }
  }
}
