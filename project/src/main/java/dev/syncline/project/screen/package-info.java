/** What the commands show: one screen per file, as text and as JSON, apart from what they do. */
@NullMarked
package dev.syncline.project.screen;

import org.jspecify.annotations.NullMarked;
