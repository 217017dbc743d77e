package dev.syncline.core.mapping;

import dev.syncline.core.Side;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.MatchForm;
import java.util.List;
import java.util.Optional;

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
    Policies policies) {

  public Task {
    fields = List.copyOf(fields);
    match = List.copyOf(match);
  }

  /** The object on a side. */
  public ObjectSchema schema(Side side) {
    return side == Side.SOURCE ? sourceSchema : targetSchema;
  }

  /** The columns read on a side. */
  public Shape shape(Side side) {
    return side == Side.SOURCE ? sourceShape : targetShape;
  }

  /** The position of a side's clock column. */
  public Optional<Integer> clock(Side side) {
    return side == Side.SOURCE ? sourceClock : targetClock;
  }

  /** Whether a rule's value may be written to a side. */
  public boolean writes(Side side, FieldRule rule) {
    return policies.direction().writes(side) && rule.flow().writes(side);
  }

  /** Positions in {@code fields} of what the unique key is made of, ascending. */
  public int[] unique() {
    return match.stream().mapToInt(MatchField::field).sorted().toArray();
  }

  /** The meanings of the rules in field order: the layout of this task's bases. */
  public List<String> layout() {
    return fields.stream().map(FieldRule::meaning).toList();
  }

  /**
   * A part of the unique key.
   *
   * @param field position of its rule in {@link Task#fields()}
   * @param form what is overlooked when keys are compared
   */
  public record MatchField(int field, MatchForm form) {}
}
