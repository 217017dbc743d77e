/** The one write path: operations to writes, outcomes to what is remembered. */
@org.jspecify.annotations.NullMarked
package dev.syncline.engine.apply;
