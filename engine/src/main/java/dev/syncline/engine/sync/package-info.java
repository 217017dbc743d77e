/** What is kept in step and how: a sync, its two systems, and what all who work on it share. */
@org.jspecify.annotations.NullMarked
package dev.syncline.engine.sync;
