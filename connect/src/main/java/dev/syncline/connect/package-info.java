/** What Syncline asks of a system that holds records, and the systems it knows. */
@org.jspecify.annotations.NullMarked
package dev.syncline.connect;
