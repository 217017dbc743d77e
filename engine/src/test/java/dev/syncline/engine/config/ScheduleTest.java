package dev.syncline.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.syncline.engine.config.Schedule.Every;
import dev.syncline.engine.config.Schedule.Expression;
import dev.syncline.engine.config.Schedule.Once;
import dev.syncline.engine.config.Schedule.Timing;
import dev.syncline.engine.config.Schedule.Weekly;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private static void next(Timing timing, String after, String expected) {
    assertThat(timing.next(Instant.parse(after))).contains(Instant.parse(expected));
  }

  @Test
  void everySoOften() {
    next(new Every(Duration.ofMinutes(15)), "2026-11-23T10:00:07Z", "2026-11-23T10:15:07Z");
  }

  @Test
  void atATimeOfSomeDaysWhereThatIs() {
    Weekly monday = new Weekly(Set.of(DayOfWeek.MONDAY), LocalTime.of(6, 30), BERLIN);
    next(monday, "2026-11-23T05:29:59Z", "2026-11-23T05:30:00Z");
    next(monday, "2026-11-23T05:30:00Z", "2026-11-30T05:30:00Z");
    next(monday, "2026-07-01T00:00:00Z", "2026-07-06T04:30:00Z");
  }

  @Test
  void aTimeThatClocksPassOverIsLaterAndOneThatComesTwiceIsOnce() {
    Weekly night = new Weekly(EnumSet.allOf(DayOfWeek.class), LocalTime.of(2, 30), BERLIN);
    next(night, "2026-03-28T12:00:00Z", "2026-03-29T01:30:00Z");
    next(night, "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z");
    next(night, "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
  }

  @Test
  void byAnExpression() {
    Expression weekdays = new Expression("0 6 * * 1-5", BERLIN);
    next(weekdays, "2026-11-20T06:00:00Z", "2026-11-23T05:00:00Z");
    next(
        new Expression("*/20 * * * *", ZoneOffset.UTC),
        "2026-11-20T06:00:00Z",
        "2026-11-20T06:20:00Z");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Expression("0 99 * * *", ZoneOffset.UTC));
  }

  @ParameterizedTest
  @CsvSource({
    // The clocks go forward on 29 March at 01:00Z, and back on 25 October at 01:00Z.
    "30 2 * * *,        2026-03-28T12:00:00Z, 2026-03-29T01:30:00Z",
    "30 2 * * *,        2026-03-29T01:10:00Z, 2026-03-29T01:30:00Z",
    "30 2 * * *,        2026-03-29T01:30:00Z, 2026-03-30T00:30:00Z",
    "0 2 * * *,         2026-03-28T12:00:00Z, 2026-03-29T01:00:00Z",
    "0 2 * * *,         2026-03-29T01:00:00Z, 2026-03-30T00:00:00Z",
    "'15 2,3 * * *',      2026-03-28T12:00:00Z, 2026-03-29T01:15:00Z",
    "'15 2,3 * * *',      2026-03-29T01:15:00Z, 2026-03-30T00:15:00Z",
    "30 2 * * 1,        2026-03-28T12:00:00Z, 2026-03-30T00:30:00Z",
    "'15 2,3 * * *',      2026-10-24T12:00:00Z, 2026-10-25T00:15:00Z",
    "'15 2,3 * * *',      2026-10-25T00:15:00Z, 2026-10-25T02:15:00Z",
    "30 2 * * *,        2026-10-25T00:30:00Z, 2026-10-26T01:30:00Z",
    "30 2 * * *,        2026-10-25T01:15:00Z, 2026-10-26T01:30:00Z",
    "*/10 * * * *,      2026-03-29T00:50:00Z, 2026-03-29T01:00:00Z",
    "*/10 * * * *,      2026-03-29T01:00:00Z, 2026-03-29T01:10:00Z",
    "*/10 * * * *,      2026-10-25T00:50:00Z, 2026-10-25T01:00:00Z",
    "*/10 * * * *,      2026-10-25T01:50:00Z, 2026-10-25T02:00:00Z",
    "15 * * * *,        2026-03-29T00:15:00Z, 2026-03-29T01:15:00Z",
    "15 * * * *,        2026-10-25T00:15:00Z, 2026-10-25T01:15:00Z",
    "30 */2 * * *,      2026-03-28T23:30:00Z, 2026-03-29T01:30:00Z",
    "30 */2 * * *,      2026-03-29T01:30:00Z, 2026-03-29T02:30:00Z",
    "30 */2 * * *,      2026-10-25T00:30:00Z, 2026-10-25T03:30:00Z",
  })
  void byAnExpressionWhereTheClocksChange(String fields, String after, String expected) {
    next(new Expression(fields, BERLIN), after, expected);
  }

  /** Also where one of the two times has the offset of UTC. */
  @Test
  void byAnExpressionOfTheTwoTimesTheFirst() {
    Expression night = new Expression("30 1 * * *", ZoneId.of("Europe/London"));
    next(night, "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z");
    next(night, "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
  }

  @Test
  void onceAndNeverAgain() {
    Instant at = Instant.parse("2026-12-01T05:00:00Z");
    assertThat(new Once(at).next(at.minusSeconds(1))).contains(at);
    assertThat(new Once(at).next(at)).isEmpty();
  }

  @Test
  void ofSeveralTheFirst() {
    Instant now = Instant.parse("2026-11-23T10:00:00Z");
    Schedule both =
        new Schedule(
            List.of(new Every(Duration.ofHours(2)), new Expression("30 * * * *", ZoneOffset.UTC)));
    assertThat(both.next(now)).contains(Instant.parse("2026-11-23T10:30:00Z"));
    assertThat(Schedule.MANUAL.next(now)).isEmpty();
  }
}
