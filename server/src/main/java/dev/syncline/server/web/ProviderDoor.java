package dev.syncline.server.web;

import dev.syncline.server.account.Accounts;
import dev.syncline.server.account.Newcomer;
import dev.syncline.server.account.User;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where people come in through a provider of identities. What was begun is kept by the browser that
 * began it, for ten minutes, so that nobody is let in by a login that somebody else began.
 */
final class ProviderDoor {
  private static final String WAY = "/login/provider";
  private static final String PENDING = "syncline-login";
  private static final int TEN_MINUTES = 600;

  private final SignOn signOn;
  private final Provider provider;
  private final Accounts accounts;
  private final Cookies cookies;

  ProviderDoor(SignOn signOn, Accounts accounts, Cookies cookies) {
    this.signOn = signOn;
    this.provider = new Provider(signOn);
    this.accounts = accounts;
    this.cookies = cookies;
  }

  void ways(RoutesConfig routes) {
    routes.get(WAY, this::begin, Need.NOTHING);
    routes.get(SignOn.BACK, this::finish, Need.NOTHING);
  }

  /**
   * Where a login begins.
   *
   * @param to where it leads in the end, or null
   */
  static String path(@Nullable String to) {
    return to == null ? WAY : WAY + "?to=" + URLEncoder.encode(to, StandardCharsets.UTF_8);
  }

  private void begin(Context request) {
    Provider.Begun begun = provider.begin(Door.inside(request.queryParam("to")));
    cookies.keep(request, cookies.name(PENDING), text(begun.pending()), TEN_MINUTES);
    request.redirect(begun.address().toString());
  }

  private void finish(Context request) {
    Provider.Pending pending = pending(request.cookie(cookies.name(PENDING)));
    cookies.keep(request, cookies.name(PENDING), "", 0);
    String query = request.queryString() == null ? "" : "?" + request.queryString();
    Newcomer newcomer = provider.finish(URI.create(signOn.back() + query), pending);
    User user =
        accounts
            .admissions()
            .enter(newcomer, signOn.newcomers(), cookies.address(request))
            .orElseThrow(
                () ->
                    new Refusal(
                        403,
                        "provider",
                        "The provider knows you, and this server does not. Ask an administrator to"
                            + " add a user with your e-mail address."));
    Entrance.of(request).begin(request, user);
    request.redirect(Door.inside(pending.to()));
  }

  private static String text(Provider.Pending pending) {
    return List.of(pending.state(), pending.nonce(), pending.verifier(), pending.to()).stream()
        .map(part -> Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(part)))
        .collect(Collectors.joining("."));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Provider.Pending pending(@Nullable String kept) {
    String[] parts = kept == null ? new String[0] : kept.split("\\.", -1);
    if (parts.length == 4) {
      try {
        List<String> texts =
            Arrays.stream(parts)
                .map(p -> new String(Base64.getUrlDecoder().decode(p), StandardCharsets.UTF_8))
                .toList();
        return new Provider.Pending(texts.get(0), texts.get(1), texts.get(2), texts.get(3));
      } catch (IllegalArgumentException e) {
        // is said below
      }
    }
    throw new Refusal(
        400,
        "provider",
        "This login was not begun in this browser, or too long ago. Begin again at /login.");
  }
}
