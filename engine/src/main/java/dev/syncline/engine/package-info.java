/** A run from capture to remember, the state store, and the local comparer. */
@NullMarked
package dev.syncline.engine;

import org.jspecify.annotations.NullMarked;
