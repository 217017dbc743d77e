package dev.syncline.server.web;

import dev.syncline.engine.store.StoreException;
import dev.syncline.server.account.AccountException;
import dev.syncline.server.account.Accounts;
import dev.syncline.server.account.AuditLog;
import dev.syncline.server.account.BusyException;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.staticfiles.Location;
import io.javalin.router.Endpoint;
import io.javalin.util.JavalinException;
import io.javalin.validation.ValidationException;
import java.io.EOFException;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.http.HttpException;
import org.jspecify.annotations.Nullable;

/** The server's HTTP: every request goes through its gate, and every error is answered by it. */
public final class Web implements AutoCloseable {
  /** What looks whether the server lives asks it past the proxy. */
  private static final Set<String> PROBES = Set.of("/health", "/ready");

  /** A request's body has at most so many bytes; what is larger has ways of its own. */
  private static final long MOST_BYTES = 1 << 20;

  /** Under which programs ask that were written for another service. */
  private static final String FOREIGN = "/api/v1/";

  /** What a request may ask to be done; other words there are without end. */
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private static final Logger LOG = Logger.getLogger(Web.class.getName());

  private final Javalin http;
  private final List<Way> ways;
  private final AtomicBoolean stopping;

  private Web(Javalin http, List<Way> ways, AtomicBoolean stopping) {
    this.http = http;
    this.ways = ways;
    this.stopping = stopping;
  }

  /**
   * Where and how it is reached.
   *
   * @param host the address that it listens on
   * @param port 0 for any that is free
   * @param certificate by which it speaks TLS; null where it does not
   * @param behindProxy whether a proxy speaks TLS for it, and says who asks
   * @param local whether only this machine reaches that address
   */
  public record Place(
      String host,
      int port,
      @Nullable Certificate certificate,
      boolean behindProxy,
      boolean local) {

    /**
     * Looks up, once, whether only this machine reaches it.
     *
     * @throws IllegalArgumentException if there is no such address; the message says so
     */
    public Place(String host, int port, @Nullable Certificate certificate, boolean behindProxy) {
      this(host, port, certificate, behindProxy, Hosts.leadsHere(host));
    }

    /** How people reach it where nobody said so, with the port that it listens on. */
    public String address(int listening) {
      String name = host.equals("0.0.0.0") || host.equals("::") ? "localhost" : host;
      return (certificate == null ? "http://" : "https://")
          + (name.contains(":") ? "[" + name + "]" : name)
          + ":"
          + listening;
    }

    /** Whether browsers reach it by TLS. */
    boolean secure() {
      return certificate != null || behindProxy;
    }
  }

  /** It cannot listen there. The message says why. */
  public static final class Unavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Unavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** Sees every request, and how it is answered. */
  public interface Watch {
    /** One has come. */
    void began(Context request);

    /** Its thread does no more for it; its answer may still be on its way. */
    void left(Context request);

    /** Its answer is sent. */
    void answered(Context request, Answered answered);
  }

  /**
   * A request that was answered.
   *
   * @param method as {@link #method} says it
   * @param way the pattern of its path, such as {@code /syncs/{sync}}; {@code none} if it matched
   *     none
   */
  public record Answered(String method, String way, int status, Duration took) {}

  /** Shows a person what went wrong. */
  public interface ErrorPage {
    /** The page, as HTML. */
    String of(Context request, int status, String message);
  }

  /**
   * Begins to listen.
   *
   * @param signOn how people log in who have no password here
   * @param ways adds those that there are
   * @throws Unavailable if it cannot listen there
   */
  public static Web start(
      Place place,
      Accounts accounts,
      Optional<SignOn> signOn,
      ErrorPage errors,
      Watch watch,
      Consumer<RoutesConfig> ways) {
    Cookies cookies = new Cookies(place.secure(), place.behindProxy());
    Gate gate = new Gate(accounts, cookies);
    Hosts hosts = new Hosts(place);
    Map<String, String> heads = Heads.of(place);
    AtomicBoolean stopping = new AtomicBoolean();
    Javalin http =
        Javalin.create(
            config -> {
              set(config, place, heads);
              config.appData(Entrance.KEY, new Entrance(accounts, cookies));
              config.routes.before(watch::began);
              config.routes.after(watch::left);
              config.requestLogger.http(
                  (request, millis) -> watch.answered(request, answered(request, millis)));
              config.routes.before(request -> head(request, heads));
              config.routes.before(hosts::check);
              config.routes.before(Web::requireOneMethod);
              config.routes.before(Web::requireSmall);
              config.routes.before(request -> requireOpen(request, place, stopping.get()));
              config.routes.beforeMatched(gate::enter);
              new Door(accounts, cookies, signOn).ways(config.routes);
              signOn.ifPresent(s -> new ProviderDoor(s, accounts, cookies).ways(config.routes));
              ways.accept(config.routes);
              new Errors(errors, accounts.audit()).ways(config.routes);
            });
    List<Way> all = Way.all(http);
    try {
      http.start();
    } catch (JavalinException e) {
      throw new Unavailable(Listening.why(place, e), e);
    }
    return new Web(http, all, stopping);
  }

