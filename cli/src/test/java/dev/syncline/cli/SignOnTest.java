package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.server.account.Actor;
import dev.syncline.server.account.Names;
import dev.syncline.server.account.Role;
import dev.syncline.server.account.User;
import dev.syncline.server.web.SignOn;
import java.io.IOException;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logins through a provider of identities, which speaks OpenID Connect. */
class SignOnTest {
  private static final String CLIENT = "syncline";
  private static final long HOUR = 3600;

  @TempDir Path folder;
  private final MockOAuth2Server provider = new MockOAuth2Server();
  private final HttpClient browser = browser();
  private Serving serving;

  @BeforeEach
  void serve() throws Exception {
    new Shops(folder).fill();
    provider.start(InetAddress.getLoopbackAddress(), 0);
  }

  @AfterEach
  void close() {
    if (serving != null) {
      serving.close();
    }
    browser.close();
    provider.shutdown();
  }

  private static HttpClient browser() {
    return HttpClient.newBuilder()
        .cookieHandler(new CookieManager())
        .followRedirects(HttpClient.Redirect.NEVER)
        .build();
  }

  private String issuer() {
    return provider.issuerUrl("company").toString();
  }

  private Map<String, String> environment(int port) {
    Map<String, String> environment = new HashMap<>();
    environment.put("SYNCLINE_OIDC_ISSUER", issuer());
    environment.put("SYNCLINE_OIDC_CLIENT_ID", CLIENT);
    environment.put("SYNCLINE_OIDC_CLIENT_SECRET", "of-the-client");
    environment.put("SYNCLINE_OIDC_NAME", "Company");
    environment.put("SYNCLINE_PUBLIC_URL", "http://127.0.0.1:" + port);
    return environment;
  }

  private void serve(Map<String, String> more) {
    int port = free();
    Map<String, String> environment = environment(port);
    environment.putAll(more);
    serving = new Serving(folder, environment, port);
  }

