package dev.syncline.cli.command;

import dev.syncline.engine.config.ConfigurationFiles;
import dev.syncline.engine.config.ConfigurationFormat;
import dev.syncline.engine.config.ConfigurationFormat.Formatted;
import dev.syncline.engine.config.Finding;
import dev.syncline.project.CommandError;
import dev.syncline.project.screen.FmtScreen;
import dev.syncline.project.screen.FmtScreen.Looked;
import dev.syncline.project.screen.FmtScreen.Outcome;
import dev.syncline.project.screen.Screen;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Formats the configuration's files. */
@Command(
    name = "fmt",
    description = {
      "Formats the configuration's files: one way of writing, all comments kept, nothing else said.",
      "Each is read before and after, and written only when both say the same."
    })
final class FmtCommand extends ProjectCommand {
  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      description = "Formats these. Default: the configuration's file, or all of its folder")
  List<Path> files = List.of();

  @Option(
      names = "--check",
      description = "Writes nothing; exit code 3 when a file is not formatted.")
  boolean check;

  @Override
  Screen perform(Session session) {
    Path here = session.console().folder();
    boolean named = !files.isEmpty();
    List<Path> all =
        named
            ? files.stream().map(f -> here.resolve(f).normalize()).toList()
            : ConfigurationFiles.of(session.places().config());
    List<Looked> looked = new ArrayList<>();
    boolean folder = !named && Files.isDirectory(session.places().config());
    for (Path file : all) {
      String text = read(file);
      String name = file.startsWith(here) ? here.relativize(file).toString() : file.toString();
      if (!folder || ConfigurationFiles.isOurs(name, text)) {
        looked.add(format(file, name, text));
      }
    }
    if (looked.isEmpty()) {
      throw CommandError.failed(
          "there is no configuration in "
              + session.places().config()
              + ". Make one with \"syncline init\", or name a file");
    }
    return new FmtScreen(looked, check);
  }

  private Looked format(Path file, String name, String text) {
    Formatted formatted = ConfigurationFormat.format(name, text);
    if (formatted.findings().stream().anyMatch(Finding::isError)) {
      return new Looked(name, Outcome.MALFORMED, 0, formatted.findings());
    } else if (!formatted.findings().isEmpty()) {
      return new Looked(name, Outcome.LEFT, 0, formatted.findings());
    } else if (formatted.text().equals(text)) {
      return new Looked(name, Outcome.SAME, 0, List.of());
    }
    if (!check) {
      write(file, formatted.text());
    }
    return new Looked(name, Outcome.CHANGED, firstChange(text, formatted.text()), List.of());
  }

  private static int firstChange(String before, String after) {
    List<String> old = before.lines().toList();
    List<String> now = after.lines().toList();
    int line = 0;
    while (line < Math.min(old.size(), now.size()) && old.get(line).equals(now.get(line))) {
      line++;
    }
    return line + 1;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw CommandError.failed(
          "there is no file " + file + ". Make one with \"syncline init\", or name another");
    } catch (CharacterCodingException e) {
      throw CommandError.failed(file + " is not text in UTF-8. Save it as UTF-8.");
    } catch (IOException e) {
      throw CommandError.failed(file + " cannot be read: " + e + ". Check its rights.");
    }
  }

  /**
   * Replaces the file at once, so that nobody reads half of it, and with the rights that it had.
   */
  private static void write(Path file, String text) {
    try {
      Path real = file.toRealPath();
      Path next = Files.createTempFile(real.getParent(), ".syncline", ".yaml.new");
      try {
        PosixFileAttributeView rights =
            Files.getFileAttributeView(real, PosixFileAttributeView.class);
        if (rights != null) {
          Files.setPosixFilePermissions(next, rights.readAttributes().permissions());
        }
        Files.writeString(next, text);
        Files.move(next, real, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(next);
      }
    } catch (IOException e) {
      throw CommandError.failed(
          file + " cannot be written: " + e + ". Check the rights of its folder.");
    }
  }
}
