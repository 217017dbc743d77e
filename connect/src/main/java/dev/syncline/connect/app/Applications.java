package dev.syncline.connect.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The applications that Syncline itself describes. */
public final class Applications {
  private static final List<String> NAMES = listed();

  private Applications() {}

  /** Their names, which are also types of connections. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * Reads a description and forgets it, to see that it is understood.
   *
   * @param description one of {@link #names()}, or the path of a file
   * @throws DescriptionException with the place of what is not
   */
  public static void check(String description) {
    DescriptionReader.read(description);
  }

  /**
   * The same for the description of an endpoint.
   *
   * @param description its path, or the description itself, as JSON
   */
  public static void checkEndpoint(String description) {
    DescriptionReader.endpoint(description);
  }

  private static List<String> listed() {
    try (InputStream in =
        Objects.requireNonNull(Applications.class.getResourceAsStream("applications.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
