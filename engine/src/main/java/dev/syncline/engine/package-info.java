/** What the command line asks for: plans, runs, undos, a watch; and their results. */
@org.jspecify.annotations.NullMarked
package dev.syncline.engine;
