package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import dev.syncline.project.Messages;
import dev.syncline.project.Places;
import dev.syncline.project.Project;
import dev.syncline.project.mail.Letter;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Mails that people get of what they started, as a real server receives them. */
class MailTest {
  private static final String TABLE =
      "CREATE TABLE page(slug TEXT PRIMARY KEY, title TEXT NOT NULL)";

  private static final String SYNC =
      """
      version: 1
      connections:
        test_db: { type: sqlite, url: "jdbc:sqlite:test.db" }
        prod_db: { type: sqlite, url: "jdbc:sqlite:prod.db" }
      environments: { test: { connection: test_db }, prod: { connection: prod_db } }
      mail:
        host: 127.0.0.1
        port: %d
        from: syncline@example.org
        user: syncline
        password: "${MAIL_PASSWORD}"
        tls: %s
      syncs:
        promotion:
          id: 1
          between: [test, prod]
          tasks: [{ name: pages, id: 1, source: page, target: page, match: slug }]
      """;

  private static final String PASSWORD = "open-sesame-7";
  private static final String KEY_PASSWORD = "changeit";
  private static final String ANN = "ann@example.org";
  private static final long DAY = TimeUnit.DAYS.toMillis(1);

  @TempDir Path folder;
  private GreenMail server;
  private Shell shell;

