/**
 * Proposes how two systems could be kept in step: which objects and columns belong together, and by
 * which unique keys their records would be matched, with figures counted over all rows.
 */
@NullMarked
package dev.syncline.engine.advise;

import org.jspecify.annotations.NullMarked;
