/**
 * A run, from what is due to what is remembered: its phases, its rounds, and what they share.
 * {@link dev.syncline.engine.run.Run} is the place to begin.
 */
@org.jspecify.annotations.NullMarked
package dev.syncline.engine.run;
