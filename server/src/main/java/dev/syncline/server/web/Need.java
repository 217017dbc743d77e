package dev.syncline.server.web;

import dev.syncline.server.account.Permission;
import io.javalin.security.RouteRole;

/** What it takes to go a way into the server. A way without one leads nowhere. */
public sealed interface Need extends RouteRole {

  /** Nothing: anybody may. */
  Need NOTHING = new Open();

  /** A signature of the request itself, which is looked at where it is answered. */
  Need SIGNATURE = new Signed();

  /** Whoever may do something; to the sync that the path names as {@code sync}, if it names one. */
  static Need of(Permission permission) {
    return new May(permission);
  }

  /** The same, of a program with a token; a browser's session does not count. */
  static Need byToken(Permission permission) {
    return new ByToken(permission);
  }

  /** Anybody may. */
  record Open() implements Need {}

  /** Whoever signed it. */
  record Signed() implements Need {}

  /** Whoever may do this. */
  record May(Permission permission) implements Need {}

  /** Whatever program may do this. */
  record ByToken(Permission permission) implements Need {}
}
