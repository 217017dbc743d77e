/** What a sync means. Pure: no input or output, no clock, no randomness, no logging. */
@org.jspecify.annotations.NullMarked
package dev.syncline.core;
