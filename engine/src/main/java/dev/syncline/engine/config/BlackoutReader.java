package dev.syncline.engine.config;

import dev.syncline.core.Nearest;
import dev.syncline.engine.config.Blackout.Window;
import dev.syncline.engine.config.YamlNode.Scalar;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code blackout}: {@code mon-fri 08:00-18:00 Europe/Berlin}, one or a list. */
final class BlackoutReader {
  private static final String EXAMPLE = "\"mon-fri 08:00-18:00 Europe/Berlin\"";
  private static final Pattern WINDOW =
      Pattern.compile(
          "(?:(" + Days.PATTERN + ")\\s+)?(\\d\\d:\\d\\d)\\s*-\\s*(\\d\\d:\\d\\d)\\s+(\\S+)");

  private final Findings findings;

  BlackoutReader(Findings findings) {
    this.findings = findings;
  }

  Blackout read(Block sync) {
    List<Window> windows = new ArrayList<>();
    for (YamlNode item : sync.items("blackout", true)) {
      window(sync, item).ifPresent(windows::add);
    }
    Blackout blackout = new Blackout(windows);
    if (blackout.isEndless()) {
      findings.error(
          sync.at("blackout"),
          "the blackout of " + sync.place() + " leaves no moment of the week in which it could run",
          "Leave some time out.");
    }
    return blackout;
  }

  private Optional<Window> window(Block sync, YamlNode item) {
    Matcher m = WINDOW.matcher(item instanceof Scalar s ? s.text().strip() : "");
    if (!m.matches()) {
      return wrong(sync, item, "like " + EXAMPLE, "Days may be left out: then it is every day.");
    }
    Optional<Set<DayOfWeek>> days = Days.parse(m.group(1));
    if (days.isEmpty()) {
      return wrong(
          sync, item, "for days like mon-fri or sat,sun, not \"" + m.group(1) + "\"", Days.REMEDY);
    }
    try {
      return Optional.of(
          new Window(days.get(), time(m.group(2)), time(m.group(3)), zone(m.group(4))));
    } catch (DateTimeException e) {
      return wrong(
          sync,
          item,
          "a time of day and a time zone like " + EXAMPLE + ", not \"" + m.group() + "\"",
          Nearest.to(m.group(4), ZoneId.getAvailableZoneIds())
              .filter(z -> !z.equals(m.group(4)))
              .map(z -> "Did you mean \"" + z + "\"?")
              .orElse(""));
    }
  }

  private Optional<Window> wrong(Block sync, YamlNode at, String expected, String remedy) {
    findings.error(
        at.at(), "a window of \"blackout\" in " + sync.place() + " must be " + expected, remedy);
    return Optional.empty();
  }

  /** Midnight ends a day as well as it begins one. */
  private static LocalTime time(String text) {
    return LocalTime.parse(text.equals("24:00") ? "00:00" : text);
  }

  private static ZoneId zone(String name) {
    return ZoneId.of(name);
  }
}
