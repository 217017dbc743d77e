package dev.syncline.engine.config;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule.Flow;
import dev.syncline.core.mapping.FieldRule.MissingParent;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.value.TypePair;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A task on its way to being compiled: its objects are known, its rules are being gathered. */
final class Draft {
  private final TaskConfig config;
  private final ObjectSchema source;
  private final ObjectSchema target;
  private final List<Rule> rules = new ArrayList<>();
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
