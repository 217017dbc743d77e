/** How requests come in: who asks, whether that is allowed, and how errors are answered. */
@org.jspecify.annotations.NullMarked
package dev.syncline.server.web;
