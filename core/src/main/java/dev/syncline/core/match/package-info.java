/** Which unlinked records of the two sides belong together. */
@org.jspecify.annotations.NullMarked
package dev.syncline.core.match;
