/**
 * The main job on whole databases: historical sync, edits, deletes and conflicts on both sides,
 * each step checked by SQL that does not go through Syncline.
 */
@NullMarked
package dev.syncline.cli.walk;

import org.jspecify.annotations.NullMarked;
