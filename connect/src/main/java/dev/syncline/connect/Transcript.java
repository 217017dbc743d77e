package dev.syncline.connect;

import java.time.Duration;
import java.util.Map;

/** Listens to what is said with an application, request by request, once each was answered. */
public interface Transcript {
  /** Called from whatever thread sent the request. */
  void exchanged(Exchange exchange);

  /**
   * A request that was sent, and what came of it; passwords and tokens are left out everywhere, and
   * so are the headers that log in.
   *
   * @param method such as POST
   * @param url the whole address
   * @param headers the request's own
   * @param body what was sent; empty where nothing was
   * @param status the answer's status; 0 where none came
   * @param answer the answer's body, or why none came
   * @param took from sending it to the end of the answer
   */
  record Exchange(
      String method,
      String url,
      Map<String, String> headers,
      String body,
      int status,
      String answer,
      Duration took) {
    public Exchange {
      headers = Map.copyOf(headers);
    }
  }
}
