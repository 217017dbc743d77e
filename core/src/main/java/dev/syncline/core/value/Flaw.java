package dev.syncline.core.value;

/**
 * Stands in a row for a value that could not be read. A row with a flaw is unreadable: it is never
 * taken for absent, and never causes a write.
 *
 * @param reason what was wrong with the value, without the value itself
 */
public record Flaw(String reason) {}
