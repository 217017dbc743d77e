/** The endpoints that the public integrations of Hightouch call: {@code docs/orchestration.md}. */
@org.jspecify.annotations.NullMarked
package dev.syncline.server.hightouch;
