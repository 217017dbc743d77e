package dev.syncline.project.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.syncline.engine.config.ReceiverConfig.Form;
import dev.syncline.engine.config.ReceiverConfig.Webhook;
import dev.syncline.engine.config.Secret;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests to web addresses, as a real server receives them. */
class HookTest {
  private final List<String> paths = new CopyOnWriteArrayList<>();
  private final Hook hook = new Hook();
  private HttpServer server;
  private volatile String signature = "";

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool(Thread.ofVirtual().factory()));
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void close() {
    hook.close();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    paths.add(path);
    signature = String.valueOf(exchange.getRequestHeaders().getFirst("webhook-signature"));
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().add("Location", "/200");
    exchange.getResponseHeaders().add("Retry-After", "120");
    if (path.equals("/endless")) {
      exchange.sendResponseHeaders(200, 0);
      try (OutputStream body = exchange.getResponseBody()) {
        while (true) {
          body.write(new byte[1 << 16]);
        }
      }
    }
    exchange.sendResponseHeaders(Integer.parseInt(path.substring(1)), -1);
    exchange.close();
  }

  private Webhook to(String path) {
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + path;
    return new Webhook(new Secret(url), Form.MESSAGE, Optional.of(new Secret("open sesame")));
  }

  private NotSent refused(String path) {
    return catchThrowableOfType(
        NotSent.class, () -> hook.send(to(path), "id", "{}", 1_700_000_000_999L));
  }

  @ParameterizedTest
  @CsvSource({
    "302, true",
    "307, true",
    "400, true",
    "404, true",
    "410, true",
    "408, false",
    "425, false",
    "429, false",
    "500, false",
    "503, false"
  })
  void anAnswerTellsWhetherItIsTriedAgain(String status, boolean forGood) {
    NotSent refusal = refused("/" + status);
    assertThat(refusal.isForGood()).isEqualTo(forGood);
    assertThat(refusal).hasMessageContaining(status);
    assertThat(refusal.notBefore()).isEqualTo(Duration.ofMinutes(2));
    assertThat(paths).as("it leads nowhere else").containsExactly("/" + status);
  }

  @Test
  void anAnswerWithoutEndIsCutOff() throws NotSent {
    hook.send(to("/endless"), "id", "{}", 1_700_000_000_999L);
    assertThat(paths).containsExactly("/endless");
  }

  @Test
  void whoIsNotThereMayComeLater() {
    String nowhere = "http://127.0.0.1:1/secret-place";
    NotSent refusal =
        catchThrowableOfType(
            NotSent.class,
            () ->
                hook.send(
                    new Webhook(new Secret(nowhere), Form.SLACK, Optional.empty()), "id", "{}", 0));
    assertThat(refusal.isForGood()).isFalse();
    assertThat(refusal).hasMessageNotContaining("secret-place");
  }

  /** The example of the libraries of Standard Webhooks. */
  @Test
  void signaturesAreThoseOfStandardWebhooks() throws NotSent {
    assertThat(
            Hook.signature(
                new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                "1614265330",
                "{\"test\": 2432232314}"))
        .isEqualTo("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    hook.send(to("/204"), "id", "{}", 1_700_000_000_999L);
    assertThat(signature)
        .isEqualTo("v1," + Hook.signature(new Secret("open sesame"), "id", "1700000000", "{}"));
  }
}
