package dev.syncline.engine.config;

import dev.syncline.engine.config.YamlNode.Mapping;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which files a configuration consists of: one, or those in a folder that hold any of it. In a
 * folder, what is somebody else's is left alone.
 */
public final class ConfigurationFiles {
  private static final Set<String> OURS =
      Set.of(
          "connections",
          "models",
          "environments",
          "syncs",
          "sequences",
          "mappings",
          "journal",
          "sync-log",
          "mail",
          "notify",
          "state");

  private ConfigurationFiles() {}

  /**
   * The files that may hold some of it, in alphabetical order: the file itself, or all {@code
   * *.yaml} and {@code *.yml} of the folder.
   */
  public static List<Path> of(Path config) {
    if (!Files.isDirectory(config)) {
      return List.of(config);
    }
    try (Stream<Path> all = Files.list(config)) {
      return all.filter(f -> f.toString().endsWith(".yaml") || f.toString().endsWith(".yml"))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + config, e);
    }
  }

  /** Whether the text of a file in a folder is a configuration's; what is malformed may be. */
  public static boolean isOurs(String file, String text) {
    return YamlText.parse(file, text, new Findings()).map(root -> isOurs(root)).orElse(true);
  }

  static boolean isOurs(YamlNode root) {
    return root instanceof Mapping m && m.entries().stream().anyMatch(e -> OURS.contains(e.key()));
  }
}
