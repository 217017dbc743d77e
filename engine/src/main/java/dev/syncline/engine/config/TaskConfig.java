package dev.syncline.engine.config;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Policies;
import dev.syncline.core.mapping.Policies.Conflicts;
import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.core.mapping.Policies.Winner;
import dev.syncline.engine.config.Kind.Nulls;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A task: which object is kept in step with which.
 *
 * @param at where it is configured
 * @param name its name, which may change
 * @param id its stable id, unique in the folder
 * @param source the source object as the user names it
 * @param target the target object as the user names it
 * @param parts objects that hold further rows of each side's records
 * @param filters which records of each side it is about, as SQL conditions; nothing: all
 * @param match unique keys, all of which must match; empty: chosen
 * @param fields what is kept the same; nothing: same-named fields
 * @param sourceClock the source column that tells when a record changed
 * @param targetClock the same on the target
 * @param timestamps the columns that tell on each side when and by whom a record was written
 * @param kind what it sends, with what the sync says filled in
 * @param nulls what becomes of nulls of fields that say so themselves, by where they are configured
 * @param order in which order records are created that the other side lacks; nothing: by their keys
 * @param settlement how differences are settled, with what the sync says filled in
 * @param neverJournaled columns of either side, or fields, whose values are written down nowhere
 * @param whole whether all of it was understood; else nothing follows from what it lacks
 */
public record TaskConfig(
    Position at,
    String name,
    int id,
    Name source,
    Name target,
    BySide<List<PartConfig>> parts,
    BySide<Optional<Name>> filters,
    List<MatchConfig> match,
    Optional<List<FieldConfig>> fields,
    Optional<Name> sourceClock,
    Optional<Name> targetClock,
    BySide<AuditNames> timestamps,
    Kind kind,
    Map<Position, Nulls> nulls,
    Optional<OrderConfig> order,
    Settlement settlement,
    List<Name> neverJournaled,
    boolean whole) {

  public TaskConfig {
    match = List.copyOf(match);
    nulls = Map.copyOf(nulls);
    neverJournaled = List.copyOf(neverJournaled);
    fields = fields.map(List::copyOf);
  }

  /** Whether some decision asks which side changed last. */
  boolean asksWhichIsNewer() {
    return settlement.asksWhichIsNewer()
        || settlement.conflicts() == Conflicts.MERGE
            && fields.orElse(List.of()).stream()
                .anyMatch(f -> f.winner().equals(Optional.of(Winner.NEWEST)));
  }

  /** Whether the nulls of a field are left out, by where it is configured. */
  boolean skipsNulls(Position field) {
    return nulls.getOrDefault(field, kind.nulls()) == Nulls.SKIP;
  }

  /**
   * An order of the records that are created.
   *
   * @param column a column of the side that is read
   * @param descending whether the highest value comes first
   */
  public record OrderConfig(Name column, boolean descending) {}

  /** The object on a side. */
  public Name object(Side side) {
    return side == Side.SOURCE ? source : target;
  }

  /** The clock column of a side. */
  public Optional<Name> clock(Side side) {
    return side == Side.SOURCE ? sourceClock : targetClock;
  }

  /**
   * How the task settles differences, under its sync's direction.
   *
   * @param fieldWinners who wins fields that say so, by the names of their rules
   * @param nullsSkipped names of the rules whose nulls are not sent
   */
  Policies policies(
      Direction direction, Map<String, Winner> fieldWinners, Set<String> nullsSkipped) {
    return new Policies(
        direction,
        kind.mode(),
        settlement.conflicts(),
        settlement.winner(),
        settlement.winnerNamed(),
        fieldWinners,
        nullsSkipped,
        settlement.deleteConflicts(),
        settlement.deletesToSource(),
        settlement.deletesToTarget(),
        settlement.nullKeys());
  }
}
