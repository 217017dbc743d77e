/** What another configuration would have made of what was written. */
@org.jspecify.annotations.NullMarked
package dev.syncline.engine.rehearsal;
