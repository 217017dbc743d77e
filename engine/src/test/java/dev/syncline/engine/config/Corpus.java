package dev.syncline.engine.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Snippets of configuration with what is to be said about them. A file of them reads
 *
 * <pre>
 * === what is special about it
 * yaml
 * ---
 * findings, one per line
 * </pre>
 *
 * <p>A title that ends in {@code (schema: fine)} marks a mistake that a JSON Schema cannot see.
 */
final class Corpus {
  static final Map<String, String> ENVIRONMENT = Map.of("CRM_PASSWORD", "hunter2", "EMPTY", "");

  private Corpus() {}

  record Case(String title, String yaml, List<String> findings) {
    boolean schemaCanTell() {
      return !title.endsWith("(schema: fine)");
    }

    LoadedConfiguration read() {
      return ConfigurationReader.read(Path.of("/srv/syncline"), "syncline.yaml", yaml, ENVIRONMENT);
    }

    @Override
    public String toString() {
      return title;
    }
  }

  static List<Case> read(String name) {
    List<Case> cases = new ArrayList<>();
    for (String part : resource(name).split("(?m)^=== ")) {
      if (part.isBlank() || cases.isEmpty() && part.startsWith("#")) {
        continue;
      }
      String title = part.substring(0, part.indexOf('\n'));
      String[] halves = part.substring(part.indexOf('\n') + 1).split("(?m)^---\n", -1);
      List<String> findings =
          halves.length < 2 ? List.of() : halves[1].lines().filter(l -> !l.isBlank()).toList();
      cases.add(new Case(title, halves[0], findings));
    }
    return cases;
  }

  static String resource(String name) {
    try (InputStream in = Corpus.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
