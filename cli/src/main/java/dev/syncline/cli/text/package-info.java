/** Text on a terminal: words, widths, colours, tables. Knows nothing of syncs. */
@NullMarked
package dev.syncline.cli.text;

import org.jspecify.annotations.NullMarked;
