/** What pages show, found out by commands; and what their buttons begin. */
@org.jspecify.annotations.NullMarked
package dev.syncline.server.site;
