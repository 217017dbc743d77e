package dev.syncline.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command as a person starts it, against a bare start of Java. */
final class Command implements Scenario {
  private static final int ROWS = 1_000;

  private final String title;
  private final String goal;
  private final long rows;
  private final Path folder;
  private final Preparation preparation;
  private final List<String> arguments;

  private interface Preparation {
    void in(Path folder) throws Exception;
  }

  private Command(
      String title,
      String goal,
      long rows,
      Path folder,
      Preparation preparation,
      List<String> arguments) {
    this.title = title;
    this.goal = goal;
    this.rows = rows;
    this.folder = folder;
    this.preparation = preparation;
    this.arguments = arguments;
  }

  static Command version(Path home) {
    return new Command(
        "`syncline --version` / `java -version`",
        "< 0.4 s",
        0,
        home,
        folder -> {},
        List.of("--version"));
  }

  static Command plan(Servers servers, Path home) {
    return new Command(
        "`syncline plan` of a first sync / `java -version`",
        "< 1.5 s",
        ROWS,
        home.resolve("plan"),
        folder -> configure(servers, folder),
        List.of("plan"));
  }

  private static void configure(Servers servers, Path folder) throws Exception {
    Database source = servers.postgres("plan_source");
    Database target = servers.postgres("plan_target");
    SampleTable.create(source);
    SampleTable.create(target);
    SampleTable.fill(source, 1, ROWS);
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("syncline.yaml"), Syncing.yaml(source, target));
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public String goal() {
    return goal;
  }

  @Override
  public long rows() {
    return rows;
  }

  @Override
  public void prepare() throws Exception {
    preparation.in(folder);
  }

  @Override
  public void raw() throws Exception {
    run(List.of(System.getProperty("java.home") + "/bin/java", "-version"));
  }

  @Override
  public void syncline() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("syncline.root") + "/syncline");
    command.addAll(arguments);
    run(command);
  }

  private void run(List<String> command) throws IOException, InterruptedException {
    Path said = folder.resolve("said.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    int code = process.waitFor();
    if (code != 0 && code != 3) { // 3: there is something to do
      throw new IllegalStateException(
          command + " ended with " + code + ": " + Files.readString(said));
    }
  }

  @Override
  public void close() {}
}
