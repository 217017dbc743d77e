package dev.syncline.connect.secure;

import dev.syncline.connect.ConnectorException.Kind;

/**
 * Why there is no connection, where it is not for the system's own reasons.
 *
 * @param kind UNTRUSTED where one of both was not believed, LOGIN where a tunnel's server did not
 *     let us in, UNREACHABLE where it is not there
 * @param words the reason, with the next step to take
 */
public record Refusal(Kind kind, String words) {}