  private static int free() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static HttpResponse<String> get(HttpClient browser, String url) throws Exception {
    return browser.send(
        HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String location(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
    return answer.headers().firstValue("Location").orElseThrow();
  }

  /** What the provider will say of whoever logs in next. */
  private void isKnown(long seconds, Map<String, Object> claims) {
    provider.enqueueCallback(
        new DefaultOAuth2TokenCallback(
            "company", "subject-1", "JWT", List.of(CLIENT), claims, seconds));
  }

  private static Map<String, Object> ada(boolean verified) {
    return Map.of(
        "preferred_username", "ada",
        "name", "Ada <Lovelace>",
        "email", "ada@example.com",
        "email_verified", verified);
  }

  /** Goes to the provider and back. */
  private HttpResponse<String> back() throws Exception {
    String provider = location(get(browser, serving.url("/login/provider?to=/syncs/customers")));
    return get(browser, location(get(browser, provider)));
  }

  private User add(String name, String email) {
    return serving
        .accounts
        .users()
        .add(
            Actor.COMMAND_LINE,
            name,
            new User.Profile(name, email, Role.OPERATOR, Names.ALL, false),
            null);
  }

  @Test
  void whomAnAdministratorAddedComesInAndIsKnownFromThenOn() throws Exception {
    serve(Map.of());
    User added = add("lovelace", "Ada@Example.com");
    isKnown(HOUR, ada(true));
    HttpResponse<String> in = back();
    assertThat(location(in)).isEqualTo("/syncs/customers");
    assertThat(get(browser, serving.url("/syncs/customers")).statusCode()).isEqualTo(200);
    isKnown(HOUR, Map.of("email", "another@example.com", "email_verified", true));
    assertThat(location(back())).as("the subject counts").isEqualTo("/syncs/customers");
    assertThat(serving.accounts.users().find(added.id()).orElseThrow().identity())
        .isEqualTo(new User.Identity(issuer(), "subject-1"));
    serving
        .accounts
        .users()
        .add(
            Actor.COMMAND_LINE,
            "boss",
            new User.Profile("Boss", null, Role.ADMIN, Names.ALL, false),
            new User.Identity(issuer(), "subject-2"));
    serving
        .accounts
        .users()
        .change(Actor.COMMAND_LINE, added.id(), added.profile().withDisabled(true));
    isKnown(HOUR, ada(true));
    assertThat(back().statusCode()).isEqualTo(403);
  }

  @Test
  void whomNobodyAddedIsNotLetIn() throws Exception {
    serve(Map.of());
    isKnown(HOUR, ada(true));
    HttpResponse<String> answer = back();
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("Ask an administrator to add a user");
    assertThat(serving.accounts.users().all()).isEmpty();
  }

  @Test
  void nobodyBecomesAnotherByAnAddressThatIsNotVerifiedOrOfOneWithAPassword() throws Exception {
    serve(Map.of("SYNCLINE_OIDC_NEWCOMERS", "viewer"));
    add("ada", "ada@example.com");
    isKnown(HOUR, ada(false));
    assertThat(back().statusCode()).isEqualTo(403);
    assertThat(serving.accounts.users().all()).hasSize(1);
    assertThat(serving.accounts.users().all().getFirst().identity()).isNull();
  }

  @Test
  void newcomersGetARoleWhereTheOperatorSaysSo() throws Exception {
    serve(Map.of("SYNCLINE_OIDC_NEWCOMERS", "viewer"));
    isKnown(HOUR, ada(true));
    assertThat(location(back())).isEqualTo("/syncs/customers");
    User user = serving.accounts.users().find("ada").orElseThrow();
    assertThat(user.profile().role()).isEqualTo(Role.VIEWER);
    assertThat(user.hasPassword()).isFalse();
  }

  @Test
  void aTokenThatDoesNotHoldLetsNobodyIn() throws Exception {
    serve(Map.of("SYNCLINE_OIDC_NEWCOMERS", "viewer"));
    isKnown(-HOUR, ada(true));
    assertThat(back().statusCode()).as("too old").isEqualTo(403);
    for (String claim : List.of("aud", "iss", "nonce")) {
      Map<String, Object> claims = new HashMap<>(ada(true));
      claims.put(claim, "another");
      isKnown(HOUR, claims);
      assertThat(back().statusCode()).as("another " + claim).isEqualTo(403);
    }
    assertThat(serving.accounts.users().all()).isEmpty();
  }

  @Test
  void aLoginIsFinishedByTheBrowserThatBeganIt() throws Exception {
    serve(Map.of("SYNCLINE_OIDC_NEWCOMERS", "viewer"));
    isKnown(HOUR, ada(true));
    String provider = location(get(browser, serving.url("/login/provider")));
    String back = location(get(browser, provider));
    try (HttpClient another = browser()) {
      assertThat(get(another, back).statusCode()).isEqualTo(400);
      location(get(another, serving.url("/login/provider")));
      assertThat(get(another, back).statusCode()).as("another state").isEqualTo(403);
    }
    assertThat(location(get(browser, back))).isEqualTo("/");
    assertThat(get(browser, back).statusCode()).as("once").isEqualTo(400);
  }

  @Test
  void theDoorOffersItAndLeadsNowhereElse() throws Exception {
    serve(Map.of("SYNCLINE_OIDC_NEWCOMERS", "viewer"));
    isKnown(HOUR, ada(true));
    String provider =
        location(get(browser, serving.url("/login/provider?to=//elsewhere.example/")));
    assertThat(location(get(browser, location(get(browser, provider))))).isEqualTo("/");
    try (Browser real = Browser.open()) {
      real.page.navigate(serving.url("/login"));
      assertThat(real.page.getByText("Log in with Company").isVisible()).isTrue();
      real.picture("login-provider");
      assertThat(real.complaints()).isEmpty();
    }
  }

  @Test
  void itIsOffWithoutSettingsAndSaysWhichAreMissing() {
    assertThat(SignOn.of(Map.of())).isEqualTo(Optional.empty());
    Map<String, String> environment = environment(1);
    environment.remove("SYNCLINE_OIDC_CLIENT_SECRET");
    assertThatThrownBy(() -> SignOn.of(environment))
        .hasMessageContaining("SYNCLINE_OIDC_CLIENT_SECRET is not set");
    environment.put("SYNCLINE_OIDC_CLIENT_SECRET", "s");
    environment.put("SYNCLINE_OIDC_ISSUER", "http://company.example");
    assertThatThrownBy(() -> SignOn.of(environment)).hasMessageContaining("https://");
    environment.put("SYNCLINE_OIDC_ISSUER", "https://company.example");
    environment.put("SYNCLINE_OIDC_NEWCOMERS", "boss");
    assertThatThrownBy(() -> SignOn.of(environment)).hasMessageContaining("viewer, operator");
    assertThat(SignOn.of(environment(1)).toString()).doesNotContain("of-the-client");
  }
}
