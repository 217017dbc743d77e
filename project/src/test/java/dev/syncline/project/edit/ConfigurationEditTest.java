package dev.syncline.project.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is saved while others save, too. */
class ConfigurationEditTest {
  private static final String TEXT =
      """
      version: 1
      connections:
        shop: { type: sqlite, url: "jdbc:sqlite:${WHERE}" }
      """;

  private static final String THEIRS = TEXT + "# theirs\n";

  @TempDir Path folder;
  private Path config;
  private Path lock;

  @BeforeEach
  void write() throws IOException {
    config = Files.writeString(folder.resolve("syncline.yaml"), TEXT);
    lock = folder.resolve("edit.lock");
  }

  private ConfigurationEdit edit(Map<String, String> environment) {
    return ConfigurationEdit.of(config, environment).with("syncline.yaml", TEXT + "# ours\n");
  }

  @Test
  void whatIsSavedWhileTheConfigurationIsReadIsNotOverwritten() throws Exception {
    Map<String, String> environment =
        new HashMap<>(Map.of("WHERE", "shop.db")) {
          private static final long serialVersionUID = 1L;

          @Override
          public String get(Object name) {
            try {
              Files.writeString(config, THEIRS);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            return super.get(name);
          }
        };
    ConfigurationEdit edit = edit(environment);
    assertThatThrownBy(() -> edit.save(edit.base(), lock))
        .isInstanceOf(EditRefused.class)
        .hasMessageContaining("changed meanwhile");
    assertThat(config).hasContent(THEIRS);
    assertThat(folder).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void whoSavesWaitsForAnotherProcessThatDoes() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                lock.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(other.getInputStream().read()).isEqualTo('!');
      ConfigurationEdit edit = edit(Map.of("WHERE", "shop.db"));
      CompletableFuture<Void> saved =
          CompletableFuture.runAsync(() -> edit.save(edit.base(), lock));
      Thread.sleep(500);
      assertThat(saved).isNotDone();
      Files.writeString(config, THEIRS);
      other.getOutputStream().close();
      assertThatThrownBy(() -> saved.get(30, TimeUnit.SECONDS))
          .hasCauseInstanceOf(EditRefused.class);
      assertThat(config).hasContent(THEIRS);
    } finally {
      other.destroyForcibly().waitFor();
    }
  }

  /** Has a file locked until nobody speaks to it any more. */
  static final class Holder {
    private Holder() {}

    /** With the file's path. */
    public static void main(String[] args) throws IOException {
      try (FileChannel file =
          FileChannel.open(Path.of(args[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        file.lock();
        System.out.print("!");
        System.out.flush();
        System.in.read();
      }
    }
  }
}
