/** What services tell by requests that they sign. */
@org.jspecify.annotations.NullMarked
package dev.syncline.server.hook;
