package dev.syncline.server.web;

import dev.syncline.server.account.Access;
import dev.syncline.server.account.Accounts;
import dev.syncline.server.account.Caller;
import dev.syncline.server.account.Permission;
import dev.syncline.server.account.Sessions;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.security.RouteRole;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets a request in: finds out who asks, by the session of a browser or the token of a program, and
 * whether that may do what the way needs. A browser's request that changes something has to come
 * from a page of its own session.
 */
final class Gate {
  private static final Set<HandlerType> READS =
      Set.of(HandlerType.GET, HandlerType.HEAD, HandlerType.OPTIONS);
  private static final String BEARER = "Bearer ";

  private final Accounts accounts;
  private final Cookies cookies;

  Gate(Accounts accounts, Cookies cookies) {
    this.accounts = accounts;
    this.cookies = cookies;
  }

  /**
   * Lets a request in that matched a way.
   *
   * @throws Refusal if it may not go there
   */
  void enter(Context request) {
    Need need = need(request);
    if (need instanceof Need.Signed) {
      return;
    }
    Optional<Visitor> visitor = need instanceof Need.ByToken ? program(request) : visitor(request);
    visitor.ifPresent(v -> v.in(request));
    Optional<Permission> taken = permission(need);
    if (taken.isEmpty()) {
      return;
    }
    Permission permission = taken.get();
    Visitor known =
        visitor.orElseThrow(
            () -> new Refusal(401, "login", "log in, or send a token that is good"));
    if (!READS.contains(request.method())) {
      requireOwnPage(request, known);
    }
    String sync = request.pathParamMap().get("sync");
    boolean allowed =
        sync == null
            ? Access.somewhere(known.caller(), permission)
            : Access.may(known.caller(), permission, Access.On.sync(sync));
    if (!allowed) {
      throw Refusal.notAdmitted(known, permission, sync == null ? "" : sync);
    }
  }

  private static Need need(Context request) {
    for (RouteRole role : request.routeRoles()) {
      if (role instanceof Need need) {
        return need;
      }
    }
    throw new IllegalStateException(request.path() + " does not say what it needs");
  }

  private static Optional<Permission> permission(Need need) {
    return switch (need) {
      case Need.May may -> Optional.of(may.permission());
      case Need.ByToken program -> Optional.of(program.permission());
      case Need.Open open -> Optional.empty();
      case Need.Signed signed -> Optional.empty();
    };
  }

  private Optional<Visitor> program(Context request) {
    return request.header("Authorization") == null ? Optional.empty() : visitor(request);
  }

  /** A token that is sent counts even where there is a session: programs say who they are. */
  private Optional<Visitor> visitor(Context request) {
    String authorization = request.header("Authorization");
    if (authorization != null) {
      return Optional.of(authorization)
          .filter(a -> a.regionMatches(true, 0, BEARER, 0, BEARER.length()))
          .flatMap(a -> accounts.tokens().use(a.substring(BEARER.length()).strip()))
          .map(caller -> new Visitor(caller, null, cookies.address(request)));
    }
    String session = cookies.session(request);
    return session == null
        ? Optional.empty()
        : accounts.sessions().use(session).map(caller -> visitor(caller, session, request));
  }

  private Visitor visitor(Caller caller, String session, Context request) {
    return new Visitor(caller, session, cookies.address(request));
  }

  /** What a token does nobody can make a browser do; what a session does, others would try. */
  private static void requireOwnPage(Context request, Visitor visitor) {
    if (visitor.session() == null) {
      return;
    }
    @Nullable String sent = request.header("X-CSRF-Token");
    if (sent == null) {
      sent = request.formParam("csrf");
    }
    if (sent == null || !Sessions.isFormToken(visitor.session(), sent)) {
      throw new Refusal(
          403,
          "csrf",
          "this did not come from a page of yours, or that page is older than your session. Load it"
              + " again and repeat what you did.");
    }
  }
}
