/** SQLite files that Syncline keeps for itself. */
@org.jspecify.annotations.NullMarked
package dev.syncline.connect.sqlite;
