package dev.syncline.cli.command;

import dev.syncline.connect.secure.Pem;
import dev.syncline.engine.sync.Progress;
import dev.syncline.project.CommandError;
import dev.syncline.project.Failures;
import dev.syncline.project.text.Console;
import dev.syncline.server.work.Rules;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Has a server perform a command, and shows here what goes on there, as if it went on here. */
public final class Remote {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String API = "/api/syncline/v1";
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Session session;
  private final String server;
  private final String token;
  private final HttpClient client;

  private Remote(Session session, String server, String token, HttpClient client) {
    this.session = session;
    this.server = server;
    this.token = token;
    this.client = client;
  }

  /** Whether a server is to perform the command. */
  public static boolean named(Session session) {
    return !session.server().isEmpty();
  }

  /** Performs it there; what goes wrong on the way is said as any other error. */
  public static int perform(Session session, ParseResult parsed, String... args) {
    try {
      requireRemote(session, parsed);
      try (HttpClient client = client(session)) {
        return new Remote(session, address(session), token(session), client).perform(args);
      }
    } catch (CommandError e) {
      return session.showError(Failures.screen(e)).number();
    }
  }

  private static void requireRemote(Session session, ParseResult parsed) {
    Set<String> options = new HashSet<>();
    ParseResult last = parsed;
    for (ParseResult at = parsed; at != null; at = at.hasSubcommand() ? at.subcommand() : null) {
      at.matchedOptions().stream().map(OptionSpec::longestName).forEach(options::add);
      last = at;
    }
    options.remove("--server");
    String command = last.commandSpec().qualifiedName();
    Rules.obstacle(command.substring(command.indexOf(' ') + 1), options)
        .ifPresent(
            why -> {
              throw CommandError.usage(why);
            });
    if (session.namesProject()) {
      throw CommandError.usage("the server knows its own project: leave --config and --state out");
    }
  }

  private static String address(Session session) {
    String text = session.server().replaceFirst("/+$", "");
    try {
      URI uri = URI.create(text);
      String host = uri.getHost();
      if (host != null && "https".equals(uri.getScheme())) {
        return text;
      }
      if (host != null && "http".equals(uri.getScheme())) {
        if (InetAddress.getByName(host.replaceAll("[\\[\\]]", "")).isLoopbackAddress()) {
          return text;
        }
        throw CommandError.usage(
            text + " is not encrypted, so that others could read the token; write https://");
      }
    } catch (IllegalArgumentException e) {
      throw CommandError.usage(text + " is no address of a server; write https://host:port");
    } catch (UnknownHostException e) {
      throw CommandError.failed("there is no server " + text + ": nobody knows that name");
    }
    throw CommandError.usage(text + " is no address of a server; write https://host:port");
  }

  private static String token(Session session) {
    String token = session.console().environment().getOrDefault("SYNCLINE_TOKEN", "").strip();
    if (token.isEmpty()) {
      throw CommandError.usage(
          "a server asks for a token: make one on its page, and put it into SYNCLINE_TOKEN");
    }
    if (!token.matches("[!-~]+")) {
      throw CommandError.usage("what is in SYNCLINE_TOKEN is no token: it is made on the page");
    }
    session.secret(token);
    return token;
  }

  /** One that trusts an authority of one's own, and no other, where that is named. */
  private static HttpClient client(Session session) {
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(PATIENCE);
    String file = session.console().environment().getOrDefault("SYNCLINE_SERVER_CA", "");
    if (!file.isBlank()) {
      client.sslContext(trusting(session.console().folder().resolve(file.strip())));
    }
    return client.build();
  }

  private static SSLContext trusting(Path file) {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      for (X509Certificate authority : Pem.certificates(file)) {
        trusted.setCertificateEntry("ca-" + trusted.size(), authority);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw CommandError.failed(
          file + ", which SYNCLINE_SERVER_CA names, cannot be used: " + e.getMessage());
    }
  }

