package dev.syncline.core.plan;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One field of an operation.
 *
 * @param field position of its rule in the task
 * @param before the written side's values before, one per column of the rule; empty for a create
 * @param after the values to write, one per column of the rule
 * @param origin fingerprint of what the other side holds, 0 for nothing: the base's other half once
 *     it is written
 * @param rule the rule that allowed it, in words
 */
@SuppressWarnings("ArrayRecordComponent")
public record Change(
    int field, @Nullable Object[] before, @Nullable Object[] after, long origin, String rule) {

  /** Whether a value goes for it; where there was none, an empty text, or the same, none does. */
  boolean overwrites() {
    return !Arrays.deepEquals(before, after)
        && Arrays.stream(before).anyMatch(value -> value != null && !value.equals(""));
  }
}
