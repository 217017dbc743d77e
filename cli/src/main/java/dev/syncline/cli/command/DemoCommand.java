package dev.syncline.cli.command;

import dev.syncline.cli.demo.Demo;
import dev.syncline.cli.demo.DemoFolder;
import dev.syncline.cli.demo.Play;
import dev.syncline.project.CommandError;
import dev.syncline.project.text.Console;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the product on two databases of its own. */
@Command(
    name = "demo",
    description = {
      "Shows everything on two databases of its own, in about a minute.",
      "Starts PostgreSQL and MariaDB on loopback, fills them with a shop's data that overlaps, and"
          + " brings them in step with the commands you would type. Leaves a folder to play with."
    })
final class DemoCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where it leaves everything. Default: ./syncline-demo, or the next free name")
  @Nullable Path dir;

  @Option(names = "--fast", description = "Does not wait for Enter between chapters.")
  boolean fast;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "7",
      description = "Seed of the data. Default: ${DEFAULT-VALUE}")
  long seed;

  @Option(names = "--keep-running", description = "Leaves the servers running until Ctrl-C.")
  boolean keepRunning;

  @Option(
      names = "--resume",
      arity = "0..1",
      paramLabel = "DIR",
      fallbackValue = "",
      description = "Starts the servers of an earlier demo again. Default: ./syncline-demo")
  @Nullable Path resume;

  @Override
  public Integer call() throws Exception {
    Session session = ((SynclineCommand) spec.root().userObject()).session();
    if (Boolean.getBoolean("syncline.archive")) {
      throw CommandError.failed(
          "the demo brings database servers along, which this archive does not: call it in a checkout,"
              + " as ./syncline demo");
    }
    Console console = session.console();
    if (resume != null) {
      Path wanted = resume.toString().isEmpty() ? dir : resume;
      DemoFolder folder = DemoFolder.existing(console.folder(), wanted, launcher());
      if (!folder.holdsDemo()) {
        throw CommandError.usage(folder.path() + " holds no demo. Make one with: syncline demo");
      }
      Play.on(folder, console, session::cancelled);
      return 0;
    }
    DemoFolder folder = DemoFolder.free(console.folder(), dir, launcher());
    if (folder.holdsDemo()) {
      throw CommandError.usage(
          folder.path()
              + " holds a demo already. Name another folder with --dir, or go on with: syncline"
              + " demo --resume "
              + folder.path());
    }
    boolean paced = !fast && console.asks() && console.terminalOut();
    Console inside = console.unattended(folder.path());
    Demo demo =
        new Demo(
            folder, seed, console, paced, session::cancelled, args -> session.run(inside, args));
    return demo.perform(keepRunning) ? 0 : 1;
  }

  /** The script of the checkout that this program was built in. */
  private static @Nullable Path launcher() throws URISyntaxException {
    CodeSource source = DemoCommand.class.getProtectionDomain().getCodeSource();
    Path at = source == null ? null : Path.of(source.getLocation().toURI());
    while (at != null && !Files.isExecutable(at.resolve("syncline"))) {
      at = at.getParent();
    }
    return at == null ? null : at.resolve("syncline");
  }
}
