package dev.syncline.server.web;

import dev.syncline.server.account.Event;
import dev.syncline.server.account.Event.Action;
import io.javalin.http.Context;
import io.javalin.router.Endpoint;

/** What a request asks for, as the audit log calls it where that is refused. */
public final class Wish {
  private static final String ATTRIBUTE = "syncline.wish";

  private Wish() {}

  /** Says what a request asks for, before it is found out whether that may be. */
  public static void note(Context request, Event event) {
    request.attribute(ATTRIBUTE, event);
  }

  /** What it asks for; where nobody said it, the way that it goes. */
  static Event of(Context request) {
    Event noted = request.attribute(ATTRIBUTE);
    if (noted != null) {
      return noted;
    }
    Endpoint way = request.endpoints().matchedHttpEndpoint();
    return Event.sync(Action.REQUEST, request.pathParamMap().getOrDefault("sync", ""))
        .detail(request.req().getMethod() + " " + (way == null ? "" : way.path));
  }
}
