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
import io.javalin.validation.ValidationException;
import java.io.EOFException;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.http.HttpException;

/** The server's HTTP: every request goes through its gate, and every error is answered by it. */
public final class Web implements AutoCloseable {
  /** A request's body has at most so many bytes; what is larger has ways of its own. */
  private static final long MOST_BYTES = 1 << 20;

  private static final Logger LOG = Logger.getLogger(Web.class.getName());

  private final Javalin http;
  private final List<Way> ways;

  private Web(Javalin http, List<Way> ways) {
    this.http = http;
    this.ways = ways;
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
    Hosts hosts = new Hosts(place);
    Map<String, String> heads = Heads.of(place);
    Javalin http =
        Javalin.create(
            config -> {
              set(config, heads);
              config.appData(Entrance.KEY, new Entrance(accounts, cookies));
              config.routes.before(request -> head(request, heads));
              config.routes.before(hosts::check);
              config.routes.before(Web::requireSmall);
              config.routes.beforeMatched(gate::enter);
              new Door(accounts, cookies).ways(config.routes);
              ways.accept(config.routes);
              new Errors(errors).ways(config.routes);
            });
    List<Way> all = Way.all(http);
    http.start(place.host(), place.port());
    return new Web(http, all);
  }

  private static void set(JavalinConfig config, Map<String, String> heads) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.http.maxRequestSize = MOST_BYTES;
    config.http.prefer405over404 = true;
    config.concurrency.useVirtualThreads = true;
    config.router.javaLangErrorHandler(
        (response, error) -> {
          LOG.log(Level.SEVERE, "a request failed", error);
          response.setStatus(500);
        });
    config.staticFiles.add(
        files -> {
          files.hostedPath = "/static";
          files.directory = "/dev/syncline/server/files";
          files.location = Location.CLASSPATH;
          files.roles = Set.of(Need.NOTHING);
        });
    Bounds.set(config.jetty, heads);
  }

  private static void head(Context request, Map<String, String> heads) {
    heads.forEach(request::header);
    if (!request.path().startsWith("/static/")) {
      request.header("Cache-Control", "no-store");
    }
  }

  /** What says that it is too large is not waited for; what does not is read so far and no more. */
  private static void requireSmall(Context request) {
    if (request.req().getContentLengthLong() > MOST_BYTES) {
      throw new Refusal(
          413, "size", "What was sent is larger than " + (MOST_BYTES >> 20) + " MiB. Send less.");
    }
  }

  /** All ways into it. */
  public List<Way> ways() {
    return ways;
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
          ValidationException.class,
          (e, request) ->
              answer(request, 400, "usage", "Something in the address has to be a number."));
      routes.exception(Exception.class, (e, request) -> fail(request, e));
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

    private void fail(Context request, Exception e) {
      if (isUnreadable(e)) {
        answer(request, 400, "http", "What was sent cannot be read: it is not what it says it is.");
        return;
      }
      LOG.log(Level.SEVERE, request.method() + " " + request.path(), e);
      answer(
          request,
          500,
          "internal",
          "This should not have happened, and nothing is lost. The server's log says more;"
              + " please report it.");
    }

    /** Whether a request ended too early, or is written as nothing may be. */
    private static boolean isUnreadable(Exception e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof HttpException http && http.getCode() < 500
            || cause instanceof EOFException
            || cause instanceof CharacterCodingException) {
          return true;
        }
      }
      return false;
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
      request.status(status).header("Cache-Control", "no-store");
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
