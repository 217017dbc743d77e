/** Where the kinds of systems come together: opens a connection by its type. */
@org.jspecify.annotations.NullMarked
package dev.syncline.connect.open;
