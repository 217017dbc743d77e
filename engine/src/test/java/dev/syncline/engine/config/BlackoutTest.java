package dev.syncline.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlackoutTest {
  /** 2026-03-02 is a Monday. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "mon-fri 08:00-18:00 UTC | 2026-03-02T07:59:59Z | -",
        "mon-fri 08:00-18:00 UTC | 2026-03-02T08:00:00Z | 2026-03-02T18:00:00Z",
        "mon-fri 08:00-18:00 UTC | 2026-03-02T18:00:00Z | -",
        "mon-fri 08:00-18:00 UTC | 2026-03-01T12:00:00Z | -",
        "sat,sun 08:00-18:00 UTC | 2026-03-01T12:00:00Z | 2026-03-01T18:00:00Z",
        "fri-mon 08:00-18:00 UTC | 2026-03-02T12:00:00Z | 2026-03-02T18:00:00Z",
        "fri-mon 08:00-18:00 UTC | 2026-03-03T12:00:00Z | -",
        "22:00-06:00 UTC | 2026-03-02T23:00:00Z | 2026-03-03T06:00:00Z",
        "mon 22:00-06:00 UTC | 2026-03-03T05:00:00Z | 2026-03-03T06:00:00Z",
        "tue 22:00-06:00 UTC | 2026-03-03T05:00:00Z | -",
        "mon 00:00-24:00 UTC | 2026-03-02T00:00:00Z | 2026-03-03T00:00:00Z",
        "08:00-18:00 Europe/Berlin | 2026-03-02T07:00:00Z | 2026-03-02T17:00:00Z",
        "08:00-18:00 Europe/Berlin | 2026-07-06T06:00:00Z | 2026-07-06T16:00:00Z",
        "01:00-04:00 Europe/Berlin | 2026-03-29T00:30:00Z | 2026-03-29T02:00:00Z",
      })
  void holdsFromItsBeginningUntilBeforeItsEnd(String window, Instant now, Instant until) {
    assertThat(read("\"" + window + "\"").until(now)).isEqualTo(Optional.ofNullable(until));
  }

  @Test
  void windowsThatTouchAreOne() {
    Blackout blackout = read("[\"20:00-24:00 UTC\", \"00:00-02:00 UTC\", \"01:00-03:00 UTC\"]");
    assertThat(blackout.until(Instant.parse("2026-03-02T21:00:00Z")))
        .contains(Instant.parse("2026-03-03T03:00:00Z"));
  }

  @Test
  void noneIsNever() {
    assertThat(Blackout.NONE.until(Instant.EPOCH)).isEmpty();
  }

  private static Blackout read(String blackout) {
    String yaml =
        """
        version: 1
        connections:
          a: { type: sqlite, url: "jdbc:sqlite:a" }
          b: { type: sqlite, url: "jdbc:sqlite:b" }
        syncs:
          s:
            id: 1
            source: a
            target: b
            blackout: BLACKOUT
            tasks: [{ name: t, id: 1, source: x, target: y }]
        """
            .replace("BLACKOUT", blackout);
    LoadedConfiguration read =
        ConfigurationReader.read(Path.of("/srv"), "syncline.yaml", yaml, Map.of());
    assertThat(read.findings()).isEmpty();
    return read.configuration().syncs().getFirst().blackout();
  }
}
