/** A run, from what is due to what is remembered. */
@org.jspecify.annotations.NullMarked
package dev.syncline.engine;
