package dev.syncline.engine.config;

import dev.syncline.core.Nearest;
import dev.syncline.engine.config.Schedule.After;
import dev.syncline.engine.config.Schedule.Every;
import dev.syncline.engine.config.Schedule.Expression;
import dev.syncline.engine.config.Schedule.Once;
import dev.syncline.engine.config.Schedule.Timing;
import dev.syncline.engine.config.Schedule.Told;
import dev.syncline.engine.config.Schedule.Weekly;
import dev.syncline.engine.config.YamlNode.Scalar;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code schedule}: {@code every 15m}, {@code mon-fri 06:30 Europe/Berlin}, one or a list.
 */
final class ScheduleReader {
  private static final String EXAMPLES =
      "\"every 15m\", \"mon-fri 06:30 Europe/Berlin\", \"cron 0 6 * * 1-5 UTC\","
          + " \"once 2026-12-01T06:00+01:00\", \"after orders\", \"dbt-cloud 12345\" or"
          + " \"fivetran connection_id\"";
  private static final Pattern WEEKLY =
      Pattern.compile("(?:(" + Days.PATTERN + ")\\s+)?(\\d\\d:\\d\\d)\\s+(\\S+)");
  private static final Pattern CRON = Pattern.compile("cron\\s+((?:\\S+\\s+){4}\\S+)\\s+(\\S+)");
  private static final Duration SHORTEST = Duration.ofSeconds(10);

  private final Findings findings;

  ScheduleReader(Findings findings) {
    this.findings = findings;
  }

  Schedule read(Block sync) {
    List<Timing> timings = new ArrayList<>();
    for (YamlNode item : sync.items("schedule", true)) {
      timing(sync, item).ifPresent(timings::add);
    }
    return timings.isEmpty() ? Schedule.MANUAL : new Schedule(timings);
  }

  private Optional<Timing> timing(Block sync, YamlNode item) {
    String text = item instanceof Scalar s ? s.text().strip() : "";
    String[] words = text.split("\\s+", 2);
    String rest = words.length < 2 ? "" : words[1].strip();
    return switch (words[0]) {
      case "every" -> every(sync, item, rest);
      case "cron" -> cron(sync, item, text);
      case "once" -> once(sync, item, rest);
      case "after" ->
          rest.isEmpty()
              ? wrong(sync, item, "the name of a sync after \"after\"", "")
              : Optional.of(new After(new Name(item.at(), rest)));
      case "dbt-cloud" ->
          rest.matches("\\d+")
              ? Optional.of(new Told(Told.Service.DBT_CLOUD, rest))
              : wrong(sync, item, "the number of a job after \"dbt-cloud\"", "");
      case "fivetran" ->
          rest.matches("\\w+")
              ? Optional.of(new Told(Told.Service.FIVETRAN, rest))
              : wrong(sync, item, "the id of a connection after \"fivetran\"", "");
      default -> weekly(sync, item, text);
    };
  }

  private Optional<Timing> every(Block sync, YamlNode item, String text) {
    Optional<Duration> period = Amounts.duration(text);
    if (period.isEmpty() || period.get().compareTo(SHORTEST) < 0) {
      return wrong(
          sync,
          item,
          "a time of at least 10s after \"every\", such as 15m",
          "A sync that is to follow at once is kept live: syncline run --watch.");
    }
    return Optional.of(new Every(period.get()));
  }

  private Optional<Timing> cron(Block sync, YamlNode item, String text) {
    Matcher m = CRON.matcher(text);
    if (!m.matches()) {
      return wrong(
          sync,
          item,
          "five fields and a time zone after \"cron\", like \"cron 0 6 * * 1-5 UTC\"",
          "");
    }
    try {
      return Optional.of(new Expression(m.group(1).replaceAll("\\s+", " "), ZoneId.of(m.group(2))));
    } catch (DateTimeException e) {
      return wrong(sync, item, "a time zone, not \"" + m.group(2) + "\"", near(m.group(2)));
    } catch (IllegalArgumentException e) {
      return wrong(sync, item, "a cron expression: " + e.getMessage(), "");
    }
  }

  private Optional<Timing> once(Block sync, YamlNode item, String text) {
    try {
      return Optional.of(new Once(OffsetDateTime.parse(text).toInstant()));
    } catch (DateTimeException e) {
      return wrong(
          sync,
          item,
          "a date, a time and an offset after \"once\"",
          isLocal(text)
              ? "Where is it that time? Add the offset, such as \""
                  + text
                  + "+01:00\", or Z for UTC: \""
                  + text
                  + "Z\"."
              : "Such as 2026-12-01T06:00+01:00.");
    }
  }

  private static boolean isLocal(String text) {
    try {
      return LocalDateTime.parse(text).isBefore(LocalDateTime.MAX);
    } catch (DateTimeException e) {
      return false;
    }
  }

  private Optional<Timing> weekly(Block sync, YamlNode item, String text) {
    Matcher m = WEEKLY.matcher(text);
    if (!m.matches()) {
      return wrong(sync, item, "one of " + EXAMPLES, "");
    }
    Optional<Set<DayOfWeek>> days = Days.parse(m.group(1));
    if (days.isEmpty()) {
      return wrong(
          sync, item, "for days like mon-fri or sat,sun, not \"" + m.group(1) + "\"", Days.REMEDY);
    }
    try {
      return Optional.of(
          new Weekly(days.get(), LocalTime.parse(m.group(2)), ZoneId.of(m.group(3))));
    } catch (DateTimeException e) {
      return wrong(
          sync, item, "a time of day and a time zone, not \"" + text + "\"", near(m.group(3)));
    }
  }

  private static String near(String zone) {
    return Nearest.to(zone, ZoneId.getAvailableZoneIds())
        .filter(z -> !z.equals(zone))
        .map(z -> "Did you mean \"" + z + "\"?")
        .orElse("");
  }

  private Optional<Timing> wrong(Block sync, YamlNode at, String expected, String remedy) {
    findings.error(
        at.at(), "a time of \"schedule\" in " + sync.place() + " must be " + expected, remedy);
    return Optional.empty();
  }
}