  @BeforeEach
  void open() throws SQLException, IOException {
    TestDatabase test = TestDatabases.sqlite(folder.resolve("test.db"));
    test.run(TABLE, "INSERT INTO page VALUES('home','Home'),('about','About')");
    TestDatabases.sqlite(folder.resolve("prod.db")).run(TABLE);
    int port = freePort();
    server = server(port, ServerSetup.PROTOCOL_SMTP);
    shell = new Shell(folder);
    shell.environment.put("MAIL_PASSWORD", PASSWORD);
    shell.file("syncline.yaml", SYNC.formatted(port, "none"));
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static GreenMail server(int port, String protocol) {
    ServerSetup setup = new ServerSetup(port, "127.0.0.1", protocol);
    setup.setServerStartupTimeout(TimeUnit.MINUTES.toMillis(1));
    return new GreenMail(setup);
  }

  private void serve() {
    server.start();
    server.setUser(ANN, "syncline", PASSWORD);
  }

  private Shell.Said call(int exit, String... args) {
    Shell.Said said = shell.call(args);
    assertThat(said.exit()).as("%s", said).isEqualTo(exit);
    assertThat(said.out() + said.err()).doesNotContain(PASSWORD);
    return said;
  }

  private JsonNode latest() {
    return call(0, "messages", "--output", "json").json().get("messages").get(0);
  }

  private String received(int number, String subject) throws Exception {
    MimeMessage[] all = server.getReceivedMessages();
    assertThat(all).hasSizeGreaterThanOrEqualTo(number);
    MimeMessage mail = all[number - 1];
    assertThat(mail.getSubject()).isEqualTo(subject);
    assertThat(mail.getFrom()).extracting(Object::toString).containsExactly("syncline@example.org");
    assertThat(mail.getAllRecipients()).extracting(Object::toString).containsExactly(ANN);
    String text = mail.getContent().toString();
    assertThat(text).doesNotContain(PASSWORD);
    return text;
  }

  @Test
  void tellsWhoStartedItWhatBecameOfIt() throws Exception {
    serve();
    shell.environment.put("SYNCLINE_MAIL", ANN);
    call(4, "plan", "promotion", "--from", "test");
    assertThat(received(1, "Compared: promotion test → prod"))
        .contains("2 new.")
        .contains("Next:     syncline review promotion.plan");
    call(3, "review", "promotion.plan");
    call(0, "run", "--plan", "promotion.plan");
    assertThat(received(2, "Success: promotion test → prod"))
        .contains("2 written in prod.")
        .contains("Plan:     promotion.plan")
        .containsPattern("Ended: +2023-11-14 .*, run 1")
        .contains("Next:     syncline show run 1");
    call(1, "run", "--plan", "promotion.plan");
    assertThat(received(3, "FAILURE: promotion test → prod")).contains("was applied before");
    assertThat(latest().get("mail").stringValue()).isEqualTo("sent");
    assertThat(server.getReceivedMessages()).hasSize(3);
  }

  @Test
  void tellsOfWhatWaitedAndOfWhatWasCancelled() throws Exception {
    serve();
    call(4, "plan", "promotion", "--from", "test");
    call(3, "review", "promotion.plan");
    String time = Instant.ofEpochMilli(shell.now + DAY).toString();
    for (int i = 0; i < 2; i++) {
      call(0, "run", "--plan", "promotion.plan", "--at", time, "--no-wait", "--mail", ANN);
    }
    assertThat(server.getReceivedMessages()).isEmpty();
    call(0, "cancel", "3");
    received(1, "Cancelled: promotion test → prod");
    shell.now += DAY;
    call(0, "run", "--waiting");
    received(2, "Success: promotion test → prod");
  }

  @Test
  void aServerThatIsDownDoesNotFailTheRunAndIsTriedAgain() throws Exception {
    call(4, "plan", "promotion", "--from", "test");
    call(3, "review", "promotion.plan");
    Shell.Said run = call(0, "run", "--plan", "promotion.plan", "--mail", ANN);
    assertThat(run.err()).contains("A mail could not be sent");
    assertThat(latest().get("mail").stringValue()).contains("cannot be spoken with");
    assertThat(call(0, "messages").out()).contains("No mail to " + ANN);
    serve();
    assertThat(latest().get("mail").stringValue()).isEqualTo("sent");
    received(1, "Success: promotion test → prod");
    call(0, "messages");
    assertThat(server.getReceivedMessages()).hasSize(1);
  }

  @Test
  void afterADayNobodyIsToldAnyMore() {
    call(4, "plan", "promotion", "--from", "test", "--mail", ANN);
    shell.now += DAY;
    serve();
    assertThat(latest().get("mail").stringValue()).contains("cannot be spoken with");
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  @Test
  void anAccountThatIsNotLetInIsSaid() {
    serve();
    shell.environment.put("MAIL_PASSWORD", "wrong-" + PASSWORD.length());
    call(4, "plan", "promotion", "--from", "test", "--mail", ANN);
    assertThat(latest().get("mail").stringValue()).contains("does not let the account in");
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  @Test
  void whatIsRefusedForGoodIsSaidOnceAndGivenUp() throws Exception {
    try (Refusing refusing = new Refusing("550 5.1.1 no such user here")) {
      shell.file("syncline.yaml", withoutAccount(refusing.port()));
      Shell.Said plan = call(4, "plan", "promotion", "--from", "test", "--mail", ANN);
      assertThat(plan.err().replaceAll("\\s+", " "))
          .contains("A mail was refused for good, and is not tried again: ")
          .contains("no such user here");
      Shell.Said messages = call(0, "messages");
      assertThat(messages.err()).isEmpty();
      assertThat(messages.out().replaceAll("\\s+", " "))
          .contains("No mail to " + ANN + ": given up: ");
      assertThat(refusing.asked).hasValue(1);
    }
  }

  @Test
  void whatIsRefusedForNowIsTriedAgain() throws Exception {
    try (Refusing refusing = new Refusing("450 4.2.1 try again later")) {
      shell.file("syncline.yaml", withoutAccount(refusing.port()));
      for (String[] command :
          new String[][] {
            {"plan", "promotion", "--from", "test", "--mail", ANN}, {"messages"}, {"messages"}
          }) {
        assertThat(shell.call(command).err().replaceAll("\\s+", " "))
            .contains("tries it again: ")
            .contains("try again later");
      }
      assertThat(refusing.asked).hasValue(3);
    }
  }

  @Test
  void anAddressThatIsNoneKeepsNothingElseFromBeingTold() throws Exception {
    serve();
    try (Receiving receiving = new Receiving()) {
      shell.file(
          "syncline.yaml",
          SYNC.formatted(server.getSmtp().getPort(), "none")
              + "notify: { pager: { webhook: \"%s\", secret: \"open-sesame-9\", about: [plan] } }\n"
                  .formatted(receiving.url("/pager")));
      try (Project project =
          new Project(Places.of(folder, null, null), shell.environment, () -> shell.now)) {
        for (String address : List.of("ann..lee@example.org", ANN)) {
          new Messages(project)
              .compared(
                  new Messages.Asked(
                      project.sync("promotion"), "test → prod", "promotion.plan", address),
                  "2 new.");
        }
      }
      assertThat(call(0, "messages").err().replaceAll("\\s+", " "))
          .contains("refused for good")
          .contains("\"ann..lee@example.org\" is no address");
      assertThat(call(0, "messages").err()).isEmpty();
      received(1, "Compared: promotion test → prod");
      assertThat(receiving.at("/pager")).hasSize(2);
    }
  }

  @Test
  void whatWaitsWhenThereIsNoServerForMailsAnyMoreIsGivenUp() throws Exception {
    Shell.Said down = call(4, "plan", "promotion", "--from", "test", "--mail", ANN);
    assertThat(down.err()).contains("A mail could not be sent");
    call(3, "review", "promotion.plan");
    String time = Instant.ofEpochMilli(shell.now + 3_600_000).toString();
    call(0, "run", "--plan", "promotion.plan", "--at", time, "--no-wait");
    shell.file("syncline.yaml", withoutMails());
    shell.now += 3_600_000;
    Shell.Said run = call(0, "run", "--waiting");
    assertThat(run.out()).contains("plan applied in run 1");
    assertThat(run.err().replaceAll("\\s+", " "))
        .contains("refused for good")
        .contains("there is no server that takes mails");
    assertThat(call(0, "messages").err()).isEmpty();
  }

  private static String withoutMails() {
    return SYNC.formatted(1, "none").replaceAll("(?m)^mail:\n(  .*\n)+(?=syncs:)", "");
  }

  private static String withoutAccount(int port) {
    return SYNC.formatted(port, "none").replaceAll("(?m)^  (user|password):.*\n", "");
  }

  /** Speaks SMTP as servers do that do not take a recipient. */
  private static final class Refusing implements AutoCloseable {
    final AtomicInteger asked = new AtomicInteger();
    private final ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
    private final String answer;

    Refusing(String answer) throws IOException {
      this.answer = answer;
      Thread.ofVirtual().start(this::serve);
    }

    int port() {
      return socket.getLocalPort();
    }

    private void serve() {
      while (!socket.isClosed()) {
        try (Socket one = socket.accept()) {
          converse(one);
        } catch (IOException e) {
          // The next conversation, or none any more.
        }
      }
    }

    private void converse(Socket one) throws IOException {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(one.getInputStream(), StandardCharsets.US_ASCII));
      OutputStream out = one.getOutputStream();
      say(out, "220 here");
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        boolean recipient = line.startsWith("RCPT");
        asked.addAndGet(recipient ? 1 : 0);
        say(out, recipient ? answer : line.startsWith("QUIT") ? "221 bye" : "250 fine");
      }
    }

    private static void say(OutputStream out, String line) throws IOException {
      out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void aServerWithoutStarttlsIsToldNothing() throws IOException {
    serve();
    shell.file("syncline.yaml", SYNC.formatted(server.getSmtp().getPort(), "starttls"));
    call(4, "plan", "promotion", "--from", "test", "--mail", ANN);
    assertThat(latest().get("mail").stringValue()).contains("STARTTLS");
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ann",
        "ann@example.org\nBcc: bob@example.org",
        "ann@a.org, bob@b.org",
        "@",
        "a b@c"
      })
  void oneAddressAndNothingElse(String address) {
    assertThat(call(2, "plan", "promotion", "--from", "test", "--mail", address).err())
        .contains("does not hold one address");
  }

  @Test
  void nothingInASubjectIsAHeader() {
    assertThat(new Letter(ANN, "Success:\r\nBcc: bob@example.org\u2028x", "").subject())
        .isEqualTo("Success: Bcc: bob@example.org x");
  }

  @Test
  void aServerThatIsSpokenWithInTlsHasToShowWhoItIs() throws Exception {
    Path key = key();
    System.setProperty("greenmail.tls.keystore.file", key.toString());
    System.setProperty("greenmail.tls.keystore.password", KEY_PASSWORD);
    server = server(freePort(), ServerSetup.PROTOCOL_SMTPS);
    serve();
    shell.file(
        "syncline.yaml",
        SYNC.formatted(server.getSmtps().getPort(), "tls").replace("127.0.0.1", "localhost"));
    call(4, "plan", "promotion", "--from", "test", "--mail", ANN);
    assertThat(latest().get("mail").stringValue()).contains("cannot be spoken with");
    assertThat(server.getReceivedMessages()).isEmpty();

    shell.environment.put(
        "JAVA_TOOL_OPTIONS",
        "-Djavax.net.ssl.trustStore="
            + key
            + " -Djavax.net.ssl.trustStorePassword="
            + KEY_PASSWORD);
    Process child =
        Child.start(
            shell,
            "said.txt",
            "plan",
            "promotion",
            "--from",
            "test",
            "--save",
            "tls.plan",
            "--mail",
            ANN);
    assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).as(Child.said(shell, "said.txt")).isEqualTo(4);
    assertThat(received(1, "Compared: promotion test → prod"))
        .as(Child.said(shell, "said.txt"))
        .contains("Plan:     tls.plan");
  }

  /** A key with a certificate for localhost, which nobody trusts who is not told to. */
  private Path key() throws IOException, InterruptedException {
    Path key = folder.resolve("key.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "mail",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                key.toString(),
                "-storepass",
                KEY_PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.txt").toFile())
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).isZero();
    return key;
  }
}
