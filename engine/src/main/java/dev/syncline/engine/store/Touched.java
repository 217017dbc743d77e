package dev.syncline.engine.store;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import java.util.Optional;

/**
 * A record whose link or due entry changed since the log of its task was last brought up to date.
 *
 * @param id later ones have higher numbers
 * @param side the side whose key this is
 * @param key nothing stands for all records of the task
 */
public record Touched(long id, Side side, Optional<Key> key) {}
