package dev.syncline.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LookTest {
  @Test
  void look() throws Exception {
    String html = new Templates().render("syncs", Samples.syncs());
    Files.writeString(
        Path.of("/tmp/shots/syncs.html"),
        html.replace(
            "/static/", "/work/wt/server/server/src/main/resources/dev/syncline/server/files/"));
    assertThat(html).contains("lifetime-value");
  }
}
