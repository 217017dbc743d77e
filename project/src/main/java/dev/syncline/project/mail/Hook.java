package dev.syncline.project.mail;

import dev.syncline.engine.config.ReceiverConfig.Webhook;
import dev.syncline.engine.config.Secret;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Posts messages to web addresses. The addresses are the operator's own choice, so that they may be
 * private ones; nobody who answers leads elsewhere: redirects are not followed. TLS is verified as
 * Java does, and time and size are bounded. Requests are signed as the specification Standard
 * Webhooks (1.0) says.
 */
public final class Hook implements AutoCloseable {
  private static final Duration CONNECTS = Duration.ofSeconds(10);
  private static final Duration ANSWERS = Duration.ofSeconds(20);
  private static final Duration LONGEST_REST = Duration.ofHours(1);
  private static final String KEY_PREFIX = "whsec_";
  private static final int TOO_EARLY = 425;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY = 429;

  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(CONNECTS)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /**
   * Posts a body.
   *
   * @param id the same whenever it is sent again
   * @param nowMillis when it is sent
   * @throws NotSent if it is not taken, without the address, which may be a secret
   */
  public void send(Webhook hook, String id, String body, long nowMillis) throws NotSent {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(hook.address())
            .timeout(ANSWERS)
            .header("Content-Type", "application/json; charset=utf-8")
            .header("User-Agent", "Syncline")
            .POST(BodyPublishers.ofString(body));
    String second = Long.toString(TimeUnit.MILLISECONDS.toSeconds(nowMillis));
    request.header("webhook-id", id).header("webhook-timestamp", second);
    hook.secret()
        .ifPresent(
            s -> request.header("webhook-signature", "v1," + signature(s, id, second, body)));
    judge(answer(request.build()));
  }

  private HttpResponse<Void> answer(HttpRequest request) throws NotSent {
    // What is answered is of no interest, and may be without end: it is cut off.
    CompletableFuture<HttpResponse<Void>> asked = client.sendAsync(request, answer -> new CutOff());
    try {
      return asked.get(ANSWERS.toSeconds() + CONNECTS.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      String why = cause == null || cause.getMessage() == null ? "no reason" : cause.getMessage();
      String kind = cause instanceof IOException ? cause.getClass().getSimpleName() : "failure";
      throw new NotSent("it cannot be reached: " + kind + ", " + why, false, e);
    } catch (TimeoutException e) {
      throw new NotSent("it did not answer in time", false, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotSent("this process ends", false, e);
    } finally {
      asked.cancel(true);
    }
  }

  private static void judge(HttpResponse<Void> answer) throws NotSent {
    int status = answer.statusCode();
    if (status / 100 == 2) {
      return;
    }
    boolean redirected = status / 100 == 3;
    boolean refused =
        status / 100 == 4 && status != REQUEST_TIMEOUT && status != TOO_EARLY && status != TOO_MANY;
    throw new NotSent(
        "it answered "
            + status
            + (redirected ? ", which leads elsewhere: name that address itself" : ""),
        redirected || refused,
        rest(answer),
        null);
  }

  private static Duration rest(HttpResponse<Void> answer) {
    return answer
        .headers()
        .firstValue("Retry-After")
        .filter(s -> s.matches("\\d{1,9}"))
        .map(s -> Duration.ofSeconds(Long.parseLong(s)))
        .map(rest -> rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest)
        .orElse(Duration.ZERO);
  }

  /** The signature of a request, in base64. */
  static String signature(Secret secret, String id, String second, String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key(secret.reveal()), mac.getAlgorithm()));
      byte[] signed = (id + "." + second + "." + body).getBytes(StandardCharsets.UTF_8);
      return Base64.getEncoder().encodeToString(mac.doFinal(signed));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  /** Bytes in base64 after a prefix, or those of the text itself. */
  private static byte[] key(String secret) {
    if (secret.startsWith(KEY_PREFIX)) {
      try {
        return Base64.getDecoder().decode(secret.substring(KEY_PREFIX.length()));
      } catch (IllegalArgumentException notBase64) {
        return secret.getBytes(StandardCharsets.UTF_8);
      }
    }
    return secret.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
