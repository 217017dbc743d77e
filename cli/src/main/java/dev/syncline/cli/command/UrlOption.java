package dev.syncline.cli.command;

import dev.syncline.project.CommandError;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How people reach the server, which it cannot know by itself behind a proxy or another name. */
final class UrlOption {
  private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s/?#]+(/[^\\s?#]*)?");

  /** Where it is said once for all. */
  static final String VARIABLE = "SYNCLINE_URL";

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "How people reach the server, for links: https://sync.example.org; SYNCLINE_URL.")
  @Nullable String url;

  /** The address, without a slash at its end; nothing where nobody said it. */
  Optional<String> of(Session session) {
    return of(url == null ? session.console().environment().getOrDefault(VARIABLE, "") : url);
  }

  /**
   * An address as it is written, without a slash at its end; nothing for an empty text.
   *
   * @throws CommandError if it is none
   */
  static Optional<String> of(String known) {
    if (known.isBlank()) {
      return Optional.empty();
    }
    String address = known.strip().replaceFirst("/+$", "");
    if (!ADDRESS.matcher(address).matches()) {
      throw CommandError.usage(
          "the address of the server, \""
              + address
              + "\", is none; it begins with https:// or http:// and has no query, such as"
              + " https://sync.example.org");
    }
    return Optional.of(address);
  }
}
