package dev.syncline.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Lines of the log, for people and for programs. */
class LogsTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private String written(Logs.Form form, java.util.function.Consumer<Logger> writes) {
    Logger logger = Logger.getAnonymousLogger();
    logger.setUseParentHandlers(false);
    Handler handler = Logs.handler(form, bytes);
    logger.addHandler(handler);
    writes.accept(logger);
    handler.close();
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aProgramReadsAnObjectOnEachLine() {
    String text =
        written(
            Logs.Form.JSON,
            logger -> {
              LogLine.write(
                  logger, Level.INFO, "job over", Map.of("sync", "a\nb", "exit", 0, "level", "x"));
              logger.log(Level.SEVERE, "broken", new IllegalStateException("why"));
            });
    String[] lines = text.split("\n", -1);
    assertThat(lines).hasSize(3);
    JsonNode first = JsonMapper.shared().readTree(lines[0]);
    assertThat(first.get("message").asString()).isEqualTo("job over");
    assertThat(first.get("sync").asString()).isEqualTo("a\nb");
    assertThat(first.get("exit").asInt()).isZero();
    assertThat(first.get("level").asString()).as("its own stays").isEqualTo("info");
    JsonNode second = JsonMapper.shared().readTree(lines[1]);
    assertThat(second.get("level").asString()).isEqualTo("error");
    assertThat(second.get("exception").asString()).contains("IllegalStateException: why");
  }

  @Test
  void aPersonReadsOneLineWhateverStandsInIt() {
    String text =
        written(
            Logs.Form.TEXT,
            logger ->
                LogLine.write(
                    logger, Level.WARNING, "job over", Map.of("sync", "a\n2026 error forged")));
    assertThat(text.lines()).hasSize(1);
    assertThat(text).contains("warning job over sync=a 2026 error forged");
  }
}
