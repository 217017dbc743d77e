package dev.syncline.cli;

import dev.syncline.cli.command.Interrupt;
import dev.syncline.project.text.Console;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls the command line as a person would, in a folder, and keeps what it said. */
final class Shell {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  final Path folder;
  final Map<String, String> environment = new HashMap<>();
  final Interrupt interrupt = new Interrupt();

  /** The clock goes on by a second whenever it is looked at; set it to travel. */
  long now = 1_700_000_000_000L;

  /** How wide the terminal is. */
  int width = 100;

  private boolean terminal;
  private boolean colour;
  private String answers = "";

  Shell(Path folder) {
    this.folder = folder;
  }

  /** Another terminal with the environment and the clock of one. */
  Shell(Path folder, Shell like) {
    this(folder);
    environment.putAll(like.environment);
    now = like.now;
  }

  /** What a call said. */
  record Said(int exit, String out, String err) {
    /** The result as JSON. */
    JsonNode json() {
      return JSON.readTree(out);
    }

    /** The result of the only sync. */
    JsonNode sync() {
      return json().get("syncs").get(0);
    }

    @Override
    public String toString() {
      return "exit " + exit + "\n" + out + err;
    }
  }

  /** A person sits there and answers. */
  Shell answering(String... lines) {
    terminal = true;
    answers = String.join("\n", lines) + "\n";
    return this;
  }

  /** On a terminal, with colours. */
  Shell coloured() {
    terminal = true;
    colour = true;
    return this;
  }

  Said call(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Map<String, String> variables = new HashMap<>(environment);
    if (!colour) {
      variables.put("NO_COLOR", "1");
    }
    Console console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            new BufferedReader(new StringReader(answers)),
            terminal,
            terminal,
            terminal,
            width,
            variables,
            folder,
            ZoneOffset.UTC,
            () -> now += 1_000);
    int exit = Main.run(console, interrupt, args);
    return new Said(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Writes a file into the folder. */
  void file(String name, String text) {
    try {
      Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String read(String name) {
    try {
      return Files.readString(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
