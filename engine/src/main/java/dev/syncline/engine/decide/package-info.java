/**
 * From records to look at to the lines of a plan: reads both sides and asks the planner of core.
 */
@org.jspecify.annotations.NullMarked
package dev.syncline.engine.decide;
