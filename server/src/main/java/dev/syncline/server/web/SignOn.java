package dev.syncline.server.web;

import dev.syncline.server.account.Role;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How people log in through a provider of identities: set in the environment, off without it.
 *
 * @param issuer the provider's address, as its tokens name it
 * @param client by which the provider knows this server
 * @param secret that it shares with this server
 * @param name what the button says after "Log in with"
 * @param back where the provider sends browsers to
 * @param newcomers the role of somebody whom nobody added before; null: who was not added is not
 *     let in
 */
public record SignOn(
    URI issuer, String client, String secret, String name, URI back, @Nullable Role newcomers) {
  /** Where a browser comes back from the provider. */
  static final String BACK = "/login/provider/back";

  private static final String PREFIX = "SYNCLINE_OIDC_";

  /**
   * What the environment says.
   *
   * @throws IllegalArgumentException if that has no sense; the message names the variable
   */
  public static Optional<SignOn> of(Map<String, String> environment) {
    if (!environment.containsKey(PREFIX + "ISSUER")) {
      return Optional.empty();
    }
    URI issuer = address(environment, PREFIX + "ISSUER");
    URI here = address(environment, "SYNCLINE_PUBLIC_URL");
    return Optional.of(
        new SignOn(
            issuer,
            required(environment, PREFIX + "CLIENT_ID"),
            required(environment, PREFIX + "CLIENT_SECRET"),
            environment.getOrDefault(PREFIX + "NAME", issuer.getHost()),
            URI.create(here.toString().replaceAll("/+$", "") + BACK),
            role(environment)));
  }

  private static String required(Map<String, String> environment, String name) {
    String value = environment.getOrDefault(name, "");
    if (value.isBlank()) {
      throw new IllegalArgumentException(
          name + " is not set. It goes with " + PREFIX + "ISSUER: set it, or neither of both.");
    }
    return value;
  }

  private static URI address(Map<String, String> environment, String name) {
    String text = required(environment, name);
    try {
      URI address = new URI(text);
      String host = address.getHost();
      boolean safe =
          host != null
              && ("https".equals(address.getScheme())
                  || "http".equals(address.getScheme()) && Hosts.isLoopback(host));
      if (safe && address.getQuery() == null) {
        return address;
      }
    } catch (URISyntaxException e) {
      // is said below
    }
    throw new IllegalArgumentException(
        name + " is " + text + ": write it as https://host/path (http only on this machine).");
  }

  private static @Nullable Role role(Map<String, String> environment) {
    String word = environment.getOrDefault(PREFIX + "NEWCOMERS", "");
    if (word.isBlank()) {
      return null;
    }
    return Role.of(word)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    PREFIX
                        + "NEWCOMERS is "
                        + word
                        + ": write one of "
                        + Arrays.stream(Role.values())
                            .map(Role::word)
                            .collect(Collectors.joining(", "))
                        + ", or leave it out."));
  }

  @Override
  public String toString() {
    return "log in through " + issuer;
  }
}
