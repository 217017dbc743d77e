package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.syncline.connect.testing.Certificates;
import dev.syncline.server.account.Actor;
import dev.syncline.server.account.AuditLog;
import dev.syncline.server.account.Names;
import dev.syncline.server.account.Role;
import dev.syncline.server.account.User;
import dev.syncline.server.web.Certificate;
import dev.syncline.server.web.Web;
import java.io.File;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server in a process of its own: started, stopped in the middle of a run, started again. */
class ServeTest {
  private static final int MANY = 60_000;
  private static final String API = "/api/syncline/v1";

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Process> processes = new ArrayList<>();
  private Shops shops;
  private Shell shell;

  @BeforeEach
  void open() throws Exception {
    shops = new Shops(folder);
    shops.fill();
    shell = shops.shell;
  }

  @AfterEach
  void end() throws InterruptedException {
    client.close();
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
  }

  private Process start(String said, String... options) throws Exception {
    List<String> words = new ArrayList<>(List.of("serve", "--port=0"));
    words.addAll(List.of(options));
    Process process = Child.start(shell, said, words.toArray(String[]::new));
    processes.add(process);
    return process;
  }

  /** What a pattern finds in what a process says, as soon as it does. */
  private String said(Process process, String file, String pattern) throws Exception {
    return Child.said(process, shell, file, pattern);
  }

  private String at(Process process, String file) throws Exception {
    return said(process, file, "(https?://[^/\\s]+)/\\s");
  }

