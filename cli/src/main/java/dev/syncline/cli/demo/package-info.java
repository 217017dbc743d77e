/** The first look: a generated store that two systems hold differently, and a walk through it. */
@NullMarked
package dev.syncline.cli.demo;

import org.jspecify.annotations.NullMarked;
