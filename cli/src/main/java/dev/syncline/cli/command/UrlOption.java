package dev.syncline.cli.command;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How people reach the server, which it cannot know by itself behind a proxy or another name. */
final class UrlOption {
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
    return known.isBlank() ? otherwise.get() : known.strip().replaceFirst("/+$", "");
  }
}
