/**
 * Proves both sides equal through the mapping, from the systems themselves and not from the base.
 */
@org.jspecify.annotations.NullMarked
package dev.syncline.engine.verify;
