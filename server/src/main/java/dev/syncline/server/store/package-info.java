/** What the server keeps that is its own: tables in a file, or in a schema of PostgreSQL. */
@org.jspecify.annotations.NullMarked
package dev.syncline.server.store;
