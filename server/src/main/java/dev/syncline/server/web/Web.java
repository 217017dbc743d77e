package dev.syncline.server.web;

import dev.syncline.server.account.AccountException;
import dev.syncline.server.account.Accounts;
import dev.syncline.server.account.BusyException;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.staticfiles.Location;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The server's HTTP: every request goes through its gate, and every error is answered by it. */
public final class Web implements AutoCloseable {
  /** A request's body has at most so many bytes; what is larger has ways of its own. */
  private static final long MOST_BYTES = 1 << 20;

  private static final String CONTENT =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
  private static final Logger LOG = Logger.getLogger(Web.class.getName());

  private final Javalin http;

  private Web(Javalin http) {
    this.http = http;
  }

  /**
   * Where and how it is reached.
   *
   * @param host the address that it listens on
   * @param port 0 for any that is free
   * @param secure whether browsers reach it by TLS
   * @param behindProxy whether a proxy says who asks
   */
  public record Place(String host, int port, boolean secure, boolean behindProxy) {}

  /** Shows a person what went wrong. */
  public interface ErrorPage {
    /** The page, as HTML. */
    String of(Context request, int status, String message);
  }

  /**
   * Begins to listen.
   *
   * @param ways adds those that there are
   */
  public static Web start(
      Place place, Accounts accounts, ErrorPage errors, Consumer<RoutesConfig> ways) {
    Cookies cookies = new Cookies(place.secure(), place.behindProxy());
    Gate gate = new Gate(accounts, cookies);
    Javalin http =
        Javalin.create(
            config -> {
              set(config);
              config.appData(Entrance.KEY, new Entrance(accounts, cookies));
              config.routes.before(request -> head(request, place));
              config.routes.beforeMatched(gate::enter);
              new Door(accounts, cookies).ways(config.routes);
              ways.accept(config.routes);
              new Errors(errors).ways(config.routes);
            });
    http.start(place.host(), place.port());
    return new Web(http);
  }

  private static void set(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.http.maxRequestSize = MOST_BYTES;
    config.http.prefer405over404 = true;
    config.concurrency.useVirtualThreads = true;
    config.staticFiles.add(
        files -> {
          files.hostedPath = "/static";
          files.directory = "/dev/syncline/server/files";
          files.location = Location.CLASSPATH;
          files.roles = Set.of(Need.NOTHING);
        });
    config.jetty.modifyHttpConfiguration(
        http -> {
          http.setSendServerVersion(false);
          http.setSendXPoweredBy(false);
        });
  }

  /** What browsers are told about every answer. */
  private static void head(Context request, Place place) {
    request.header("Content-Security-Policy", CONTENT);
    request.header("X-Content-Type-Options", "nosniff");
    request.header("Referrer-Policy", "same-origin");
    request.header("Cross-Origin-Opener-Policy", "same-origin");
    request.header("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
    if (place.secure()) {
      request.header("Strict-Transport-Security", "max-age=31536000");
    }
    if (!request.path().startsWith("/static/")) {
      request.header("Cache-Control", "no-store");
    }
  }

  /** The port that it listens on. */
  public int port() {
    return http.port();
  }

  /** Takes no more requests, and lets those that there are end. */
  @Override
  public void close() {
    http.stop();
  }

  /** How errors are answered: programs get JSON, and persons a page. */
  private record Errors(ErrorPage page) {
    private void ways(RoutesConfig routes) {
      routes.exception(Refusal.class, (e, request) -> refuse(request, e));
      routes.exception(
          AccountException.class,
          (e, request) -> answer(request, 400, "account", String.valueOf(e.getMessage())));
      routes.exception(
          BusyException.class,
          (e, request) -> answer(request, 503, "busy", String.valueOf(e.getMessage())));
      routes.exception(
          HttpResponseException.class,
          (e, request) -> answer(request, e.getStatus(), "http", String.valueOf(e.getMessage())));
      routes.exception(
          Exception.class,
          (e, request) -> {
            LOG.log(Level.SEVERE, request.method() + " " + request.path(), e);
            answer(
                request,
                500,
                "internal",
                "This should not have happened, and nothing is lost. The server's log says more;"
                    + " please report it.");
          });
      for (int status : List.of(404, 405)) {
        routes.error(
            status,
            "*",
            request -> {
              if (request.result() == null || request.result().isEmpty()) {
                answer(request, status, "http", "There is nothing at " + request.path() + ".");
              }
            });
      }
    }

    private void refuse(Context request, Refusal e) {
      if (e.status() == 401 && !isProgram(request)) {
        request.redirect(Door.path(request));
        return;
      }
      if (e.status() == 401) {
        request.header("WWW-Authenticate", "Bearer realm=\"Syncline\"");
      }
      answer(request, e.status(), e.kind(), String.valueOf(e.getMessage()));
    }

    private void answer(Context request, int status, String kind, String message) {
      request.status(status);
      if (isProgram(request)) {
        request.contentType("application/json").result(Json.error(kind, message));
      } else {
        request.html(page.of(request, status, message));
      }
    }

    private static boolean isProgram(Context request) {
      return request.path().startsWith("/api/");
    }
  }
}
