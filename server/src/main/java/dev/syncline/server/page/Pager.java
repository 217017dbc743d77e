package dev.syncline.server.page;

/**
 * Where a page of a long list is in it.
 *
 * @param range such as {@code 51 to 100 of 312}
 * @param earlier the page before; empty for none
 * @param later the page after; empty for none
 */
public record Pager(String range, String earlier, String later) {}
