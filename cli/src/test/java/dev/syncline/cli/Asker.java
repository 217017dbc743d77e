package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.server.account.Actor;
import dev.syncline.server.account.AuditLog;
import dev.syncline.server.account.Names;
import dev.syncline.server.account.Role;
import dev.syncline.server.account.Sessions;
import dev.syncline.server.account.User;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Sends requests as they are, and follows nothing. No answer may be an error of the server. */
final class Asker implements AutoCloseable {
  static final String FORM = "application/x-www-form-urlencoded";
  private static final int MOST_BYTES = 4 << 20;

  private final Serving serving;
  private final HttpClient client =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
  private final AtomicInteger names = new AtomicInteger();

  Asker(Serving serving) {
    this.serving = serving;
  }

  /** What was answered; of what goes on and on, its beginning. */
  record Answer(int status, HttpHeaders headers, String body) {
    String header(String name) {
      return headers.firstValue(name).orElse("");
    }

    /** Whether it leads to the login, or asks a program for a token. */
    boolean asksWho() {
      return status == 401 || status == 302 && header("Location").startsWith("/login");
    }
  }

  /** A session of a new user. */
  record Person(User user, String session) {
    String csrf() {
      return Sessions.formToken(session);
    }
  }

  Person person(Role role) {
    User user =
        serving
            .accounts
            .users()
            .add(
                Actor.COMMAND_LINE,
                role.word() + names.incrementAndGet(),
                new User.Profile(role.word(), null, role, Names.ALL, false),
                null);
    return person(user);
  }

  /** Another session of a user. */
  Person person(User user) {
    return new Person(user, serving.accounts.sessions().begin(user, "127.0.0.1", "test").text());
  }

  /** A token of a new user. */
  String token(Role role) {
    return serving
        .accounts
        .tokens()
        .make(person(role).user(), "ci", role, Names.ALL, null, "127.0.0.1")
        .text()
        .text();
  }

  Answer get(String path, @Nullable Person person) throws IOException, InterruptedException {
    return ask("GET", path, person, Map.of(), "");
  }

  /** Sends a form of the person's own page. */
  Answer post(String path, Person person, String form) throws IOException, InterruptedException {
    return ask(
        "POST", path, person, Map.of("X-CSRF-Token", person.csrf(), "Content-Type", FORM), form);
  }

  Answer ask(
      String method, String path, @Nullable Person person, Map<String, String> headers, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(serving.url(path)))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (person != null) {
      request.header("Cookie", "syncline=" + person.session());
    }
    headers.forEach(request::header);
    HttpResponse<InputStream> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream in = response.body()) {
      boolean endless = response.headers().firstValue("Content-Type").orElse("").contains("stream");
      String text = endless ? "" : new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
      String what = method + " " + path + " → " + response.statusCode() + " " + text;
      assertThat(response.statusCode()).as(what).isLessThan(500);
      assertThat(text).as(what).doesNotContain("\tat ", "Exception", "dev.syncline", "jetty");
      return new Answer(response.statusCode(), response.headers(), text);
    }
  }

  /** All that the audit log says, newest first. */
  List<AuditLog.Line> noted() {
    List<AuditLog.Line> all = new ArrayList<>();
    long before = Long.MAX_VALUE;
    List<AuditLog.Line> lines;
    do {
      lines = serving.accounts.audit().page(AuditLog.Filter.ALL, before, AuditLog.LONGEST_PAGE);
      all.addAll(lines);
      before = lines.isEmpty() ? 0 : lines.getLast().id();
    } while (lines.size() == AuditLog.LONGEST_PAGE);
    return all;
  }

  @Override
  public void close() {
    client.close();
  }
}
