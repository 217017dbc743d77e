/** What the server does for people and programs: pieces of work that are followed and given up. */
@org.jspecify.annotations.NullMarked
package dev.syncline.server.work;