  private int perform(String... args) {
    Console console = session.console();
    String body =
        MAPPER.writeValueAsString(
            Map.of(
                "words",
                words(args),
                "width",
                console.width(),
                "colours",
                Map.of(
                    "out",
                    console.colours(console.terminalOut()),
                    "err",
                    console.colours(console.terminalErr()))));
    HttpResponse<InputStream> answer =
        send("/commands", body, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream in = answer.body();
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      if (answer.statusCode() != 200) {
        throw refused(answer.statusCode(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
      return new Following().until(lines);
    } catch (IOException e) {
      throw CommandError.failed(
          "the connection to "
              + server
              + " broke off. What was begun there goes on: look with syncline status and syncline"
              + " runs");
    }
  }

  /** What the server gets is the same without its own address. */
  private static List<String> words(String... args) {
    List<String> words = new ArrayList<>();
    boolean skip = false;
    boolean options = true;
    for (String word : args) {
      options &= !word.equals("--");
      if (!skip && !(options && word.startsWith("--server="))) {
        skip = options && word.equals("--server");
        if (!skip) {
          words.add(word);
        }
      } else {
        skip = false;
      }
    }
    return words;
  }

  private <T> HttpResponse<T> send(String path, String body, HttpResponse.BodyHandler<T> handler) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(server + API + path))
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      return client.send(request, handler);
    } catch (SSLException e) {
      throw CommandError.failed(
          server
              + " does not prove who it is ("
              + e.getMessage()
              + "). If its certificate is signed by an authority of your own, name that in"
              + " SYNCLINE_SERVER_CA, a PEM file");
    } catch (ConnectException e) {
      throw CommandError.failed(
          "there is no answer from " + server + ". Check the address, and that the server runs");
    } catch (IOException e) {
      throw CommandError.failed(
          "the server " + server + " cannot be asked: " + e + ". Check that it runs");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandError.failed("stopped on request; whether " + server + " began is not known");
    }
  }

  private static CommandError refused(int status, String body) {
    String message;
    try {
      message = MAPPER.readTree(body).at("/error/message").asString("");
    } catch (JacksonException e) {
      message = "";
    }
    return switch (status) {
      case 400 -> CommandError.usage(message.isEmpty() ? "the server did not understand" : message);
      case 401 ->
          CommandError.failed(
              "the server does not know the token in SYNCLINE_TOKEN (any more): make one on its page");
      default ->
          CommandError.failed(
              message.isEmpty()
                  ? "the server answered with status "
                      + status
                      + "; check that it is a Syncline server of this version"
                  : message);
    };
  }

  /** Shows what goes on there, until it is over. */
  private final class Following {
    private final Progress progress = session.progress();
    private String step = "";
    private long done;

    int until(BufferedReader lines) throws IOException {
      for (String text = lines.readLine(); text != null; text = lines.readLine()) {
        JsonNode line = MAPPER.readTree(text);
        if (line.has("job")) {
          giveUpWhenAsked(line.get("job").asLong());
        }
        if (line.has("remark")) {
          session.remark(line.get("remark").asString());
        }
        if (line.has("step")) {
          step(line.get("step"));
        }
        if (line.has("exit")) {
          session.relay(line.get("out").asString(), line.get("err").asString());
          return line.get("exit").asInt();
        }
      }
      throw new IOException("it ended before its answer");
    }

    private void step(JsonNode now) {
      String task = now.get("task").asString();
      String what = now.get("what").asString();
      long all = now.get("done").asLong();
      String name = task + "\0" + what + "\0" + now.get("total").asLong();
      if (!name.equals(step) || all < done) {
        step = name;
        done = 0;
        progress.begin(task, what, now.get("total").asLong());
      }
      progress.advance(all - done);
      done = all;
    }

    /** Ctrl-C here gives it up there, and its last words are still awaited. */
    private void giveUpWhenAsked(long job) {
      var unused =
          Thread.ofVirtual()
              .name("give up")
              .start(
                  () -> {
                    session.interrupt().await();
                    var answer =
                        send(
                            "/jobs/" + job + "/cancel", "", HttpResponse.BodyHandlers.discarding());
                    if (answer.statusCode() >= 400) {
                      session.remark("The server does not stop it: " + answer.statusCode());
                    }
                  });
    }
  }
}
