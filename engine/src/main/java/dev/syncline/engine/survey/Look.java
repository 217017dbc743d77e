package dev.syncline.engine.survey;

import dev.syncline.core.model.Key;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which records of one side a survey looks at: all of them, or some. What else may share their
 * unique keys is looked up in either case.
 *
 * @param why why all are looked at, in words; empty when only some are
 * @param marked keys of records that may have changed; a linked one that did not is left alone
 * @param due keys of records that are to be decided again, changed or not
 * @param moved keys that records had, and those they were given since; also of a side that is
 *     looked at as a whole, where that is known
 * @param left keys that a row had no longer at some moment, though another may have it now
 * @param gone whether linked records are looked at, too, whose keys are not there any more
 */
public record Look(
    String why,
    Collection<Key> marked,
    Collection<Key> due,
    Map<Key, Key> moved,
    Set<Key> left,
    boolean gone) {

  /** No record of a side. */
  public static final Look NOTHING = new Look("", List.of(), List.of(), Map.of(), Set.of());

  /** Some records. */
  public Look(
      String why, Collection<Key> marked, Collection<Key> due, Map<Key, Key> moved, Set<Key> left) {
    this(why, marked, due, moved, left, false);
  }

  /** Records that are there and may have changed, of a system that does not tell which are gone. */
  public static Look stamped(Collection<Key> marked, boolean gone) {
    return new Look("", marked, List.of(), Map.of(), Set.of(), gone);
  }

  /** All records of a side. */
  public static Look all(String why) {
    return new Look(why, List.of(), List.of(), Map.of(), Set.of());
  }

  /** The same with other records to be decided again. */
  public Look with(Collection<Key> dueAgain) {
    return new Look(why, marked, dueAgain, moved, left, gone);
  }

  /** The same with more records that may have changed. */
  public Look and(Collection<Key> more) {
    if (whole() || more.isEmpty()) {
      return this;
    }
    Set<Key> all = new LinkedHashSet<>(marked);
    all.addAll(more);
    return new Look(why, all, due, moved, left, gone);
  }

  /** The same of all records, for a reason. */
  public Look orAll(String reason) {
    return whole() ? this : new Look(reason, List.of(), due, moved, left, gone);
  }

  /** The keys of the records that are looked at, when not all are. */
  public Set<Key> keys() {
    Set<Key> keys = new LinkedHashSet<>(marked);
    keys.addAll(due);
    return keys;
  }

  /** Whether all records are looked at. */
  public boolean whole() {
    return !why.isEmpty();
  }
}
