/** What Syncline remembers: links and bases, what is due, runs, and the journal. */
@org.jspecify.annotations.NullMarked
package dev.syncline.engine.store;
