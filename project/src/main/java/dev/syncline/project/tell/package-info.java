/** Who is told of what. */
@NullMarked
package dev.syncline.project.tell;

import org.jspecify.annotations.NullMarked;
