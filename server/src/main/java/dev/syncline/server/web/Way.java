package dev.syncline.server.web;

import io.javalin.Javalin;
import io.javalin.http.HandlerType;
import io.javalin.router.Endpoint;
import io.javalin.security.Roles;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A way into the server.
 *
 * @param method of HTTP
 * @param path with parameters in braces
 */
public record Way(String method, String path, Need need) {
  private static final Set<HandlerType> BESIDE =
      Set.of(
          HandlerType.BEFORE,
          HandlerType.BEFORE_MATCHED,
          HandlerType.AFTER,
          HandlerType.AFTER_MATCHED);

  /**
   * All ways that a server has.
   *
   * @throws IllegalStateException if one does not say what it needs
   */
  static List<Way> all(Javalin http) {
    return http.unsafe.internalRouter.allHttpHandlers().stream()
        .map(parsed -> parsed.endpoint)
        .filter(endpoint -> !BESIDE.contains(endpoint.method))
        .map(endpoint -> new Way(endpoint.method.name(), endpoint.path, need(endpoint)))
        .toList();
  }

  private static Need need(Endpoint endpoint) {
    Roles roles = endpoint.metadata(Roles.class);
    return (roles == null ? Set.of() : roles.getRoles())
        .stream()
            .filter(Need.class::isInstance)
            .map(Need.class::cast)
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        endpoint.method
                            + " "
                            + Objects.requireNonNull(endpoint.path)
                            + " does not say what it needs"));
  }
}
