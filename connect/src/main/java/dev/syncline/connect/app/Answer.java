package dev.syncline.connect.app;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What an application answered.
 *
 * @param status the HTTP status
 * @param body its JSON; null where it is none
 * @param text the beginning of what it says instead
 */
record Answer(int status, HttpHeaders headers, @Nullable JsonNode body, String text) {
  private static final Pattern NEXT = Pattern.compile("<([^>]*)>\\s*;[^,]*rel=\"?next\"?");

  boolean isSuccess() {
    return status / 100 == 2;
  }

  /** What is in the answer; a missing node where it has no body. */
  JsonNode json() {
    return body == null ? Json.NODES.missingNode() : body;
  }

  /** When it was given, by the application's clock; empty where it does not say. */
  Optional<Instant> date() {
    try {
      return headers
          .firstValue("Date")
          .map(
              d ->
                  ZonedDateTime.parse(d.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** How long the answer asks to wait; empty where it does not. */
  Optional<Duration> retryAfter(Instant now) {
    return headers.firstValue("Retry-After").flatMap(text -> wait(text.strip(), now));
  }

  private static Optional<Duration> wait(String text, Instant now) {
    if (text.matches("\\d{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
    }
    try {
      Instant then = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(then.isAfter(now) ? Duration.between(now, then) : Duration.ZERO);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** The next page's URL, from the Link header. */
  Optional<String> nextLink() {
    return headers.allValues("Link").stream()
        .map(NEXT::matcher)
        .filter(Matcher::find)
        .map(m -> m.group(1))
        .findFirst();
  }
}
