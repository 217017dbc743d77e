package dev.syncline.server.page;

/**
 * One of several that may be chosen.
 *
 * @param value as it is sent
 * @param label as it is shown
 */
public record Choice(String value, String label, boolean chosen) {}
