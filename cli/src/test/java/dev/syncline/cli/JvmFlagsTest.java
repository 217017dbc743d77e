package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code ./syncline} starts the JVM with, and that one starts with what a user adds. */
class JvmFlagsTest {
  private static final String SCRIPT =
      """
      . ../.mvn/find-jdk.sh
      . ../.mvn/jvm-flags.sh
      flags=$(jvm_flags "$0") || exit 99
      echo "$flags"
      exec "$0/bin/java" $flags $SYNCLINE_JAVA_OPTS -version 2>&1
      """;

  private record Started(int exit, String said) {}

  private static Started start(String variable, String options)
      throws IOException, InterruptedException {
    ProcessBuilder java =
        new ProcessBuilder("sh", "-c", SCRIPT, System.getProperty("java.home"))
            .redirectErrorStream(true);
    java.environment().keySet().removeIf(name -> name.endsWith("_OPTIONS"));
    java.environment().put("SYNCLINE_JAVA_OPTS", "");
    java.environment().put(variable, options);
    Process process = java.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Started(process.waitFor(), said);
  }

  @Test
  void areOurs() throws Exception {
    Started started = start("SYNCLINE_JAVA_OPTS", "-Xmx64m -XX:+UseStringDeduplication");
    assertThat(started.exit()).as("%s", started).isZero();
    assertThat(started.said()).contains("-XX:+UseParallelGC").contains("-XX:NewRatio=1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SYNCLINE_JAVA_OPTS", "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"})
  void leaveAUsersCollectorAlone(String variable) throws Exception {
    Started started = start(variable, "-Xmx64m -XX:+UseSerialGC");
    assertThat(started.exit()).as("%s", started).isZero();
    assertThat(started.said())
        .doesNotContain("Parallel")
        .contains("--enable-native-access=ALL-UNNAMED");
  }
}
