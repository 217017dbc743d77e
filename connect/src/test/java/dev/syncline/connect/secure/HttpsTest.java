package dev.syncline.connect.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Connector;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.Encryption;
import dev.syncline.connect.Privacy;
import dev.syncline.connect.Ssh;
import dev.syncline.connect.Tls;
import dev.syncline.connect.Tls.Mode;
import dev.syncline.connect.open.Connections;
import dev.syncline.connect.testing.Certificates;
import dev.syncline.connect.testing.Certificates.Identity;
import dev.syncline.connect.testing.SshGate;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application behind a real HTTPS server. */
@SuppressWarnings("NullAway.Init") // each test starts the server that it needs
class HttpsTest {
  private static final String DESCRIPTION =
      """
      application: Contacts
      objects: { declared: { contacts: { id: { type: integer 64, key: true } } } }
      retry: { attempts: 2 }
      filter: { equals: "{field} = {value}", every: "{parts}", any: "{parts}" }
      records:
        read:
          request: GET /contacts
          query: { where: "{filter}", limit: "{limit}", skip: "{offset}" }
          rows: results
          page: { by: offset, size: 100 }
      """;

  @TempDir static Path folder;
  private static Certificates certificates;
  private HttpServer server;

  @BeforeAll
  static void make() throws IOException {
    certificates = Certificates.in(folder);
    Files.writeString(folder.resolve("contacts.yaml"), DESCRIPTION);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void start(Identity identity, boolean asks) throws Exception {
    HttpsServer https = HttpsServer.create(address(), 50);
    SSLContext context = context(identity);
    https.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters wanted = context.getDefaultSSLParameters();
            wanted.setNeedClientAuth(asks);
            parameters.setSSLParameters(wanted);
          }
        });
    serve(https);
  }

  private static InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private void serve(HttpServer made) {
    server = made;
    server.createContext("/", HttpsTest::answer);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    boolean first = exchange.getRequestURI().getQuery().contains("skip=0");
    String rows = first ? "[{\"id\": 1}]" : "[]";
    byte[] answer = ("{\"results\": " + rows + "}").getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private static SSLContext context(Identity identity)
      throws GeneralSecurityException, IOException {
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    own.setKeyEntry(
        "own",
        certificates.keys().getKey(identity.name(), certificates.password()),
        certificates.password(),
        certificates.keys().getCertificateChain(identity.name()));
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", certificates.keys().getCertificate("ca"));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, certificates.password());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private ConnectionSpec spec(String scheme, Optional<Tls> tls, Optional<Ssh> ssh) {
    String url = scheme + "://localhost:" + server.getAddress().getPort();
    return ConnectionSpec.application(
            "cms", folder.resolve("contacts.yaml").toString(), url, "", "", "")
        .with(new Privacy(tls, ssh));
  }

  private static Encryption connect(ConnectionSpec spec) {
    try (Connector connector = Connections.open(spec)) {
      assertThat(connector.count("contacts")).isEqualTo(1);
      return connector.encryption().orElseThrow();
    }
  }

  private String distrusted(Tls tls) {
    return distrusted(spec("https", Optional.of(tls), Optional.empty()));
  }

  private static String distrusted(ConnectionSpec spec) {
    ConnectorException e = catchThrowableOfType(ConnectorException.class, () -> connect(spec));
    assertThat(e).as("it connected").isNotNull();
    assertThat(e.kind()).as(e.getMessage()).isEqualTo(Kind.UNTRUSTED);
    return String.valueOf(e.getMessage());
  }

  private static Tls full() {
    return new Tls(
        Mode.VERIFY_FULL, Optional.of(certificates.ca()), Optional.empty(), Optional.empty(), "");
  }

  private static Tls as(Identity identity) {
    return new Tls(
        Mode.VERIFY_FULL,
        Optional.of(certificates.ca()),
        Optional.of(certificates.certificate(identity)),
        Optional.of(certificates.key(identity)),
        "");
  }

  @Test
  void anOwnCaIsBelieved() throws Exception {
    start(Identity.SERVER, false);
    Encryption found = connect(spec("https", Optional.of(full()), Optional.empty()));
    assertThat(found.protocol()).startsWith("TLSv1.");
    assertThat(distrusted(Tls.of(Mode.VERIFY_FULL)))
        .contains("signed by none of those that Java trusts");
  }

  @Test
  void othersAreNot() throws Exception {
    start(Identity.ELSEWHERE, false);
    assertThat(distrusted(full())).contains("its certificate is for another host");
    Tls ca =
        new Tls(
            Mode.VERIFY_CA, Optional.of(certificates.ca()), Optional.empty(), Optional.empty(), "");
    connect(spec("https", Optional.of(ca), Optional.empty()));
    server.stop(0);
    start(Identity.EXPIRED, false);
    assertThat(distrusted(full())).contains("expired");
    server.stop(0);
    start(Identity.STRANGER, false);
    assertThat(distrusted(full())).contains("signed by none of those in " + certificates.ca());
    connect(spec("https", Optional.of(Tls.of(Mode.REQUIRE)), Optional.empty()));
  }

  @Test
  void aCertificateOfOursIsAskedFor() throws Exception {
    start(Identity.SERVER, true);
    connect(spec("https", Optional.of(as(Identity.CLIENT)), Optional.empty()));
    ConnectionSpec bare = spec("https", Optional.of(full()), Optional.empty());
    assertThatThrownBy(() -> connect(bare)).isInstanceOf(ConnectorException.class);
  }

  /** The JDK's HTTP server breaks off without a word; others say what they miss. */
  @Test
  void aServerThatSaysThatItMissesOneIsUnderstood() throws Exception {
    serve(HttpServer.create(address(), 50));
    try (ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> refuse(door));
      ConnectionSpec bare =
          ConnectionSpec.application(
                  "cms",
                  folder.resolve("contacts.yaml").toString(),
                  "https://localhost:" + door.getLocalPort(),
                  "",
                  "",
                  "")
              .with(new Privacy(Optional.of(full()), Optional.empty()));
      assertThat(distrusted(bare)).contains("it asks for a certificate of ours");
    }
  }

  /** A client whose request was not acted on may ask once more by itself. */
  private static void refuse(ServerSocket door) {
    while (!door.isClosed()) {
      try {
        Socket caller = door.accept();
        Thread.ofVirtual().start(() -> refuse(caller));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void refuse(Socket caller) {
    try (caller;
        SSLSocket secure =
            (SSLSocket)
                context(Identity.SERVER)
                    .getSocketFactory()
                    .createSocket(caller, "localhost", caller.getPort(), false)) {
      secure.setUseClientMode(false);
      secure.setNeedClientAuth(true);
      try {
        secure.startHandshake();
      } catch (SSLException e) {
        // The caller was told; what it still says is taken, or the answer would be lost.
        caller.getInputStream().transferTo(OutputStream.nullOutputStream());
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aTunnelLeadsThereWithItsNameAndItsCertificate() throws Exception {
    try (SshGate gate = new SshGate(folder)) {
      start(Identity.SERVER, false);
      Optional<Ssh> ssh = Optional.of(gate.byPassword());
      Encryption found = connect(spec("https", Optional.of(full()), ssh));
      assertThat(found.protocol()).startsWith("TLSv1.");
      assertThat(found.tunnel()).startsWith("sync@");
      server.stop(0);
      serve(HttpServer.create(address(), 50));
      assertThat(connect(spec("http", Optional.empty(), ssh)).protocol()).isEmpty();
    }
  }

  @Test
  void aTunnelThatIsBrokenIsDugAgain() throws Exception {
    try (SshGate gate = new SshGate(folder)) {
      serve(HttpServer.create(address(), 50));
      ConnectionSpec spec = spec("http", Optional.empty(), Optional.of(gate.byPassword()));
      try (Connector connector = Connections.open(spec)) {
        assertThat(connector.count("contacts")).isEqualTo(1);
        gate.breakOff();
        assertThat(connector.count("contacts")).isEqualTo(1);
      }
      gate.forget();
      ConnectorException e =
          catchThrowableOfType(
              ConnectorException.class, () -> Connections.open(spec).count("contacts"));
      assertThat(e.getMessage()).contains(gate.fingerprint());
    }
  }
}
