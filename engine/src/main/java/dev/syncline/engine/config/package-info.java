/**
 * The configuration: read from YAML with a place for every mistake, and compiled against the live
 * schemas of both connections to the tasks that a run performs.
 */
@NullMarked
package dev.syncline.engine.config;

import org.jspecify.annotations.NullMarked;
