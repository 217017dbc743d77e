/** The server: a page, an interface for programs, schedules, messages and users. */
@org.jspecify.annotations.NullMarked
package dev.syncline.server;
