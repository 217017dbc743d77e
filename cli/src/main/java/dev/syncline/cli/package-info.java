/** The {@code syncline} command: the only place that wires everything together. */
@NullMarked
package dev.syncline.cli;

import org.jspecify.annotations.NullMarked;
