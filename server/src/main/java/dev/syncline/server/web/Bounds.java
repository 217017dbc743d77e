package dev.syncline.server.web;

import io.javalin.config.JettyConfig;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Bounds for what comes in before any way is looked for: how many connections there are, how long
 * their heads, for how long they may be silent; and what is said to who keeps none of them.
 */
final class Bounds {
  private static final int MOST_CONNECTIONS = 1_000;
  private static final int HEAD_BYTES = 8 << 10;
  private static final long IDLE_MILLIS = 30_000;

  private Bounds() {}

  static void set(JettyConfig jetty, Map<String, String> heads) {
    jetty.modifyHttpConfiguration(
        http -> {
          http.setSendServerVersion(false);
          http.setSendXPoweredBy(false);
          http.setRequestHeaderSize(HEAD_BYTES);
          http.setIdleTimeout(IDLE_MILLIS);
        });
    jetty.modifyServer(
        server -> {
          server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, server));
          server.setErrorHandler(
              (request, response, callback) -> answer(response, callback, heads));
        });
  }

  /** What is no request of HTTP at all is answered in a line, whatever was sent. */
  private static boolean answer(Response response, Callback callback, Map<String, String> heads) {
    heads.forEach((name, value) -> response.getHeaders().put(name, value));
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    String words =
        HttpStatus.getMessage(response.getStatus())
            + ": this is no request that the server understands.\n";
    Content.Sink.write(response, true, words, Callback.from(callback::succeeded, callback::failed));
    return true;
  }
}
