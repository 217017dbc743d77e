/** What a run would do, and how much of it is too much. */
@org.jspecify.annotations.NullMarked
package dev.syncline.core.plan;
