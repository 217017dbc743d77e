package dev.syncline.connect.app;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A length of time, written like {@code 250ms}, {@code 5s} or {@code 2m}.
 *
 * @param length how long
 */
record Span(Duration length) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h)");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Span of(String text) {
    Matcher m = TEXT.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException("\"" + text + "\" is no length of time; write it like 5s");
    }
    long n = Long.parseLong(m.group(1));
    return new Span(
        switch (m.group(2)) {
          case "ms" -> Duration.ofMillis(n);
          case "s" -> Duration.ofSeconds(n);
          case "m" -> Duration.ofMinutes(n);
          default -> Duration.ofHours(n);
        });
  }
}
