/** Text on a terminal: words, widths, colours, tables. Knows nothing of syncs. */
@NullMarked
package dev.syncline.project.text;

import org.jspecify.annotations.NullMarked;
