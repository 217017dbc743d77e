package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.syncline.server.account.Names;
import dev.syncline.server.account.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The operator of the real Airflow provider runs a sync here. It is installed by pip below the
 * build folder once; where that cannot be, {@link HightouchApiTest} sends the same requests.
 */
class AirflowProviderTest {
  private static final List<String> PACKAGES =
      List.of(
          "apache-airflow==2.10.5",
          "apache-airflow-providers-http==4.13.3",
          "airflow-provider-hightouch==4.0.0");
  private static final long MINUTES = 10;
  private static final String OPERATOR =
      """
      import logging
      from airflow.exceptions import AirflowException
      from airflow_provider_hightouch.operators.hightouch import HightouchTriggerSyncOperator as Sync
      logging.basicConfig(level=logging.INFO)
      Sync(task_id="slug", sync_slug="customers", wait_seconds=0.1).execute(context={})
      Sync(task_id="id", sync_id="1", wait_seconds=0.1).execute(context={})
      print("RUN", Sync(task_id="later", sync_id="1", synchronous=False).execute(context={}))
      try:
          Sync(task_id="strict", sync_id="1", wait_seconds=0.1, error_on_warning=True).execute({})
          print("STRICT passed")
      except AirflowException as e:
          print("STRICT", e)
      """;

  @TempDir Path folder;

  private record Said(int exit, String text) {}

  private static Said call(Path output, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly().waitFor();
      return new Said(-1, "it took longer than " + MINUTES + " minutes");
    }
    return new Said(process.exitValue(), Files.readString(output));
  }

  /** The interpreter that has the provider. */
  private Path python() throws Exception {
    Path home = Path.of("target", "airflow").toAbsolutePath();
    Path python = home.resolve("bin/python");
    Path whole = home.resolve("whole");
    if (Files.exists(whole)) {
      return python;
    }
    Path output = folder.resolve("pip.txt");
    try {
      required(call(output, Map.of(), List.of("python3", "-m", "venv", home.toString())));
    } catch (IOException e) {
      abort("there is no python3: " + e.getMessage());
    }
    List<String> install =
        new java.util.ArrayList<>(
            List.of(python.toString(), "-m", "pip", "install", "--quiet", "--retries", "1"));
    install.addAll(PACKAGES);
    required(call(output, Map.of(), install));
    Files.writeString(whole, String.join("\n", PACKAGES));
    return python;
  }

  private static void required(Said said) {
    if (said.exit() != 0) {
      String text = said.text().strip();
      abort(
          "pip could not install the Airflow provider, so that only its documented requests are"
              + " tested: "
              + text.substring(Math.max(0, text.length() - 500)));
    }
  }

  @Test
  void theOperatorRunsASyncAndWaits() throws Exception {
    Path python = python();
    Shops shops = new Shops(folder);
    shops.fill();
    shops.shell.call("run");
    shops.conflict();
    Path script = Files.writeString(folder.resolve("operator.py"), OPERATOR);
    try (Serving serving = new Serving(folder)) {
      String connection =
          "{\"conn_type\": \"http\", \"host\": \"%s\", \"password\": \"%s\"}"
              .formatted(serving.url(""), serving.token(Role.OPERATOR, Names.ALL));
      Said said =
          call(
              folder.resolve("said.txt"),
              Map.of(
                  "AIRFLOW_CONN_HIGHTOUCH_DEFAULT",
                  connection,
                  "AIRFLOW_HOME",
                  folder.resolve("home").toString(),
                  "AIRFLOW__CORE__LOAD_EXAMPLES",
                  "False"),
              List.of(python.toString(), script.toString()));
      assertThat(said.exit()).as(said.text()).isZero();
      assertThat(said.text())
          .contains("Sync request status: warning. Polling complete", "RUN 3")
          .containsPattern("STRICT Sync 1 for request: \\d+ failed with status: warning");
      assertThat(Shops.ask(shops.shop, "SELECT count(*) FROM client")).containsExactly("4");
    }
  }
}
