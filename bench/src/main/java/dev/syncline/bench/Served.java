package dev.syncline.bench;

import dev.syncline.cli.Main;
import dev.syncline.server.account.Sessions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server in a process of its own, started by {@code serve} with the flags of this JVM, and the
 * session of its administrator.
 */
final class Served implements AutoCloseable {
  private static final String PASSWORD = "a long enough one";
  private static final Pattern LINK = Pattern.compile("(http://[^/\\s]+)(/link/\\S+)");
  private static final Pattern SESSION = Pattern.compile("syncline=([^;]+)");
  private static final Pattern PEAK = Pattern.compile("VmHWM:\\s*(\\d+) kB");

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Process process;
  private final String url;
  private final String session;

  private Served(Process process, String url, String session) {
    this.process = process;
    this.url = url;
    this.session = session;
  }

  /** Serves the project of a folder, whose first start this is. */
  static Served over(Path folder) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("serve", "--port=0"));
    Path said = folder.resolve("said.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      Matcher link = link(process, said);
      return new Served(process, link.group(1), entered(link.group(1) + link.group(2)));
    } catch (Exception e) {
      process.destroyForcibly().waitFor();
      throw e;
    }
  }

  private static Matcher link(Process process, Path said) throws Exception {
    while (true) {
      Matcher link = LINK.matcher(Files.readString(said));
      if (link.find()) {
        return link;
      }
      if (!process.isAlive()) {
        throw new IllegalStateException("the server did not start: " + Files.readString(said));
      }
      Thread.sleep(50);
    }
  }

  /** Creates the administrator; returns the session. */
  private static String entered(String link) throws Exception {
    String form = "user=bench&password=" + encoded(PASSWORD) + "&again=" + encoded(PASSWORD);
    try (HttpClient once = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          once.send(
              form(HttpRequest.newBuilder(URI.create(link)), form),
              HttpResponse.BodyHandlers.ofString());
      Matcher session = SESSION.matcher(answer.headers().firstValue("Set-Cookie").orElse(""));
      if (!session.find()) {
        throw new IllegalStateException(answer.statusCode() + " " + answer.body());
      }
      return session.group(1);
    }
  }

  private static HttpRequest form(HttpRequest.Builder request, String form) {
    return request
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString(form))
        .build();
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).header("Cookie", "syncline=" + session);
  }

  /** What stands at an address of it, whatever the answer is. */
  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Sends a form as a page's script does, and takes JSON for an answer where there is any. */
  HttpResponse<String> post(String path, String form) throws IOException, InterruptedException {
    return client.send(
        form(
            request(path)
                .header("Accept", "application/json")
                .header("X-CSRF-Token", Sessions.formToken(session)),
            form),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Processor time of its process so far, in seconds. */
  double cpuSeconds() {
    return process.info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
  }

  /** The most memory that its process ever had, in bytes, all of Java's own included. */
  long peakBytes() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    Matcher peak = PEAK.matcher(Files.isReadable(status) ? Files.readString(status) : "");
    return peak.find() ? Long.parseLong(peak.group(1)) << 10 : 0;
  }

  @Override
  public void close() throws InterruptedException {
    client.close();
    process.destroy();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly().waitFor();
    }
  }
}
