package dev.syncline.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known of a configuration is what would be read of it. */
class KnownConfigurationTest {
  private static final String TEXT =
      """
      version: 1
      connections:
        one: { type: postgresql, url: "jdbc:postgresql://localhost/a", user: "${USER}", password: "${PASSWORD}" }
        two: { type: postgresql, url: "jdbc:postgresql://localhost/b", user: "${file:user.txt}", password-file: secret.txt }
        app: { type: app, url: "http://localhost", description: app.json, token: t }
        directus: { type: directus, url: "http://localhost", token: "${secret:token}" }
        tls:
          type: postgresql
          url: "jdbc:postgresql://localhost/c"
          user: x
          tls: { ca: ca.pem }
      """;

  @TempDir Path folder;

  private final KnownConfiguration known = new KnownConfiguration();
  private final Map<String, String> environment = new HashMap<>();

  private void put(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text);
  }

  @BeforeEach
  void configure() throws IOException {
    put("syncline.yaml", TEXT);
    put("user.txt", "me");
    put("secret.txt", "hidden");
    put("ca.pem", "one");
    environment.putAll(Map.of("USER", "you", "secret:token", "t", "PASSWORD_FILE", "given.txt"));
    put("given.txt", "given");
  }

  private LoadedConfiguration fresh() {
    return ConfigurationReader.read(folder, Map.copyOf(environment));
  }

  private LoadedConfiguration known() {
    return known.read(folder, Map.copyOf(environment));
  }

  private static String all(LoadedConfiguration loaded) {
    StringBuilder all = new StringBuilder(loaded.toString());
    for (ConnectionConfig c : loaded.configuration().connections()) {
      all.append(c.user()).append(c.password().map(Secret::reveal));
      all.append(c.token().map(Secret::reveal));
    }
    return all.toString();
  }

  private interface Change {
    void make() throws IOException;
  }

  private void isSeen(String what, Change change) throws IOException {
    LoadedConfiguration before = known();
    assertThat(known()).as("before %s", what).isSameAs(before);
    change.make();
    assertThat(all(fresh())).as(what).isNotEqualTo(all(before));
    assertThat(all(known())).as(what).isEqualTo(all(fresh()));
    assertThat(known()).as("after %s", what).isSameAs(known());
  }

  @Test
  void whateverItIsReadFromChangesIsSeen() throws IOException {
    isSeen("the description of an application comes", () -> put("app.json", "{"));
    isSeen("it has another fault", () -> put("app.json", "{ \"name\": 1, }"));
    isSeen("a variable", () -> environment.put("USER", "them"));
    isSeen("a variable is unset", () -> environment.remove("USER"));
    isSeen("a variable is set", () -> environment.put("USER", "you"));
    isSeen("the file of a variable", () -> put("given.txt", "other"));
    isSeen("a file for a variable", () -> environment.put("PASSWORD_FILE", "user.txt"));
    isSeen("a variable that may not be beside it", () -> environment.put("PASSWORD", "p"));
    isSeen("the file is not named", () -> environment.remove("PASSWORD_FILE"));
    isSeen("a file in the text", () -> put("user.txt", "somebody"));
    isSeen("a file of a password", () -> put("secret.txt", "found"));
    isSeen("a file goes", () -> Files.delete(folder.resolve("secret.txt")));
    isSeen("a file comes", () -> put("secret.txt", "again"));
    isSeen("a secret", () -> environment.put("secret:token", "u"));
    isSeen("a secret is forgotten", () -> environment.remove("secret:token"));
    isSeen("a certificate goes", () -> Files.delete(folder.resolve("ca.pem")));
    isSeen("another file of the configuration", () -> put("more.yaml", "version: 1\njournal: x\n"));
    isSeen("somebody else's file", () -> put("other.yaml", "a: 1\n"));
    isSeen("it becomes one of ours", () -> put("other.yaml", "a: 1\nsyncs:\n"));
    isSeen("it goes", () -> Files.delete(folder.resolve("other.yaml")));
    isSeen("the text", () -> put("syncline.yaml", TEXT.replace("/a", "/d")));
  }

  @Test
  void anEditThatNoClockShowsIsSeen() throws IOException {
    FileTime time = Files.getLastModifiedTime(folder.resolve("syncline.yaml"));
    isSeen(
        "the text at the same time, of the same length",
        () -> {
          put("syncline.yaml", TEXT.replace("localhost/a", "localhost/z"));
          Files.setLastModifiedTime(folder.resolve("syncline.yaml"), time);
        });
  }

  @Test
  void aFileThatIsMissingIsReadWhenItIsThere() throws IOException {
    Path file = folder.resolve("later.yaml");
    assertThat(known.read(file, environment).isAbsent()).isTrue();
    Files.writeString(file, "version: 1\n");
    assertThat(known.read(file, environment).hasErrors()).isFalse();
    assertThat(known.read(folder, environment)).isNotSameAs(known.read(file, environment));
  }
}
