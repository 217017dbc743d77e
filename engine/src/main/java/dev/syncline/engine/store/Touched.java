package dev.syncline.engine.store;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import java.util.Optional;

/**
 * A record whose link or due entry changed since the log of its task was last brought up to date.
 *
 * @param side the side whose key this is
 * @param key nothing stands for all records of the task
 * @param change the number of the latest change that touched it
 */
public record Touched(int task, Side side, Optional<Key> key, long change) {}
