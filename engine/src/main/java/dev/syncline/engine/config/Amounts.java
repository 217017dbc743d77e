package dev.syncline.engine.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations, sizes and shares as people write them: {@code 5s}, {@code 16MB}, {@code 20%}. */
public final class Amounts {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})\\s*([kKMG]?)i?B");
  private static final Pattern SHARE =
      Pattern.compile("(100(?:\\.0{1,4})?|\\d{1,2}(?:\\.\\d{1,4})?)\\s*%");

  private Amounts() {}

  /** A duration such as {@code 7d}; empty where the text is none. */
  public static Optional<Duration> duration(String text) {
    Matcher m = DURATION.matcher(text);
    if (!m.matches()) {
      return Optional.empty();
    }
    long n = Long.parseLong(m.group(1));
    return Optional.of(
        switch (m.group(2)) {
          case "ms" -> Duration.ofMillis(n);
          case "s" -> Duration.ofSeconds(n);
          case "m" -> Duration.ofMinutes(n);
          case "h" -> Duration.ofHours(n);
          default -> Duration.ofDays(n);
        });
  }

  /** Bytes; a kilobyte is 1024 of them. */
  static Optional<Long> size(String text) {
    Matcher m = SIZE.matcher(text);
    if (!m.matches()) {
      return Optional.empty();
    }
    int shift =
        switch (m.group(2)) {
          case "" -> 0;
          case "k", "K" -> 10;
          case "M" -> 20;
          default -> 30;
        };
    return Optional.of(Long.parseLong(m.group(1)) << shift);
  }

  /** A share of the whole, from 0 to 1, written in per cent. */
  static Optional<Double> share(String text) {
    Matcher m = SHARE.matcher(text);
    return m.matches()
        ? Optional.of(new BigDecimal(m.group(1)).movePointLeft(2).doubleValue())
        : Optional.empty();
  }
}
