/** The decision: a pure function of the base and what both sides hold. */
@org.jspecify.annotations.NullMarked
package dev.syncline.core.reconcile;
