/** What a run did to each row, and by which operation that is taken back. */
@org.jspecify.annotations.NullMarked
package dev.syncline.engine.undo;
