/**
 * What a person makes of a plan before it is applied: which of its lines are taken, and of a line
 * which fields. A review never adds anything to a plan.
 */
@org.jspecify.annotations.NullMarked
package dev.syncline.engine.review;
