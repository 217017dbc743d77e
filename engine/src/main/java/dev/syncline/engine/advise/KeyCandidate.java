package dev.syncline.engine.advise;

import dev.syncline.core.value.MatchForm;
import java.util.List;

/**
 * A candidate for a unique key that is worth counting.
 *
 * @param parts its parts
 * @param form what is overlooked in comparing text
 * @param enforcedInSource whether the source keeps it unique
 * @param enforcedInTarget whether the target keeps it unique
 */
record KeyCandidate(
    List<KeyPart> parts, MatchForm form, boolean enforcedInSource, boolean enforcedInTarget) {
  KeyCandidate {
    parts = List.copyOf(parts);
  }
}
