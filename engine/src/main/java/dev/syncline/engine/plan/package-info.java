/** Plans as files: what a run would do, saved, hashed and readable. */
@org.jspecify.annotations.NullMarked
package dev.syncline.engine.plan;
