package dev.syncline.server.page;

/**
 * What went wrong, for a person.
 *
 * @param status of HTTP
 * @param message the reason, and what to do; a paragraph each line
 */
public record ErrorPage(int status, String message) {}
