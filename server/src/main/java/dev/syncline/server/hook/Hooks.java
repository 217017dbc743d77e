package dev.syncline.server.hook;

import dev.syncline.engine.config.Schedule.Told.Service;
import dev.syncline.server.time.Tellings;
import dev.syncline.server.web.Json;
import dev.syncline.server.web.Need;
import dev.syncline.server.web.Refusal;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where services tell that something of their own is done. A request is believed if its body is
 * signed with the secret that the service and this server share. It counts once, and only for a
 * day: what is older is refused, and what is not is remembered for longer than that.
 */
public final class Hooks {
  /** So old a telling may be: services try so long to deliver one. */
  private static final Duration OLDEST = Duration.ofHours(24);

  /** So much the clocks of a service and of this server may differ. */
  private static final Duration AHEAD = Duration.ofMinutes(5);

  /** So long tellings are remembered. */
  public static final Duration REMEMBERED = OLDEST.plus(AHEAD).plus(Duration.ofHours(1));

  private static final int MOST_BYTES = 64 << 10;
  private static final String ALGORITHM = "HmacSHA256";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Map<String, String> environment;
  private final Function<String, Optional<String>> kept;
  private final Tellings tellings;
  private final Runnable listener;
  private final LongSupplier clock;

  /**
   * @param environment variables that may hold secrets
   * @param kept the secrets that the server keeps, by their names; nothing for one that it cannot
   *     read
   * @param listener is told that something was told
   * @param clock milliseconds since the epoch
   */
  public Hooks(
      Map<String, String> environment,
      Function<String, Optional<String>> kept,
      Tellings tellings,
      Runnable listener,
      LongSupplier clock) {
    this.environment = Map.copyOf(environment);
    this.kept = kept;
    this.tellings = tellings;
    this.listener = listener;
    this.clock = clock;
  }

  /** Adds the ways. */
  public void ways(RoutesConfig routes) {
    for (Service service : Service.values()) {
      routes.post("/hooks/" + word(service), request -> hear(request, service), Need.SIGNATURE);
    }
  }

  private static String word(Service service) {
    return service.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** In which header the signature is. */
  private static String header(Service service) {
    return switch (service) {
      case DBT_CLOUD -> "Authorization";
      case FIVETRAN -> "X-Fivetran-Signature-256";
    };
  }

  private void hear(Context request, Service service) {
    byte[] body = body(request);
    requireSigned(service, body, request.header(header(service)));
    JsonNode json = read(body).orElseThrow(Hooks::notUnderstood);
    if (Telling.isOfAnEnd(service, json)) {
      hear(service, Telling.of(service, json).orElseThrow(Hooks::notUnderstood));
    }
    // Whether anybody waits for it is nobody's business: the answer is always the same.
    request.status(202).contentType("application/json").result(Json.text(Map.of("heard", true)));
  }

  private static Refusal notUnderstood() {
    return new Refusal(400, "hook", "This is no telling as the service sends it.");
  }

  private void hear(Service service, Telling telling) {
    Instant now = Instant.ofEpochMilli(clock.getAsLong());
    if (telling.at().isBefore(now.minus(OLDEST)) || telling.at().isAfter(now.plus(AHEAD))) {
      throw new Refusal(400, "hook", "This was told too long ago, or is yet to come.");
    }
    if (telling.done() && tellings.add(service.name(), telling.what(), telling.marks(), now)) {
      listener.run();
    }
  }

  private static byte[] body(Context request) {
    if (request.contentLength() > MOST_BYTES) {
      throw tooLong();
    }
    byte[] body = request.bodyAsBytes();
    if (body.length > MOST_BYTES) {
      throw tooLong();
    }
    return body;
  }

  private static Refusal tooLong() {
    return new Refusal(413, "hook", "The body has more than " + MOST_BYTES + " bytes.");
  }

  private static Optional<JsonNode> read(byte[] body) {
    try {
      return Optional.of(JSON.readTree(body)).filter(JsonNode::isObject);
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private void requireSigned(Service service, byte[] body, @Nullable String signature) {
    byte[] sent = hex(signature);
    boolean good = false;
    for (String secret : secrets(service)) {
      good |= MessageDigest.isEqual(sign(secret, body), sent);
    }
    if (!good) {
      throw new Refusal(
          401, "signature", "The signature is not right, or this server has no secret for it.");
    }
  }

  /** One service writes large letters, the other small ones. */
  private static byte[] hex(@Nullable String text) {
    try {
      return text == null ? new byte[0] : HexFormat.of().parseHex(text.strip());
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static byte[] sign(String secret, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC with SHA-256", e);
    }
  }

  /** Several, apart by blanks, where several webhooks tell, or one is exchanged for another. */
  private List<String> secrets(Service service) {
    String variable = "SYNCLINE_" + service.name() + "_SECRET";
    String given =
        Optional.ofNullable(environment.get(variable))
            .filter(text -> !text.isBlank())
            .or(() -> kept.apply("webhook " + word(service)))
            .orElse("");
    return Stream.of(given.split("\\s+")).filter(secret -> !secret.isEmpty()).toList();
  }
}
