package dev.syncline.connect.app;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Transcript;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells somebody of requests and answers, without what logs in.
 *
 * @param token what a login has got; null for nothing
 */
record Overheard(Transcript listener, ConnectionSpec spec, @Nullable String token) {
  private static final String HIDDEN = "***";

  /**
   * Tells of a request and its answer.
   *
   * @param login names of the headers that log in
   */
  void tell(Wire.Request request, Set<String> login, Answer answer) {
    String body = answer.body() == null ? answer.text() : answer.body().toString();
    tell(request, login, answer.status(), body.isEmpty() ? null : body);
  }

  /** Tells of a request without an answer, and why there is none. */
  void tell(Wire.Request request, Set<String> login, String why) {
    tell(request, login, 0, why);
  }

  private void tell(Wire.Request request, Set<String> login, int status, @Nullable String answer) {
    Map<String, String> headers = new LinkedHashMap<>();
    login.forEach(name -> headers.put(name, HIDDEN));
    request.headers().forEach((name, value) -> headers.put(name, hidden(value)));
    String body = request.body();
    listener.heard(
        new Transcript.Request(
            request.method(),
            ConnectionSpec.shown(hidden(request.url())),
            headers,
            body == null ? null : hidden(body),
            status,
            answer == null ? null : hidden(answer)));
  }

  private String hidden(String text) {
    String shown = spec.withoutPassword(text);
    return token == null ? shown : ConnectionSpec.without(token, shown);
  }
}
