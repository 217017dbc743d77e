/** Sorts more records than memory holds. */
@org.jspecify.annotations.NullMarked
package dev.syncline.engine.sort;
