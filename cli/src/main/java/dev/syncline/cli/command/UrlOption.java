package dev.syncline.cli.command;

import dev.syncline.project.CommandError;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How people reach the server, which it cannot know by itself behind a proxy or another name. */
final class UrlOption {
  private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s/?#]+(/[^\\s?#]*)?");

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "How people reach the server, for links: https://sync.example.org; SYNCLINE_URL.")
  @Nullable String url;

  /** The address, without a slash at its end. */
  String of(Session session, Supplier<String> otherwise) {
    String known =
        url == null ? session.console().environment().getOrDefault("SYNCLINE_URL", "") : url;
    if (known.isBlank()) {
      return otherwise.get();
    }
    String address = known.strip().replaceFirst("/+$", "");
    if (!ADDRESS.matcher(address).matches()) {
      throw CommandError.usage(
          "the address of the server, \""
              + address
              + "\", is none; it begins with https:// or http:// and has no query, such as"
              + " https://sync.example.org");
    }
    return address;
  }
}
