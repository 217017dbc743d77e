/** The commands: each reads its options, asks the engine, and hands back a screen. */
@NullMarked
package dev.syncline.cli.command;

import org.jspecify.annotations.NullMarked;
