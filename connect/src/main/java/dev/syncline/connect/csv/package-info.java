/**
 * CSV files that are written: read from a working copy, and exported from it when a run has
 * written.
 */
@org.jspecify.annotations.NullMarked
package dev.syncline.connect.csv;