  private int ended(Process process) throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    return process.exitValue();
  }

  private HttpResponse<String> post(String url, String token, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(url))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private String get(String url, String token) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + token)
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(f -> f.getKey() + "=" + URLEncoder.encode(f.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  @Test
  void theFirstStartLetsTheAdministratorIn() throws Exception {
    assumeFalse(File.separatorChar == '\\', "there are no such signals");
    Process first = start("first");
    String server = at(first, "first");
    String link = said(first, "first", "(http://\\S+/link/\\S+)");
    assertThat(link).startsWith(server);
    assertThat(ended(first)).as(Child.said(shell, "first")).isEqualTo(143);
    assertThat(Child.said(shell, "first")).contains("The server has stopped");

    Process second = start("second");
    String path = said(second, "second", "http://\\S+(/link/\\S+)");
    assertThat(path).as("each start makes another").isNotEqualTo(URI.create(link).getPath());
    HttpResponse<String> mistyped =
        post(
            at(second, "second") + path,
            "",
            form(
                Map.of(
                    "user",
                    "ann",
                    "email",
                    "ann@example.org",
                    "password",
                    "correct horse",
                    "again",
                    "horse")));
    assertThat(mistyped.statusCode()).isEqualTo(400);
    assertThat(mistyped.body()).contains("not the same", "\"ann\"", "\"ann@example.org\"");
    String form =
        form(Map.of("user", "ann", "password", "correct horse", "again", "correct horse"));
    assertThat(post(at(second, "second") + path, "", form).statusCode()).isEqualTo(302);
    ended(second);

    Process third = start("third", "--output=json");
    String url = said(third, "third", "\"url\" : \"(\\S+)/\"");
    assertThat(Child.said(shell, "third")).contains("\"link\" : null").doesNotContain("/link/");

    Shell.Said locked = shell.call("serve", "link", "ann", "--url", url);
    assertThat(locked.exit()).as("%s", locked).isZero();
    Matcher found = Pattern.compile("(http\\S+/link/\\S+)").matcher(locked.out());
    assertThat(found.find()).isTrue();
    form = form(Map.of("password", "another horse", "again", "another horse"));
    assertThat(post(found.group(1), "", form).statusCode()).isEqualTo(302);
    assertThat(post(found.group(1), "", form).statusCode()).as("only once").isEqualTo(410);
    assertThat(shell.call("serve", "link", "bob").err()).contains("no administrator of this name");
  }

  /** Its pages are where that is mended; and of its own secrets only it knows that all is well. */
  @Test
  void itStartsWhateverIsWrongWithASyncOrAConnection() throws Exception {
    String yaml =
        Shops.configuration("")
            .replace(
                "syncs:",
                "  other: { type: postgresql, url: \"jdbc:postgresql://127.0.0.1:1/none\", user: me,"
                    + " password: \"${secret:other}\" }\nsyncs:");
    shell.file("syncline.yaml", yaml);
    Process process = start("said");
    assertThat(at(process, "said")).startsWith("http://");
    ended(process);
    for (String unread :
        List.of(
            yaml.replace("syncs:", "stat: { url: \"postgresql://other/db\" }\nsyncs:"),
            yaml + "  \"open",
            "- " + yaml)) {
      shell.file("syncline.yaml", unread);
      Shell.Said refused = shell.call("serve", "--port=0");
      assertThat(refused.exit()).as(unread).isEqualTo(1);
      assertThat(refused.err()).contains("syncline.yaml:");
    }
  }

  @Test
  void whatIsBeingWrittenWhenItIsStoppedIsNotHalfWritten() throws Exception {
    assumeFalse(File.separatorChar == '\\', "there are no such signals");
    shops.configure("batch: 500\nguard: off");
    shops.crm.run(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
            + MANY
            + ") INSERT INTO customer (email, name) SELECT 'e' || i || '@x', 'n' FROM n");
    Process process = start("said", "--at-a-time=1");
    String server = at(process, "said");
    String token = token();
    assertThat(post(server + API + "/syncs/customers/runs", token, "{}").statusCode())
        .isEqualTo(202);
    while (count() < 100) {
      assertThat(get(server + API + "/jobs/1", token)).doesNotContain("\"answer\"");
      Thread.sleep(10);
    }
    assertThat(ended(process)).isEqualTo(143);
    long written = count();
    assertThat(written).isLessThan(MANY);
    assertThat(Child.said(shell, "said")).contains("The server has stopped; nothing is half");
    Shell.Said next = shell.call("run", "customers", "--output=json");
    assertThat(next.sync().get("recovered").asInt()).as("%s", next).isZero();
    assertThat(count()).isGreaterThan(MANY);
    assertThat(Shops.ask(shops.shop, "SELECT count(*) - count(DISTINCT mail) FROM client"))
        .containsExactly("0");
  }

  private long count() throws Exception {
    return Long.parseLong(Shops.ask(shops.shop, "SELECT count(*) FROM client").getFirst());
  }

  private String token() {
    try (Accounts accounts = new Accounts(folder)) {
      return accounts.token(Role.OPERATOR);
    }
  }

  /** The accounts of a folder, as somebody sees them who has its store. */
  private record Accounts(dev.syncline.project.Project project, dev.syncline.cli.command.Service of)
      implements AutoCloseable {
    private Accounts(Path folder) {
      this(
          new dev.syncline.project.Project(
              dev.syncline.project.Places.of(folder, null, null),
              Map.of(),
              System::currentTimeMillis));
    }

    private Accounts(dev.syncline.project.Project project) {
      this(
          project,
          dev.syncline.cli.command.Service.of(
              project, dev.syncline.project.text.Console.ofProcess()));
    }

    private String token(Role role) {
      User user =
          of.accounts()
              .users()
              .add(
                  Actor.COMMAND_LINE,
                  "robot",
                  new User.Profile("Robot", null, role, Names.ALL, false),
                  null);
      return of.accounts().tokens().make(user, "ci", role, Names.ALL, null, "::1").text().text();
    }

    @Override
    public void close() {
      of.close();
      project.close();
    }
  }

  @Test
  void aFolderHasOneServerAndAPortOneListener() throws Exception {
    Process process = start("said");
    at(process, "said");
    Shell.Said second = shell.call("serve", "--port", "0");
    assertThat(second.exit()).as("%s", second).isEqualTo(1);
    assertThat(second.err().replaceAll("\\s+", " "))
        .contains("another process serves", "nothing was started");
    ended(process);
    assertThat(shell.folder.resolve(".syncline/state.db.server.lock"))
        .as("what another one may wait for, or have already")
        .exists();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      shell.environment.put("SYNCLINE_PORT", "" + taken.getLocalPort());
      Shell.Said port = shell.call("serve");
      assertThat(port.exit()).as("%s", port).isEqualTo(1);
      assertThat(port.err().replaceAll("\\s+", " "))
          .contains("127.0.0.1:" + taken.getLocalPort(), "something else listens", "--port");
    }
  }

  @Test
  void othersReachItByTlsOnly() {
    refused("serve", "--host", "0.0.0.0").contains("--tls-certificate", "--behind-proxy");
    refused("serve", "--tls-key", "x.key").contains("go together");
    refused("serve", "--port", "70000").contains("--port", "65535");
    shell.environment.put("SYNCLINE_GRACE", "long");
    refused("serve").contains("SYNCLINE_GRACE");
    shell.environment.put("SYNCLINE_GRACE", "1");
    shell.environment.put("SYNCLINE_KEY", "short");
    assertThat(shell.call("serve", "--port=0").err()).contains("openssl rand -base64 32");
  }

  private org.assertj.core.api.AbstractStringAssert<?> refused(String... words) {
    Shell.Said said = shell.call(words);
    assertThat(said.exit()).as("%s", said).isEqualTo(2);
    return assertThat(said.err());
  }

  @Test
  void aRenewedCertificateIsTakenWithoutAStart() throws Exception {
    Path made = Files.createDirectory(folder.resolve("tls"));
    Certificates.in(made);
    Path chain = folder.resolve("chain.pem");
    Path key = folder.resolve("server.key");
    put(made, "SERVER", chain, key);
    Certificate certificate = new Certificate(chain, key);
    try (Serving serving =
            new Serving(
                folder, shell.environment, new Web.Place("127.0.0.1", 0, certificate, false));
        HttpClient trusting = HttpClient.newBuilder().sslContext(trusting(made)).build()) {
      HttpResponse<String> page = login(trusting, serving);
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.headers().firstValue("Strict-Transport-Security")).isPresent();
      assertThat(page.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
      assertThat(name(page)).isEqualTo("CN=SERVER");
      assertThat(certificate.renew()).as("nothing changed").isFalse();
      Files.writeString(key, "nonsense");
      assertThat(certificate.renew()).as("no key").isFalse();
      put(made, "CLIENT", chain, made.resolve("unused"));
      assertThat(certificate.renew()).as("a key of another").isFalse();
      put(made, "CLIENT", chain, key);
      assertThat(certificate.renew()).isTrue();
      try (HttpClient later = HttpClient.newBuilder().sslContext(trusting(made)).build()) {
        assertThat(presented(later, serving)).isEqualTo("CN=CLIENT");
      }
    }
  }

  /**
   * The name in the certificate that a new connection is shown, whether it fits the host or not.
   */
  private static String presented(HttpClient client, Serving serving) throws Exception {
    URI uri = URI.create(serving.url("/login"));
    try (var socket =
        (javax.net.ssl.SSLSocket)
            client.sslContext().getSocketFactory().createSocket(uri.getHost(), uri.getPort())) {
      socket.startHandshake();
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
          .getSubjectX500Principal()
          .getName();
    }
  }

  private static void put(Path from, String name, Path chain, Path key) throws Exception {
    Files.copy(from.resolve(name + ".pem"), chain, StandardCopyOption.REPLACE_EXISTING);
    Files.copy(from.resolve(name + ".key"), key, StandardCopyOption.REPLACE_EXISTING);
  }

  private static HttpResponse<String> login(HttpClient client, Serving serving) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(serving.url("/login"))).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static String name(HttpResponse<?> answer) throws Exception {
    return ((X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0])
        .getSubjectX500Principal()
        .getName();
  }

  private static SSLContext trusting(Path made) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(made.resolve("ca.pem"))) {
      trusted.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  @Test
  void behindAProxyItBelievesWhoAsks() throws Exception {
    try (Serving serving =
        new Serving(folder, shell.environment, new Web.Place("127.0.0.1", 0, null, true))) {
      HttpRequest.Builder asked = HttpRequest.newBuilder(URI.create(serving.url("/login")));
      assertThat(
              client
                  .send(
                      asked.header("X-Forwarded-Proto", "http").build(),
                      HttpResponse.BodyHandlers.ofString())
                  .statusCode())
          .isEqualTo(403);
      HttpResponse<String> failed =
          client.send(
              HttpRequest.newBuilder(URI.create(serving.url("/login")))
                  .header("X-Forwarded-Proto", "https")
                  .header("X-Forwarded-For", "6.6.6.6")
                  .header("X-Forwarded-For", "10.0.0.1, 203.0.113.7")
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(HttpRequest.BodyPublishers.ofString("user=ann&password=wrong"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(failed.statusCode()).isEqualTo(401);
      assertThat(failed.headers().firstValue("Strict-Transport-Security")).isPresent();
      assertThat(serving.accounts.audit().page(AuditLog.Filter.ALL, Long.MAX_VALUE, 1))
          .singleElement()
          .satisfies(line -> assertThat(line.by().address()).isEqualTo("203.0.113.7"));
    }
  }
}
