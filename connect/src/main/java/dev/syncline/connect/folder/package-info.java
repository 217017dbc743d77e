/** Trees of files, whose folders are read and written as objects with a row for each file. */
@org.jspecify.annotations.NullMarked
package dev.syncline.connect.folder;
