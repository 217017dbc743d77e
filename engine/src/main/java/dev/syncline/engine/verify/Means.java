package dev.syncline.engine.verify;

import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.sync.Ends;
import dev.syncline.engine.sync.Progress;
import java.nio.file.Path;

/**
 * What every way of verifying works with.
 *
 * @param temp a folder for what does not fit into memory
 * @param parallel whether both sides are asked at once
 */
record Means(Ends ends, StateStore store, Path temp, Progress progress, boolean parallel) {}
