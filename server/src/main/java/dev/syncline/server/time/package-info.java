/** What the server begins by itself: syncs by their schedules, and plans at their time. */
@org.jspecify.annotations.NullMarked
package dev.syncline.server.time;
