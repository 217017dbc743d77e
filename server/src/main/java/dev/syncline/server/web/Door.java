package dev.syncline.server.web;

import dev.syncline.server.account.AccountException;
import dev.syncline.server.account.Accounts;
import dev.syncline.server.account.Links;
import dev.syncline.server.account.Logins;
import dev.syncline.server.account.User;
import dev.syncline.server.page.DoorPage;
import dev.syncline.server.page.Templates;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where people come in and leave: login, logout, and links that are used once. */
final class Door {
  private final Accounts accounts;
  private final Cookies cookies;
  private final Optional<SignOn> signOn;
  private final Templates templates = new Templates();

  Door(Accounts accounts, Cookies cookies, Optional<SignOn> signOn) {
    this.accounts = accounts;
    this.cookies = cookies;
    this.signOn = signOn;
  }

  void ways(RoutesConfig routes) {
    routes.get("/login", this::ask, Need.NOTHING);
    routes.post("/login", this::enter, Need.NOTHING);
    routes.post("/logout", this::leave, Need.NOTHING);
    routes.get("/link/{secret}", this::follow, Need.NOTHING);
    routes.post("/link/{secret}", this::use, Need.NOTHING);
  }

  /** Where a request that nobody is known of is sent, to come back from there to a page. */
  static String path(Context request) {
    if (!request.method().equals(HandlerType.GET)) {
      return "/login";
    }
    String query = request.queryString() == null ? "" : "?" + request.queryString();
    return "/login?to=" + URLEncoder.encode(request.path() + query, StandardCharsets.UTF_8);
  }

  private void ask(Context request) {
    show(request, DoorPage.login(action(request), "", ""));
  }

  private static String action(Context request) {
    String to = request.queryParam("to");
    return to == null ? "/login" : "/login?to=" + URLEncoder.encode(to, StandardCharsets.UTF_8);
  }

  private void enter(Context request) {
    requireSameSite(request);
    String user = given(request, "user");
    Logins.Result result =
        accounts.logins().enter(user, given(request, "password"), cookies.address(request));
    switch (result) {
      case Logins.Result.In in -> {
        Entrance.of(request).begin(request, in.user());
        request.redirect(inside(request.queryParam("to")));
      }
      case Logins.Result.Wrong wrong -> {
        request.status(401);
        show(
            request,
            DoorPage.login(action(request), user, "The user name or the password is not right."));
      }
      case Logins.Result.Wait wait -> {
        request.status(429).header("Retry-After", Long.toString(seconds(wait.time())));
        show(
            request,
            DoorPage.login(
                action(request),
                user,
                "Too many attempts failed. Wait " + seconds(wait.time()) + " s and try again."));
      }
    }
  }

  private static long seconds(Duration time) {
    return Math.max(1, time.plusMillis(999).toSeconds());
  }

  /** Only a path of this server's own is followed after a login. */
  static String inside(@Nullable String to) {
    if (to == null || !to.startsWith("/") || to.startsWith("//") || to.contains("\\")) {
      return "/";
    }
    try {
      URI uri = new URI(to);
      return uri.isAbsolute() || uri.getRawAuthority() != null ? "/" : to;
    } catch (URISyntaxException e) {
      return "/";
    }
  }

  private void leave(Context request) {
    requireSameSite(request);
    String session = cookies.session(request);
    if (session != null) {
      accounts
          .sessions()
          .use(session)
          .ifPresent(
              caller -> accounts.sessions().end(caller.user(), session, cookies.address(request)));
    }
    cookies.end(request);
    request.redirect("/login");
  }

  private void follow(Context request) {
    String secret = request.pathParam("secret");
    Optional<Links.Purpose> purpose = accounts.links().find(secret);
    show(request, page(purpose, secret, "", "", ""));
  }

  private static DoorPage page(
      Optional<Links.Purpose> purpose, String secret, String user, String email, String problem) {
    String action = "/link/" + secret;
    return switch (purpose.orElse(null)) {
      case Links.Purpose.First first -> DoorPage.first(action, user, email, problem);
      case Links.Purpose.Password password ->
          DoorPage.password(action, password.user().name(), problem);
      case null ->
          throw new Refusal(
              410,
              "link",
              "This link was used before, is too old, or was replaced. Ask for a new one: syncline serve"
                  + " prints it while there is no administrator.");
    };
  }

  private void use(Context request) {
    requireSameSite(request);
    String secret = request.pathParam("secret");
    Optional<Links.Purpose> purpose = accounts.links().find(secret);
    String password = given(request, "password");
    String address = cookies.address(request);
    String name = given(request, "user");
    String email = given(request, "email");
    try {
      if (!password.equals(given(request, "again"))) {
        throw new AccountException("The two passwords are not the same. Type them again.");
      }
      User user =
          purpose.orElse(null) instanceof Links.Purpose.First
              ? accounts
                  .links()
                  .createAdministrator(secret, name, name, blankToNull(email), password, address)
              : accounts.links().setPassword(secret, password, address);
      Entrance.of(request).begin(request, user);
      request.redirect("/");
    } catch (AccountException e) {
      request.status(400);
      show(request, page(purpose, secret, name, email, String.valueOf(e.getMessage())));
    }
  }

  private static @Nullable String blankToNull(String text) {
    return text.isBlank() ? null : text;
  }

  /**
   * A form that nobody is known of has no session to be bound to: the browser itself says from
   * where it comes, which no page of another site can change.
   */
  private static void requireSameSite(Context request) {
    String from = request.header("Sec-Fetch-Site");
    String origin = request.header("Origin");
    boolean foreign =
        from == null
            ? origin != null && !origin.equals("null") && !isOwn(origin, request)
            : !from.equals("same-origin") && !from.equals("none");
    if (foreign) {
      throw new Refusal(403, "csrf", "This form has to be sent from this server's own page.");
    }
  }

  private static boolean isOwn(String origin, Context request) {
    return origin.equals(request.scheme() + "://" + request.host())
        || origin.endsWith("://" + request.host());
  }

  private static String given(Context request, String field) {
    return Optional.ofNullable(request.formParam(field)).orElse("");
  }

  private void show(Context request, DoorPage page) {
    DoorPage shown =
        signOn
            .map(s -> page.with(s.name(), ProviderDoor.path(request.queryParam("to"))))
            .orElse(page);
    request.html(templates.render("door", shown));
  }
}
