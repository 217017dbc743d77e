package dev.syncline.cli.demo;

import dev.syncline.project.text.Page;
import dev.syncline.project.text.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The folder that a demo leaves.
 *
 * @param path where it is
 * @param here where the person is
 * @param launcher the command that started this; null when it is not known
 */
public record DemoFolder(Path path, Path here, @Nullable Path launcher) {
  private static final String NAME = "syncline-demo";

  /** The folder of a name, or the next that is not taken. */
  public static DemoFolder free(Path here, @Nullable Path wanted, @Nullable Path launcher) {
    Path folder = here.resolve(wanted == null ? Path.of(NAME) : wanted).normalize();
    for (int i = 2; wanted == null && Files.exists(folder); i++) {
      folder = here.resolve(NAME + "-" + i);
    }
    return new DemoFolder(folder, here, launcher);
  }

  /** The folder of a demo that was. */
  public static DemoFolder existing(Path here, @Nullable Path wanted, @Nullable Path launcher) {
    return new DemoFolder(
        here.resolve(wanted == null ? Path.of(NAME) : wanted).normalize(), here, launcher);
  }

  /** Whether a demo lives here. */
  public boolean holdsDemo() {
    return Files.exists(configuration()) || Files.exists(path.resolve("databases"));
  }

  Path configuration() {
    return path.resolve("syncline.yaml");
  }

  DemoServers start() throws IOException, SQLException {
    return DemoServers.start(path);
  }

  /** What is in the folder and how to go on playing. */
  void describe(Page page, int checked) {
    page.flow(
        "",
        Style.PLAIN,
        "All "
            + checked
            + " things said above were checked, by SQL in both systems and by the"
            + " commands' exit codes. What remains is the folder "
            + shown(path)
            + ":",
        0);
    page.line("");
    page.line("  syncline.yaml         the configuration; edit it");
    page.line("  syncline.schema.json  what may be in it, for your editor");
    page.line("  .syncline/            the state: links, journal, what is due");
    page.line("  databases/            the CRM and the shop");
    page.line("");
    page.line("To go on playing, start both servers again:");
    page.line("");
    page.line("  " + page.paint(Style.COMMAND, command(here) + " demo --resume " + shown(path)));
    page.line("");
    page.line("It says where they are, and lets you work in both systems. In another terminal:");
    page.line("");
    page.line("  " + page.paint(Style.COMMAND, "cd " + shown(path)));
    for (String command :
        new String[] {"plan", "run", "show record 387 --task customer", "verify"}) {
      page.line("  " + page.paint(Style.COMMAND, command(path) + " " + command));
    }
    page.line("");
    page.line("To be rid of it all, delete the folder.");
  }

  /** How to play with a demo that runs again. */
  void play(Page page, DemoServers servers) {
    page.line("Both servers are running, for any SQL client as well:");
    page.line("");
    page.line("  crm   " + servers.crmUrl() + "   user postgres, no password");
    page.line("  shop  " + servers.shopUrl() + "   user root, no password");
    page.line("");
    page.line("Bring them in step from another terminal:");
    page.line("");
    page.line("  " + page.paint(Style.COMMAND, "cd " + shown(path)));
    page.line("  " + page.paint(Style.COMMAND, command(path) + " plan"));
    page.line("");
    page.line("and work in them here, with crm or shop in front of each statement:");
    page.line("");
    page.line(
        "  "
            + page.paint(
                Style.COMMAND, "crm UPDATE customer SET city = 'Oslo' WHERE customer_id = 387"));
    page.line(
        "  " + page.paint(Style.COMMAND, "shop SELECT id, city, phone FROM customers LIMIT 5"));
    page.line("");
    page.line("An empty line changes nothing; Ctrl-C ends both servers.");
    page.line("");
  }

  /** The command as it is typed in a folder. */
  private String command(Path in) {
    if (launcher == null) {
      return "syncline";
    }
    Path relative = in.relativize(launcher);
    String text = relative.toString();
    return typed(
        relative.getNameCount() > 3
            ? launcher.toString()
            : text.startsWith("..") ? text : "./" + text);
  }

  private String shown(Path folder) {
    return typed(folder.startsWith(here) ? here.relativize(folder).toString() : folder.toString());
  }

  /** A path as it is typed in a shell. */
  private static String typed(String path) {
    return path.contains(" ") ? "'" + path + "'" : path;
  }

  /** What is told of a demo that was here before; nothing where there was none. */
  Optional<String> before() {
    DemoFolder first = new DemoFolder(here.resolve(NAME), here, launcher);
    return path.equals(first.path) || !first.holdsDemo()
        ? Optional.empty()
        : Optional.of(
            NAME
                + " is here already and stays as it is: this demo goes to "
                + shown(path)
                + ". To go on with the earlier one, end this with Ctrl-C and type: "
                + command(here)
                + " demo --resume");
  }
}
