/** Wiring: a folder of configuration, its systems, its state store and the engine over them. */
@NullMarked
package dev.syncline.project;

import org.jspecify.annotations.NullMarked;
