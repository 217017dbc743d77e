package dev.syncline.server.page;

import java.util.List;

/**
 * Asks whether a user is really to be removed.
 *
 * @param path of the user
 * @param consequences what goes with the user
 */
public record RemovalPage(
    Frame frame, List<Tab> tabs, String path, String name, List<String> consequences) {}