  /** A server that ends takes nothing more; and a proxy is not to let anything in without TLS. */
  private static void requireOpen(Context request, Place place, boolean stopping) {
    if (stopping && !request.path().equals("/health")) {
      request.header("Retry-After", "30").header("Connection", "close");
      throw new Refusal(503, "stopping", "The server is being stopped. Try again in a while.");
    }
    if (place.behindProxy()
        && !"https".equalsIgnoreCase(request.header("X-Forwarded-Proto"))
        && !PROBES.contains(request.path())) {
      throw new Refusal(
          403,
          "tls",
          "This server is reached by https:// only, through a proxy that says so"
              + " (X-Forwarded-Proto). Change the address you typed.");
    }
  }

  /** Refuses what comes from now on, while what came before is still answered. */
  public void refuse() {
    stopping.set(true);
  }

  /**
   * The method of a request, as it may stand among names: {@code other} where it is none that there
   * is.
   */
  public static String method(Context request) {
    String method = request.req().getMethod();
    return METHODS.contains(method) ? method : "other";
  }

  /**
   * The pattern of its path, in which no secret and no key stands; {@code none} if there is none.
   */
  private static String way(Context request) {
    Endpoint matched = request.endpoints().matchedHttpEndpoint();
    return matched == null ? "none" : matched.path;
  }

  private static Answered answered(Context request, float millis) {
    return new Answered(
        method(request),
        way(request),
        request.statusCode(),
        Duration.ofNanos((long) (millis * 1_000_000)));
  }

  private static void set(JavalinConfig config, Place place, Map<String, String> heads) {
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
    Listening.set(config.jetty, place);
    Bounds.set(config.jetty, heads);
  }

  private static void head(Context request, Map<String, String> heads) {
    heads.forEach(request::header);
    if (!request.path().startsWith("/static/")) {
      request.header("Cache-Control", "no-store");
    }
  }

  /** What is asked is said once: by a head that says otherwise it would pass for something else. */
  private static void requireOneMethod(Context request) {
    if (request.header("X-HTTP-Method-Override") != null) {
      throw new Refusal(
          400,
          "http",
          "The head X-HTTP-Method-Override counts for nothing here. Send the method itself.");
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

  /**
   * Takes no more requests, lets those that there are end, and breaks off what goes on for long.
   */
  @Override
  public void close() {
    try {
      http.stop();
    } catch (JavalinException e) {
      // It is closed all the same: whoever is still being answered was waited for.
      if (!(e.getCause() instanceof TimeoutException)) {
        throw e;
      }
    }
  }

  /** How errors are answered: programs get JSON, and persons a page. */
  private record Errors(ErrorPage page, AuditLog audit) {
    private void ways(RoutesConfig routes) {
      routes.exception(Refusal.class, (e, request) -> refuse(request, e));
      routes.exception(
          AccountException.class,
          (e, request) -> answer(request, 400, "account", String.valueOf(e.getMessage())));
      routes.exception(
          BusyException.class,
          (e, request) -> answer(request, 503, "busy", String.valueOf(e.getMessage())));
      routes.exception(StoreException.class, (e, request) -> wait(request, e));
      routes.exception(
          RejectedExecutionException.class,
          (e, request) -> answer(request, 503, "stopping", String.valueOf(e.getMessage())));
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

    /** Where the store is, and what is wrong with it, is for whoever reads the log. */
    private void wait(Context request, StoreException e) {
      LOG.log(Level.WARNING, method(request) + " " + way(request), e);
      request.header("Retry-After", "5");
      answer(
          request,
          503,
          "store",
          "What Syncline keeps cannot be read or written now, and nothing is lost. Try again in a"
              + " moment; the server's log says why.");
    }

    private void fail(Context request, Exception e) {
      if (isUnreadable(e)) {
        answer(request, 400, "http", "What was sent cannot be read: it is not what it says it is.");
        return;
      }
      LOG.log(Level.SEVERE, method(request) + " " + way(request), e);
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
      Visitor visitor = Visitor.find(request);
      if (visitor != null && e.kind().equals(Refusal.FORBIDDEN)) {
        audit.refused(visitor.actor(), Wish.of(request));
      }
      answer(request, e.status(), e.kind(), String.valueOf(e.getMessage()));
    }

    private void answer(Context request, int status, String kind, String message) {
      request.status(status).header("Cache-Control", "no-store");
      if (isProgram(request)) {
        boolean foreign = request.path().startsWith(FOREIGN);
        request
            .contentType("application/json")
            .result(foreign ? Json.message(kind, message) : Json.error(kind, message));
      } else {
        request.html(page.of(request, status, message));
      }
    }

    private static boolean isProgram(Context request) {
      return request.path().startsWith("/api/")
          || request.path().startsWith("/hooks/")
          || request.path().equals("/metrics")
          || request.header("Authorization") != null;
    }
  }
}
