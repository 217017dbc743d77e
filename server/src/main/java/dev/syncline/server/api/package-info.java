/**
 * What programs can ask for: commands as requests, their answers as JSON, and what describes both.
 */
@org.jspecify.annotations.NullMarked
package dev.syncline.server.api;
