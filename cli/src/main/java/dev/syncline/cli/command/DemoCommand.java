package dev.syncline.cli.command;

import dev.syncline.cli.Main;
import dev.syncline.cli.demo.Demo;
import dev.syncline.cli.text.Console;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the product on two databases of its own. */
@Command(
    name = "demo",
    description = "Shows everything on two embedded databases, and leaves them to play with.")
final class DemoCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where it leaves everything. Default: ./syncline-demo, or the next free name")
  @Nullable Path dir;

  @Option(names = "--seed", defaultValue = "7", description = "Seed of the generated store.")
  long seed;

  @Option(names = "--resume", description = "Starts the databases of an earlier demo again.")
  boolean resume;

  @Override
  public Integer call() throws Exception {
    Console console = ((SynclineCommand) spec.root().userObject()).session().console();
    if (resume) {
      Demo.resume(console.folder().resolve(dir == null ? Path.of("syncline-demo") : dir).normalize(), console.out());
      return 0;
    }
    Path folder = dir == null ? free(console.folder()) : console.folder().resolve(dir).normalize();
    if (Files.exists(folder.resolve("syncline.yaml"))) {
      console.err().println("syncline: " + folder + " holds a demo already. Name another with --dir, or go on with --resume.");
      return 2;
    }
    Console inside =
        new Console(
            console.out(), console.err(), console.in(), false, console.terminalOut(),
            console.terminalErr(), console.width(), console.environment(), folder, console.zone(),
            console.clock());
    Demo demo =
        new Demo(
            folder, seed, console.out(), console.terminalOut(),
            args -> Main.run(inside, new Interrupt(), args));
    return demo.perform() ? 0 : 1;
  }

  private static Path free(Path parent) {
    Path folder = parent.resolve("syncline-demo");
    for (int i = 2; Files.exists(folder.resolve("syncline.yaml")); i++) {
      folder = parent.resolve("syncline-demo-" + i);
    }
    return folder;
  }
}
