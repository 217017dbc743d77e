package dev.syncline.connect.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Connector;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.Encryption;
import dev.syncline.connect.Privacy;
import dev.syncline.connect.Tls;
import dev.syncline.connect.Tls.Mode;
import dev.syncline.connect.open.Connections;
import dev.syncline.connect.testing.Certificates.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds of every database that encrypts, with a real server and certificates of its own. */
public abstract class TlsContract {
  @TempDir Path folder;

  /** The type in a configuration. */
  protected abstract String type();

  /** The server of this class. */
  protected abstract TlsServer server();

  /** A database of a server that encrypts nothing. */
  protected abstract TestDatabase plain();

  /** Its certificates. */
  protected abstract Certificates certificates();

  @BeforeEach
  void showTheRightOne() {
    server().shows(Identity.SERVER);
  }

  private ConnectionSpec spec(String host, String user, Tls tls) {
    return ConnectionSpec.of("crm", type(), server().url(host), user, TlsServer.PASSWORD)
        .with(new Privacy(Optional.of(tls), Optional.empty()));
  }

  private Tls full(Path ca) {
    return new Tls(Mode.VERIFY_FULL, Optional.of(ca), Optional.empty(), Optional.empty(), "");
  }

  private Tls with(Path certificate, Optional<Path> key, String password) {
    return new Tls(
        Mode.VERIFY_FULL,
        Optional.of(certificates().ca()),
        Optional.of(certificate),
        key,
        password);
  }

  private Encryption connect(ConnectionSpec spec) {
    try (Connector connector = Connections.open(spec)) {
      assertThat(connector.product()).isNotEmpty();
      return connector.encryption().orElseThrow();
    }
  }

  private String refused(ConnectionSpec spec, Kind kind) {
    ConnectorException e = catchThrowableOfType(ConnectorException.class, () -> connect(spec));
    assertThat(e).as("it connected").isNotNull();
    assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind);
    assertThat(e.getMessage()).startsWith("crm: ").doesNotContain(TlsServer.PASSWORD);
    return String.valueOf(e.getMessage());
  }

  private String distrusted(String host, Tls tls) {
    return refused(spec(host, TlsServer.USER, tls), Kind.UNTRUSTED);
  }

  @Test
  void theRightServerIsBelieved() {
    Encryption found = connect(spec("localhost", TlsServer.USER, full(certificates().ca())));
    assertThat(found.protocol()).startsWith("TLSv1.");
    assertThat(found.mode()).isEqualTo("verify-full");
  }

  @Test
  void anotherCaIsNot() {
    assertThat(distrusted("localhost", full(certificates().other())))
        .contains("signed by none of those in " + certificates().other())
        .contains("\"ca\" in \"tls\"");
    assertThat(distrusted("localhost", Tls.of(Mode.VERIFY_FULL)))
        .contains("signed by none of those that Java trusts");
    server().shows(Identity.STRANGER);
    assertThat(distrusted("localhost", full(certificates().ca()))).contains("signed by none of");
  }

  @Test
  void anotherHostsCertificateIsNotUnlessOnlyTheCaIsAskedFor() {
    server().shows(Identity.ELSEWHERE);
    assertThat(distrusted("localhost", full(certificates().ca())))
        .contains("its certificate is for another host")
        .contains("localhost");
    Tls ca =
        new Tls(
            Mode.VERIFY_CA,
            Optional.of(certificates().ca()),
            Optional.empty(),
            Optional.empty(),
            "");
    assertThat(connect(spec("localhost", TlsServer.USER, ca)).mode()).isEqualTo("verify-ca");
  }

  @Test
  void anAddressMayBeTheName() {
    assertThat(connect(spec("127.0.0.1", TlsServer.USER, full(certificates().ca()))).protocol())
        .startsWith("TLSv1.");
    server().shows(Identity.STRANGER);
    assertThat(connect(spec("127.0.0.1", TlsServer.USER, Tls.of(Mode.REQUIRE))).protocol())
        .as("nothing is asked for but encryption")
        .startsWith("TLSv1.");
  }

  @Test
  void anExpiredCertificateIsNotBelieved() {
    server().shows(Identity.EXPIRED);
    assertThat(distrusted("localhost", full(certificates().ca()))).contains("expired");
  }

  @Test
  void aCertificateOfOursIsShown() throws IOException {
    Path certificate = certificates().certificate(Identity.CLIENT);
    Optional<Path> key = Optional.of(certificates().key(Identity.CLIENT));
    connect(spec("localhost", TlsServer.GUARDED, with(certificate, key, "")));
    Path both = folder.resolve("both.pem");
    Files.writeString(both, Files.readString(certificate) + Files.readString(key.get()));
    connect(spec("localhost", TlsServer.GUARDED, with(both, Optional.empty(), "")));
  }

  @Test
  void withoutOneTheAccountIsRefused() {
    assertThat(refused(spec("localhost", TlsServer.GUARDED, full(certificates().ca())), Kind.LOGIN))
        .contains("Check user and password of the connection, and its \"tls\"");
  }

  /** A server that says whose certificates it takes is shown none; another breaks off. */
  @Test
  void oneThatTheServerDoesNotTrustIsRefused() {
    Tls intruder =
        with(
            certificates().certificate(Identity.INTRUDER),
            Optional.of(certificates().key(Identity.INTRUDER)),
            "");
    ConnectionSpec spec = spec("localhost", TlsServer.GUARDED, intruder);
    assertThatThrownBy(() -> connect(spec))
        .satisfies(
            e -> assertThat(e.getMessage()).containsAnyOf("INTRUDER.pem", "and its \"tls\""));
  }

  @Test
  void offIsOff() {
    assertThat(connect(spec("localhost", TlsServer.USER, Tls.of(Mode.OFF))).protocol()).isEmpty();
  }

  @Test
  void filesThatAreOfNoUseAreNamed() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.pem"), "nothing");
    assertThat(distrusted("localhost", full(empty)))
        .contains(empty.toString())
        .contains("it holds no certificate")
        .contains("Check \"ca\" in \"tls\"");
    assertThat(
            distrusted(
                "localhost",
                with(certificates().certificate(Identity.CLIENT), Optional.of(empty), "")))
        .contains("it holds no private key");
    assertThat(distrusted("localhost", full(folder.resolve("gone.pem")))).contains("is not there");
  }

  @Test
  void whatTheUrlSaysGoesOnWorking() {
    ConnectionSpec own =
        ConnectionSpec.of(
                "crm", type(), server().url("localhost"), TlsServer.USER, TlsServer.PASSWORD)
            .with(inDriversWords(certificates().ca()));
    Encryption found = connect(own);
    assertThat(found.protocol()).startsWith("TLSv1.");
    assertThat(found.mode()).isEqualTo("driver");
  }

  /** The driver's own properties that ask for as much as verify-full. */
  protected abstract Map<String, String> inDriversWords(Path ca);

  @Test
  void encryptsWhereItIsOffered() {
    assertThat(connect(spec("localhost", TlsServer.USER, Tls.of(Mode.PREFER))).protocol())
        .startsWith("TLSv1.");
    assertThat(connect(withoutEncryption(Mode.PREFER)).protocol()).isEmpty();
    assertThat(refused(withoutEncryption(Mode.REQUIRE), Kind.UNTRUSTED))
        .contains("it offers no encryption")
        .contains("mode: off");
  }

  private ConnectionSpec withoutEncryption(Mode mode) {
    TestDatabase plain = plain();
    return ConnectionSpec.of("crm", type(), plain.url(), plain.user(), plain.password())
        .with(new Privacy(Optional.of(Tls.of(mode)), Optional.empty()));
  }
}
