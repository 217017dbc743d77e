package dev.syncline.engine.store;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;

/**
 * A link followed its record to another key, which a user gave it: no write in the journal tells.
 *
 * @param side the side on which the key was changed
 * @param batch the last batch that was opened before: what was written up to it was written under
 *     the former key
 */
public record LinkMove(int task, Side side, Key before, Key after, long batch) {}
