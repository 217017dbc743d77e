package dev.syncline.engine.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The JSON Schema of the configuration, by which editors complete and check it. It lies beside the
 * configuration, so that it is the one of the version in use and needs no network.
 */
public final class ConfigurationSchema {
  /** The name of its file. */
  public static final String FILE = "syncline.schema.json";

  /** The first line of a configuration, which tells editors where it is. */
  public static final String MODELINE = "# yaml-language-server: $schema=" + FILE;

  private ConfigurationSchema() {}

  /** Its text. */
  public static String text() {
    try (InputStream in =
        Objects.requireNonNull(ConfigurationSchema.class.getResourceAsStream(FILE))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The keys that a block may hold, in the order in which they are best written.
   *
   * @param definition the block's name in the schema, such as {@code connection} or {@code sync}
   */
  public static List<String> keys(String definition) {
    return Vocabulary.valueOf(definition.toUpperCase(Locale.ROOT)).keys();
  }
}
