package dev.syncline.server.web;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationErrorResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCScopeValue;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import dev.syncline.server.account.Newcomer;
import dev.syncline.server.account.User;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A provider of identities that speaks OpenID Connect: the authorization code flow with PKCE, a
 * nonce, and an ID token that is checked against the provider's keys. What the provider tells of
 * itself is asked for when somebody first logs in, so that the server starts without it.
 */
final class Provider {
  private static final int MILLIS = (int) Duration.ofSeconds(10).toMillis();
  private static final int MOST_BYTES = 1 << 20;
  private static final Logger LOG = Logger.getLogger(Provider.class.getName());

  private final SignOn signOn;
  private volatile @Nullable OIDCProviderMetadata known;

  Provider(SignOn signOn) {
    this.signOn = signOn;
  }

  /**
   * A login that has begun, to be kept by the browser that began it.
   *
   * @param to where the person wanted to go
   */
  record Pending(String state, String nonce, String verifier, String to) {}

  /** A login that begins: where the browser is sent. */
  record Begun(URI address, Pending pending) {}

  /** Begins a login. */
  Begun begin(String to) {
    State state = new State();
    Nonce nonce = new Nonce();
    CodeVerifier verifier = new CodeVerifier();
    URI address =
        new AuthenticationRequest.Builder(
                ResponseType.CODE,
                new Scope(OIDCScopeValue.OPENID, OIDCScopeValue.PROFILE, OIDCScopeValue.EMAIL),
                new ClientID(signOn.client()),
                signOn.back())
            .endpointURI(metadata().getAuthorizationEndpointURI())
            .state(state)
            .nonce(nonce)
            .codeChallenge(verifier, CodeChallengeMethod.S256)
            .build()
            .toURI();
    return new Begun(
        address, new Pending(state.getValue(), nonce.getValue(), verifier.getValue(), to));
  }

  /**
   * Who came back from the provider.
   *
   * @param returned the address at which the browser arrived, with what the provider added
   * @throws Refusal if the provider says no, or what it says does not hold
   */
  Newcomer finish(URI returned, Pending pending) {
    try {
      AuthenticationResponse response = AuthenticationResponseParser.parse(returned);
      if (!new State(pending.state()).equals(response.getState())) {
        throw refused("this login was not begun in this browser, or was finished before");
      }
      if (response instanceof AuthenticationErrorResponse error) {
        throw refused(
            "the provider refused: "
                + Objects.requireNonNullElse(
                    error.getErrorObject().getDescription(), error.getErrorObject().getCode()));
      }
      AuthorizationCode code = response.toSuccessResponse().getAuthorizationCode();
      return newcomer(token(code, pending), pending);
    } catch (ParseException | IOException | BadJOSEException | JOSEException e) {
      LOG.log(
          Level.WARNING,
          () -> "a login through " + signOn.issuer() + " did not hold: " + e.getMessage());
      throw refused("what the provider answered does not hold; the server's log says more");
    }
  }

  private OIDCTokenResponse token(AuthorizationCode code, Pending pending)
      throws IOException, ParseException {
    HTTPRequest request =
        new TokenRequest.Builder(
                metadata().getTokenEndpointURI(),
                new ClientSecretBasic(new ClientID(signOn.client()), new Secret(signOn.secret())),
                new AuthorizationCodeGrant(
                    code, signOn.back(), new CodeVerifier(pending.verifier())))
            .build()
            .toHTTPRequest();
    request.setConnectTimeout(MILLIS);
    request.setReadTimeout(MILLIS);
    request.setFollowRedirects(false);
    var response = OIDCTokenResponseParser.parse(request.send());
    if (!response.indicatesSuccess()) {
      throw refused(
          "the provider gave no token: " + response.toErrorResponse().getErrorObject().getCode());
    }
    return (OIDCTokenResponse) response.toSuccessResponse();
  }

  private Newcomer newcomer(OIDCTokenResponse token, Pending pending)
      throws BadJOSEException, JOSEException, IOException {
    OIDCProviderMetadata provider = metadata();
    JWSAlgorithm algorithm =
        JWSAlgorithm.parse(token.getOIDCTokens().getIDToken().getHeader().getAlgorithm().getName());
    if (!signs(algorithm)) {
      throw refused("the provider's token is signed by " + algorithm + ", which is not taken");
    }
    IDTokenValidator validator =
        new IDTokenValidator(
            provider.getIssuer(),
            new ClientID(signOn.client()),
            algorithm,
            provider.getJWKSetURI().toURL(),
            new DefaultResourceRetriever(MILLIS, MILLIS, MOST_BYTES));
    IDTokenClaimsSet claims =
        validator.validate(token.getOIDCTokens().getIDToken(), new Nonce(pending.nonce()));
    boolean verified = Boolean.TRUE.equals(claims.getBooleanClaim("email_verified"));
    return new Newcomer(
        new User.Identity(claims.getIssuer().getValue(), claims.getSubject().getValue()),
        claims.getStringClaim("preferred_username"),
        claims.getStringClaim("name"),
        verified ? claims.getStringClaim("email") : null);
  }

  /** Only keys that the provider alone has, never one that is shared with it. */
  private static boolean signs(JWSAlgorithm algorithm) {
    return JWSAlgorithm.Family.SIGNATURE.contains(algorithm);
  }

  private OIDCProviderMetadata metadata() {
    OIDCProviderMetadata before = known;
    if (before != null) {
      return before;
    }
    try {
      OIDCProviderMetadata found =
          OIDCProviderMetadata.resolve(new Issuer(signOn.issuer()), MILLIS, MILLIS);
      known = found;
      return found;
    } catch (GeneralException | IOException e) {
      LOG.log(
          Level.WARNING,
          () -> "the provider " + signOn.issuer() + " cannot be asked: " + e.getMessage());
      throw new Refusal(
          502,
          "provider",
          "The provider of identities cannot be asked now. Try again, or log in with a password.");
    }
  }

  private static Refusal refused(String why) {
    return new Refusal(403, "provider", "Nobody was let in: " + why + ". Begin again at /login.");
  }
}
