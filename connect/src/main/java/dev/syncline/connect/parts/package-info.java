/**
 * Records that a system spreads over several objects, read and written as one; docs/parts.md says
 * what that means to a user.
 */
@NullMarked
package dev.syncline.connect.parts;

import org.jspecify.annotations.NullMarked;
