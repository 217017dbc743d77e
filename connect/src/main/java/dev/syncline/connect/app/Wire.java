package dev.syncline.connect.app;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Rate;
import dev.syncline.connect.Transcript;
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

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final ConnectionSpec spec;
  private final String base;
  private final Duration timeout;
  private final Semaphore free;

  /** Whether it was ever there; what never was is not waited for. */
  private volatile boolean reached;

  private volatile @Nullable BooleanSupplier over;

  private volatile @Nullable Transcript transcript;
  private final @Nullable Rate rate;
  private final RetryPolicy<Answer> writing;
  private final RetryPolicy<Answer> reading;

  Wire(ConnectionSpec spec, Retry retry, int requestsPerSecond) {
    this.spec = spec;
    this.base = spec.url().replaceAll("/+$", "");
    this.timeout = spec.statementTimeout().isZero() ? ANSWER : spec.statementTimeout();
    this.free = new Semaphore(spec.maxConnections(), true);
    this.rate = requestsPerSecond == 0 ? null : new Rate(requestsPerSecond);
    this.writing = policy(retry, false);
    this.reading = policy(retry, true);
  }

  /** As {@link dev.syncline.connect.Connector#retried} says. */
  void retried(BooleanSupplier whenOver) {
    over = whenOver;
  }

  /** As {@link dev.syncline.connect.Connector#transcript} says. */
  void transcript(@Nullable Transcript listener) {
    transcript = listener;
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
            .handleIf(e -> e instanceof Unreached && reached && over == null)
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

  /** Something between the application and us, and not the application, answered. */
  private static boolean broken(Answer a) {
    return a.status() >= 500 && a.body() == null;
  }

  /**
   * A request, ready to go.
   *
   * @param url whole, or a path
   * @param body JSON or a form; null for none
   * @param secret whether what is said is nobody else's business: it logs in
   */
  record Request(
      String method,
      String url,
      Map<String, String> headers,
      @Nullable String body,
      boolean form,
      boolean secret) {

    Request(
        String method,
        String url,
        Map<String, String> headers,
        @Nullable String body,
        boolean form) {
      this(method, url, headers, body, form, false);
    }

    /** The same with one more header. */
    Request with(String header, String value) {
      Map<String, String> more = new LinkedHashMap<>(headers);
      more.putIfAbsent(header, value);
      return new Request(method, url, more, body, form, secret);
    }

    /** The same, of which nobody is told. */
    Request secretly() {
      return new Request(method, url, headers, body, form, true);
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
    long began = System.nanoTime();
    try {
      free.acquire();
      try {
        if (rate != null) {
          rate.take(1);
        }
        began = System.nanoTime();
        HttpResponse<byte[]> response = client.send(http, HttpResponse.BodyHandlers.ofByteArray());
        reached = true;
        told(request, http, response, "", began);
        return answer(response);
      } finally {
        free.release();
      }
    } catch (IOException e) {
      told(request, http, null, String.valueOf(e.getMessage()), began);
      throw unanswered(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AnswerLost("interrupted while waiting for the answer", e);
    }
  }

  private RuntimeException unanswered(IOException failure) {
    try {
      throw failure;
    } catch (ConnectException | HttpConnectTimeoutException | UnknownHostException e) {
      return new Unreached(e);
    } catch (HttpTimeoutException e) {
      return new AnswerLost("no answer within " + timeout.toSeconds() + " s", e);
    } catch (IOException e) {
      if (e.getCause() instanceof UnresolvedAddressException) {
        return new Unreached(e);
      }
      return new AnswerLost("the connection broke before the answer came", e);
    }
  }

  /** Tells whoever listens, without anything that could be a secret. */
  private void told(
      Request request,
      HttpRequest http,
      @Nullable HttpResponse<byte[]> response,
      String failure,
      long began) {
    Transcript listener = transcript;
    if (listener != null && !request.secret()) {
      Map<String, String> headers = new LinkedHashMap<>();
      request.headers().forEach((name, value) -> headers.put(name, spec.withoutPassword(value)));
      listener.exchanged(
          new Transcript.Exchange(
              request.method(),
              spec.withoutPassword(ConnectionSpec.shown(http.uri().toString())),
              headers,
              request.body() == null ? "" : spec.withoutPassword(request.body()),
              response == null ? 0 : response.statusCode(),
              spec.withoutPassword(
                  response == null ? failure : new String(response.body(), StandardCharsets.UTF_8)),
              Duration.ofNanos(System.nanoTime() - began)));
    }
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
  }
}
