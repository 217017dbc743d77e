package dev.syncline.connect.app;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.Encryption;
import dev.syncline.connect.Rate;
import dev.syncline.connect.secure.Refusal;
import dev.syncline.connect.secure.Route;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Sends requests and brings back answers. A request that was surely not acted on is sent again by
 * itself; one that only reads also when its answer was lost; one that writes never.
 */
final class Wire implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final int SHOWN = 200;

  private final Route route;
  private final HttpClient client;
  private final ConnectionSpec spec;
  private final String base;
  private final Duration timeout;
  private final Semaphore free;

  /** Whether it was ever there; what never was is not waited for. */
  private volatile boolean reached;

  /** The version of TLS of the latest answer; empty for none. */
  private volatile String protocol = "";

  private volatile @Nullable BooleanSupplier over;

  private final @Nullable Rate rate;
  private final RetryPolicy<Answer> writing;
  private final RetryPolicy<Answer> reading;

  Wire(ConnectionSpec spec, Retry retry, int requestsPerSecond) {
    this.route = Route.open(spec);
    this.spec = spec;
    this.base = spec.url().replaceAll("/+$", "");
    this.client = client(route, base);
    this.timeout =
        spec.bounds().statementTimeout().isZero() ? ANSWER : spec.bounds().statementTimeout();
    this.free = new Semaphore(spec.bounds().connections(), true);
    this.rate = requestsPerSecond == 0 ? null : new Rate(requestsPerSecond);
    this.writing = policy(retry, false);
    this.reading = policy(retry, true);
  }

  private static HttpClient client(Route route, String application) {
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER);
    route.context().ifPresent(client::sslContext);
    route.proxy(application).ifPresent(client::proxy);
    return client.build();
  }

  /** As {@link dev.syncline.connect.Connector#encryption} says. */
  Encryption encryption() {
    String host = URI.create(base).getHost();
    boolean unheard = protocol.isEmpty() && base.startsWith("https:");
    return route.encryption(List.of(host == null ? base : host), unheard ? "TLS" : protocol);
  }

  /** As {@link dev.syncline.connect.Connector#retried} says. */
  void retried(BooleanSupplier whenOver) {
    over = whenOver;
  }

  private boolean isOver() {
    BooleanSupplier end = over;
    return end != null && end.getAsBoolean();
  }

  private RetryPolicy<Answer> policy(Retry retry, boolean reads) {
    Duration longest = retry.longest().length();
    var policy =
        RetryPolicy.<Answer>builder()
            .withMaxAttempts(retry.attempts())
            .handleIf(e -> e instanceof Unreached u && mayPass(u) && reached && over == null)
            .abortIf((answer, e) -> isOver())
            .handleResultIf(
                a ->
                    a != null
                        && (retry.status().contains(a.status()) || (reads && broken(a)))
                        && a.retryAfter(Instant.now()).orElse(Duration.ZERO).compareTo(longest)
                            <= 0)
            .withDelayFn(
                attempt -> {
                  Answer last = attempt.getLastResult();
                  Duration doubled =
                      retry
                          .first()
                          .length()
                          .multipliedBy(1L << Math.min(20, attempt.getAttemptCount() - 1));
                  Duration own = doubled.compareTo(longest) < 0 ? doubled : longest;
                  // An application that rounds its answer down may ask for no wait at all.
                  Duration asked =
                      last == null
                          ? Duration.ZERO
                          : last.retryAfter(Instant.now()).orElse(Duration.ZERO);
                  return asked.isZero() ? own : asked.plus(retry.first().length());
                });
    return (reads ? policy.handle(AnswerLost.class) : policy).build();
  }

  private static boolean mayPass(Unreached e) {
    Refusal refusal = e.refusal();
    return refusal == null || refusal.kind() == Kind.UNREACHABLE;
  }

  /** Something between the application and us, and not the application, answered. */
  private static boolean broken(Answer a) {
    return a.status() >= 500 && a.body() == null;
  }

  /**
   * A request, ready to go.
   *
   * @param url whole, or a path
   * @param body JSON or a form; null for none
   */
  record Request(
      String method, String url, Map<String, String> headers, @Nullable String body, boolean form) {

    /** The same with one more header. */
    Request with(String header, String value) {
      Map<String, String> more = new LinkedHashMap<>(headers);
      more.putIfAbsent(header, value);
      return new Request(method, url, more, body, form);
    }

    /** Fills a call. */
    static Request of(Call call, Map<String, JsonNode> values, @Nullable JsonNode body) {
      StringBuilder url = new StringBuilder(Template.text(call.path(), values, Request::encoded));
      List<String> query = new ArrayList<>();
      call.query()
          .forEach(
              (name, template) -> {
                JsonNode value = Template.fill(template, values);
                if (!value.isMissingNode() && !value.isNull()) {
                  query.add(encoded(name) + "=" + encoded(Template.plain(value)));
                }
              });
      if (!query.isEmpty()) {
        url.append(url.indexOf("?") < 0 ? '?' : '&').append(String.join("&", query));
      }
      Map<String, String> headers = new LinkedHashMap<>();
      call.headers()
          .forEach(
              (name, template) -> {
                String value = Template.text(template, values);
                if (!value.isEmpty()) {
                  headers.put(name, value);
                }
              });
      Map<String, String> form = call.form();
      String text =
          form != null
              ? Request.form(form, values)
              : body == null || body.isMissingNode() ? null : body.toString();
      return new Request(call.method(), url.toString(), headers, text, form != null);
    }

    static Request of(Call call, Map<String, JsonNode> values) {
      JsonNode body = call.body();
      return of(call, values, body == null ? null : Template.fill(body, values));
    }

    private static String form(Map<String, String> form, Map<String, JsonNode> values) {
      return String.join(
          "&",
          form.entrySet().stream()
              .map(e -> encoded(e.getKey()) + "=" + encoded(Template.text(e.getValue(), values)))
              .toList());
    }

    static String encoded(String text) {
      return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
  }

  /**
   * Sends a request, again where {@link Retry} says so.
   *
   * @param login headers of whoever is logged in
   * @param reads whether sending it twice is the same as sending it once
   * @throws Unreached if it surely was not acted on
   * @throws AnswerLost if it may have been
   */
  Answer send(Request request, Map<String, String> login, boolean reads) {
    return Failsafe.with(reads ? reading : writing).get(() -> once(request, login));
  }

  private Answer once(Request request, Map<String, String> login) {
    HttpRequest http = http(request, login);
    try {
      free.acquire();
      try {
        if (rate != null) {
          rate.take(1);
        }
        route.prepare();
        HttpResponse<byte[]> answer = client.send(http, HttpResponse.BodyHandlers.ofByteArray());
        reached = true;
        protocol = answer.sslSession().map(SSLSession::getProtocol).orElse("");
        return answer(answer);
      } finally {
        free.release();
      }
    } catch (ConnectException | HttpConnectTimeoutException | UnknownHostException e) {
      throw unreached(e);
    } catch (HttpTimeoutException e) {
      throw new AnswerLost("no answer within " + timeout.toSeconds() + " s", e);
    } catch (IOException e) {
      if (e.getCause() instanceof UnresolvedAddressException || route.refusal(e).isPresent()) {
        throw unreached(e);
      }
      throw new AnswerLost("the connection broke before the answer came", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AnswerLost("interrupted while waiting for the answer", e);
    }
  }

  private Unreached unreached(IOException e) {
    return route
        .refusal(e)
        .map(refusal -> new Unreached(e, refusal))
        .orElseGet(() -> new Unreached(e));
  }

  private HttpRequest http(Request request, Map<String, String> login) {
    boolean whole = request.url().matches("https?://.*");
    HttpRequest.Builder http =
        HttpRequest.newBuilder(URI.create(whole ? request.url() : base + request.url()))
            .timeout(timeout)
            .method(
                request.method(),
                request.body() == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(request.body()))
            .setHeader("Accept", "application/json")
            .setHeader("User-Agent", "Syncline");
    if (request.body() != null) {
      http.setHeader(
          "Content-Type",
          request.form() ? "application/x-www-form-urlencoded" : "application/json");
    }
    if (!whole || request.url().startsWith(base + "/")) {
      login.forEach(http::setHeader); // nobody else is told what logs in
    }
    request.headers().forEach(http::setHeader);
    return http.build();
  }

  private Answer answer(HttpResponse<byte[]> response) {
    byte[] bytes = response.body();
    JsonNode body = bytes.length == 0 ? null : Json.parse(bytes);
    String text = "";
    if (body == null && bytes.length > 0) {
      String all = new String(bytes, 0, Math.min(bytes.length, 4 * SHOWN), StandardCharsets.UTF_8);
      String plain =
          all.replaceAll("(?s)<(script|style).*?</\\1>|<[^>]*>", " ")
              .replaceAll("\\s+", " ")
              .strip();
      text = spec.withoutPassword(plain.substring(0, Math.min(plain.length(), SHOWN)));
    }
    return new Answer(response.statusCode(), response.headers(), body, text);
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
    route.close();
  }
}
