/** What operators watch: health, metrics, traces and the log. */
@org.jspecify.annotations.NullMarked
package dev.syncline.server.observe;
