package dev.syncline.server.page;

/**
 * Something that can be chosen.
 *
 * @param value what the form sends
 * @param label what a person reads
 */
public record Choice(String value, String label, boolean chosen) {}
