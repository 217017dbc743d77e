package dev.syncline.server.account;

import java.time.Instant;

/**
 * A session of a user's, as it is shown to that user.
 *
 * @param handle names it to whoever ends it, and opens nothing
 * @param address from which it was begun
 * @param agent the program with which it was begun, as that program says
 * @param seen when it was last used, to within a minute
 */
public record Session(String handle, String address, String agent, Instant begun, Instant seen) {}
