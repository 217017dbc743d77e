package dev.syncline.engine.undo;

import dev.syncline.core.model.Key;
import org.jspecify.annotations.Nullable;

/**
 * Something that an undo does not take back.
 *
 * @param task the task's id
 * @param source the record's key on the source; null where it has none
 * @param target its key on the target; null where it has none
 * @param what what the run had done to it, such as {@code create on the target}
 * @param reason why it is left, in words
 */
public record LeftAlone(
    int task, @Nullable Key source, @Nullable Key target, String what, String reason) {}
