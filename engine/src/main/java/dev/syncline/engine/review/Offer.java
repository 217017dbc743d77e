package dev.syncline.engine.review;

import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.PlanItem.Operation;
import dev.syncline.core.plan.PlanItem.Update;
import java.util.List;
import java.util.Set;

/**
 * One write of a comparison, as it is offered to a person.
 *
 * @param number its number in the plan, from 1
 * @param operation what would be written
 * @param group where it stands in the review
 * @param taken whether it is applied unless the person says otherwise
 * @param reason why it stands there, or is not taken; empty where that needs no words
 * @param left of an update the fields that are left out unless the person says otherwise: positions
 *     in the task
 * @param along the number of the write that is taken along with this one; 0 for none
 * @param adds whether the two records are linked by nothing but this comparison, as counterparts
 *     that were made independently: left alone, they stay strangers
 */
public record Offer(
    int number,
    Operation operation,
    Group group,
    boolean taken,
    String reason,
    Set<Integer> left,
    int along,
    boolean adds) {
  public Offer {
    left = Set.copyOf(left);
  }

  /** The fields that a person may take one by one; none where only the record can be taken. */
  public List<Change> fields() {
    return operation instanceof Update u ? u.changes() : List.of();
  }
}
