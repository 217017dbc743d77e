package dev.syncline.server.page;

/**
 * One of several pages that belong together.
 *
 * @param current whether it is the one that is shown
 */
public record Tab(String label, String path, boolean current) {}
