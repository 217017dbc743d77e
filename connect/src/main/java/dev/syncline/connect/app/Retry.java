package dev.syncline.connect.app;

import java.util.Set;

/**
 * When a request is sent again by itself: when the application says that it did not act on it, or
 * was not reached. It waits as long as the answer asks for, else twice as long each time.
 *
 * @param status answers that say so; such a request was never acted on
 * @param attempts how often a request is sent at most
 * @param first the first wait, where the answer asks for none
 * @param longest the longest wait; an answer that asks for more is handed on instead
 */
record Retry(Set<Integer> status, int attempts, Span first, Span longest) {
  static final Retry DEFAULT = new Retry(Set.of(429, 503), 8, Span.of("500ms"), Span.of("60s"));

  Retry {
    status = status == null ? Set.of(429, 503) : Set.copyOf(status);
    attempts = attempts == 0 ? 8 : attempts;
    first = first == null ? Span.of("500ms") : first;
    longest = longest == null ? Span.of("60s") : longest;
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts must be at least 1");
    }
  }
}
