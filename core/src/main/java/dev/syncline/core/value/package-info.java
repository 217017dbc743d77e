/** Types, and what it means for two values of different systems to be the same. */
@org.jspecify.annotations.NullMarked
package dev.syncline.core.value;
