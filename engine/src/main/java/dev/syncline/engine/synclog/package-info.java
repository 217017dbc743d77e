/** The log of what syncs did, in tables that people read, made from what the store remembers. */
@org.jspecify.annotations.NullMarked
package dev.syncline.engine.synclog;
