package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.cli.Asker.Answer;
import dev.syncline.cli.Asker.Person;
import dev.syncline.server.account.Role;
import dev.syncline.server.web.Need;
import dev.syncline.server.web.Way;
import dev.syncline.server.web.Web;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that nobody sends by accident: each is refused with words, and nothing breaks. */
class HostileRequestsTest {
  private static final String API = "/api/syncline/v1";
  private static final Pattern PARAMETER = Pattern.compile("[{<]([^}>]+)[}>]");

  private static final List<String> WITH_BODY = List.of("POST", "PUT", "PATCH", "DELETE");

  /** Some that read what is sent to them. */
  private static final List<String> READING =
      List.of("/login", "/account", "/settings/users", API + "/syncs/{sync}/runs");

  @TempDir Path folder;
  private Serving serving;
  private Asker asker;
  private Person ada;

  @BeforeEach
  void serve() throws Exception {
    new Shops(folder).fill();
    serving = new Serving(folder);
    asker = new Asker(serving);
    ada = asker.person(Role.ADMIN);
  }

  @AfterEach
  void close() {
    asker.close();
    serving.close();
  }

  /** What comes back for exactly these bytes, on a connection of its own. */
  private String raw(byte[]... parts) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", serving.port())) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      try {
        for (byte[] part : parts) {
          out.write(part);
          out.flush();
        }
      } catch (IOException refusedEarly) {
        // What was answered before all was sent is still there to be read.
      }
      InputStream in = socket.getInputStream();
      StringBuilder all = new StringBuilder();
      byte[] buffer = new byte[8192];
      try {
        for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
          all.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
        }
      } catch (IOException closed) {
        // The server closed the connection on what it did not read.
      }
      return all.toString();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private String head(String request, String... more) {
    return request
        + " HTTP/1.1\r\nHost: 127.0.0.1:"
        + serving.port()
        + "\r\nConnection: close\r\n"
        + String.join("", List.of(more).stream().map(line -> line + "\r\n").toList())
        + "\r\n";
  }

  private String signedIn() {
    return "Cookie: syncline=" + ada.session() + "\r\nX-CSRF-Token: " + ada.csrf();
  }

  private static void refused(String what, String answer) {
    assertThat(answer).as(what).matches("(?s)HTTP/1.1 4\\d\\d .*");
    assertThat(answer)
        .as(what)
        .containsIgnoringCase("Content-Security-Policy: default-src 'none'")
        .containsIgnoringCase("X-Content-Type-Options: nosniff")
        .doesNotContain("\tat ", "Exception", "Jetty", "jetty");
  }

  @Test
  void whatIsTooLargeIsNotRead() throws Exception {
    for (Way way : serving.ways()) {
      if (!WITH_BODY.contains(way.method())) {
        continue;
      }
      ada = asker.person(Role.ADMIN);
      String path = PARAMETER.matcher(way.path()).replaceAll("999999");
      String type = "Content-Type: " + (path.startsWith("/api/") ? "application/json" : Asker.FORM);
      refused(
          path + " that says how large it is",
          raw(
              bytes(
                  head(way.method() + " " + path, signedIn(), type, "Content-Length: 99999999"))));
      StringBuilder chunks = new StringBuilder();
      for (int i = 0; i < 40; i++) {
        chunks.append("10000\r\n").append("a".repeat(65_536)).append("\r\n");
      }
      // A way that reads no body may answer before it, and then the connection ends.
      String answer =
          raw(
              bytes(
                  head(way.method() + " " + path, signedIn(), type, "Transfer-Encoding: chunked")),
              bytes(chunks + "0\r\n\r\n"));
      assertThat(answer).as(path).matches("(?s)HTTP/1.1 [34]\\d\\d .*");
      if (READING.contains(way.path())) {
        refused(path + " that does not", answer);
      }
    }
  }

  @Test
  void whatIsNoHttpIsAnsweredInALine() throws Exception {
    refused("no version", raw(bytes("nonsense\r\n\r\n")));
    refused("no host", raw(bytes("GET / HTTP/1.1\r\n\r\n")));
    refused("two hosts", raw(bytes(head("GET /", "Host: 127.0.0.1"))));
    refused("a head without end", raw(bytes(head("GET /", "X-Long: " + "x".repeat(20_000)))));
    refused("a line without end", raw(bytes("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\n\r\n")));
    refused("many heads", raw(bytes(head("GET /", "X-A: 1\r\n".repeat(3_000) + "X-B: 2"))));
    refused("a null in a head", raw(bytes(head("GET /", "X-Null: a\0b"))));
    refused("a null in the path", raw(bytes(head("GET /a\0b"))));
    refused(
        "two lengths", raw(bytes(head("POST /login", "Content-Length: 1", "Content-Length: 9"))));
    refused(
        "a length and chunks",
        raw(
            bytes(head("POST /login", "Content-Length: 3", "Transfer-Encoding: chunked")),
            bytes("abc")));
    refused("a length below nothing", raw(bytes(head("POST /login", "Content-Length: -1"))));
    refused(
        "no chunk", raw(bytes(head("POST /login", "Transfer-Encoding: chunked")), bytes("zz\r\n")));
    refused("a method of its own", raw(bytes(head("BREW /"))));
    refused(
        "another method than it is",
        raw(bytes(head("GET /login", "X-HTTP-Method-Override: OPTIONS"))));
    refused("asked to trace", raw(bytes(head("TRACE /", signedIn()))));
    refused("asked to connect", raw(bytes("CONNECT example.org:443 HTTP/1.1\r\nHost: a\r\n\r\n")));
  }

  @Test
  void noPathLeadsOutOfTheFiles() throws Exception {
    for (String path :
        List.of(
            "/static/../Frame.class",
            "/static/..%2f..%2fpage/Frame.class",
            "/static/%2e%2e/page/Frame.class",
            "/static/....//page/Frame.class",
            "/static/..\\..\\page\\Frame.class",
            "/static/..%5c..%5cpage%5cFrame.class",
            "/static/..;/page/Frame.class",
            "/static//etc/passwd",
            "/static/%00style.css",
            "/static/style.css%00.html",
            "/static/%c0%ae%c0%ae/page/Frame.class",
            "/static/../../../../../../../../etc/passwd",
            "//etc/passwd",
            "/%2e%2e/%2e%2e/etc/passwd")) {
      String answer = raw(bytes(head("GET " + path, signedIn())));
      refused(path, answer);
      assertThat(answer).as(path).doesNotContain("root:", "�");
    }
  }

  @Test
  void parametersThatNobodyHasAreRefusedWithWords() throws Exception {
    List<String> values =
        List.of(
            "..%2F..%2Fetc%2Fpasswd",
            "%2e%2e",
            "%00",
            "a%00b",
            "-1",
            "--approve",
            "@syncline.yaml",
            "99999999999999999999999999",
            "1e9",
            "%FF%FE",
            "%C3%28",
            "%F0%9F%92%A9",
            "'%20OR%20'1'='1",
            "1;DROP%20TABLE%20account",
            "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
            "$%7Bjndi:ldap:x%7D",
            "%0d%0aSet-Cookie:%20a=b",
            "x".repeat(2_000));
    for (Way way : serving.ways()) {
      if (!way.path().contains("{")) {
        continue;
      }
      for (String value : values) {
        String path =
            PARAMETER
                .matcher(way.path())
                .replaceAll(java.util.regex.Matcher.quoteReplacement(value));
        String answer =
            raw(bytes(head(way.method() + " " + path, signedIn(), "Content-Length: 0")));
        String what = way.method() + " " + path;
        assertThat(answer).as(what).matches("(?s)HTTP/1.1 [234]\\d\\d .*");
        assertThat(answer).as(what).doesNotContain("\tat ", "Exception", "root:");
        assertThat(answer.contains("<script>alert") && !answer.contains("application/json"))
            .as(what)
            .isFalse();
        assertThat(answer.substring(0, answer.indexOf("\r\n\r\n")))
            .as(what)
            .doesNotContain("\nSet-Cookie: a=b");
      }
    }
  }

  @Test
  void queriesAndBodiesThatMakeNoSenseAreRefusedWithWords() throws Exception {
    String deep = "{\"a\":".repeat(2_000);
    List<String> bodies =
        List.of(
            "{",
            "[]",
            "null",
            "\"text\"",
            "{\"a\":1}x",
            "{\"name\":{\"$ne\":null}}",
            "{\"name\": 1e999999999}",
            "{\"name\":\"\\ud800\"}",
            deep,
            "[".repeat(2_000),
            "\u0000",
            "{\"n\":" + "9".repeat(2_000) + "}",
            "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>");
    List<String> types =
        List.of(
            "application/json", Asker.FORM, "text/plain", "multipart/form-data", "image/png; x=\"");
    for (Way way : serving.ways()) {
      if (way.method().equals("GET") || !(way.need() instanceof Need.May)) {
        continue;
      }
      Person now = asker.person(Role.ADMIN);
      String path = PARAMETER.matcher(way.path()).replaceAll("999999");
      boolean api = path.startsWith("/api/");
      for (String body : bodies) {
        for (String type : body.equals("{") ? types : List.of(api ? types.get(0) : types.get(1))) {
          Answer answer =
              asker.ask(
                  way.method(),
                  path,
                  now,
                  Map.of("X-CSRF-Token", now.csrf(), "Content-Type", type),
                  body);
          if (api && way.method().equals("POST") && !answer.body().contains("no such")) {
            assertThat(answer.status())
                .as(path + " " + type + " " + body.substring(0, Math.min(40, body.length())))
                .isBetween(400, 499);
          }
        }
      }
    }
    for (String query :
        List.of(
            "?before=x",
            "?before=99999999999999999999",
            "?from=yesterday",
            "?until=%00",
            "?a=%FF",
            "?%")) {
      for (Way way : serving.ways()) {
        if (way.method().equals("GET")) {
          asker.get(
              PARAMETER.matcher(way.path()).replaceAll("1") + query.replace("?%", "?%25"), ada);
        }
      }
      assertThat(raw(bytes(head("GET /settings/audit" + query, signedIn()))))
          .matches("(?s)HTTP/1.1 [24]\\d\\d .*");
    }
    String form = "display=\377\376\303";
    String length = "Content-Length: " + form.length();
    String type = "Content-Type: " + Asker.FORM;
    assertThat(raw(bytes(head("POST /account", signedIn(), type, length)), bytes(form)))
        .matches("(?s)HTTP/1.1 [34]\\d\\d .*");
  }

  /** A page of the internet whose name leads here, and a proxy's heads that nobody asked for. */
  @Test
  void theServerAnswersByItsOwnNamesOnly() throws Exception {
    for (String host :
        List.of(
            "evil.example",
            "evil.example:80",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "169.254.169.254",
            "[::2]")) {
      for (String path : List.of("/login", "/", "/static/style.css", API + "/openapi.json")) {
        String answer =
            raw(
                bytes(
                    "GET "
                        + path
                        + " HTTP/1.1\r\nHost: "
                        + host
                        + "\r\nConnection: close\r\n\r\n"));
        assertThat(answer).as(host + path).startsWith("HTTP/1.1 421").doesNotContain(host);
      }
    }
    for (String host :
        List.of("localhost", "127.0.0.1", "[::1]", "LOCALHOST", "syncline.localhost")) {
      String answer =
          raw(
              bytes(
                  "GET /login HTTP/1.1\r\nHost: "
                      + host
                      + ":"
                      + serving.port()
                      + "\r\nConnection: close\r\n\r\n"));
      assertThat(answer).as(host).startsWith("HTTP/1.1 200");
    }
    serving.close();
    String spelling = "127.1"; // an address of this machine all the same
    serving = new Serving(folder, Map.of(), new Web.Place(spelling, 0, null, false));
    assertThat(raw(bytes("GET /login HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")))
        .startsWith("HTTP/1.1 421");
    assertThat(
            raw(
                bytes(
                    "GET /login HTTP/1.1\r\nHost: " + spelling + "\r\nConnection: close\r\n\r\n")))
        .as("by the name that it was given")
        .startsWith("HTTP/1.1 200");
    String forwarded =
        raw(
            bytes(
                head(
                    "GET /account",
                    "X-Forwarded-Host: evil.example",
                    "Forwarded: host=evil.example;for=6.6.6.6",
                    "X-Original-URL: /login",
                    "X-Forwarded-For: 6.6.6.6")));
    assertThat(forwarded).startsWith("HTTP/1.1 302").doesNotContain("evil.example", "6.6.6.6");
  }

  /** After a login one is led to a path of this server, whatever the address asked for. */
  @Test
  void nobodyIsLedElsewhere() throws Exception {
    String first =
        serving
            .accounts
            .links()
            .forPassword(dev.syncline.server.account.Actor.COMMAND_LINE, ada.user().id())
            .secret()
            .text();
    serving.accounts.links().setPassword(first, "a long enough one", "127.0.0.1");
    String form = "user=" + ada.user().name() + "&password=a+long+enough+one";
    for (String to :
        List.of(
            "https://evil.example/",
            "//evil.example/",
            "/\\evil.example/",
            "\\\\evil.example",
            "/%09/evil.example",
            "%09//evil.example",
            "/%0d%0aSet-Cookie:%20a=b",
            "javascript:alert(1)",
            "%2f%2fevil.example",
            "///evil.example",
            "http:evil.example",
            "/@evil.example:x//",
            "%00//evil.example",
            "")) {
      Answer in =
          asker.ask(
              "POST",
              "/login?to=" + to.replace("\\", "%5C"),
              null,
              Map.of("Content-Type", Asker.FORM),
              form);
      assertThat(in.status()).as(to + in.body()).isEqualTo(302);
      String location = in.header("Location");
      assertThat(java.net.URI.create(serving.url("/login")).resolve(location).getAuthority())
          .as(to + " leads to " + location)
          .isEqualTo("127.0.0.1:" + serving.port());
      assertThat(location).doesNotContain("\\", "\r", "\n", "\t").startsWith("/");
    }
    Answer in =
        asker.ask(
            "POST",
            "/login?to=%2Fsyncs%2Fcustomers%3Fa%3Db",
            null,
            Map.of("Content-Type", Asker.FORM),
            form);
    assertThat(in.header("Location")).isEqualTo("/syncs/customers?a=b");
  }

  /** A session that somebody else put into the browser is not the one that a login begins. */
  @Test
  void aLoginBeginsANewSessionInACookieOfItsOwn() throws Exception {
    String first =
        serving
            .accounts
            .links()
            .forPassword(dev.syncline.server.account.Actor.COMMAND_LINE, ada.user().id())
            .secret()
            .text();
    serving.accounts.links().setPassword(first, "a long enough one", "127.0.0.1");
    Person planted = asker.person(Role.VIEWER);
    String form = "user=" + ada.user().name() + "&password=a+long+enough+one";
    Answer in = asker.ask("POST", "/login", planted, Map.of("Content-Type", Asker.FORM), form);
    String cookie = in.header("Set-Cookie");
    assertThat(cookie)
        .startsWith("syncline=")
        .doesNotContain(planted.session())
        .contains("HttpOnly", "SameSite=Lax", "Path=/")
        .doesNotContain("Domain=", "Expires=", "Max-Age=");
    String session = cookie.substring("syncline=".length(), cookie.indexOf(';'));
    assertThat(serving.accounts.sessions().use(session).orElseThrow().user().name())
        .isEqualTo(ada.user().name());
    Answer out = asker.ask("POST", "/logout", new Person(ada.user(), session), Map.of(), "");
    assertThat(out.header("Set-Cookie")).contains("syncline=;", "Expires=Thu, 01 Jan 1970");
    assertThat(serving.accounts.sessions().use(session)).isEmpty();
  }
}
