package dev.syncline.core.value;

import static dev.syncline.core.value.Checks.PARIS;
import static dev.syncline.core.value.Checks.carries;
import static dev.syncline.core.value.Checks.differ;
import static dev.syncline.core.value.Checks.pair;
import static dev.syncline.core.value.Checks.refuses;
import static dev.syncline.core.value.Checks.same;
import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.core.Side;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimesTest {
  private static final Type.Text TEXT = Type.Text.UNBOUNDED;
  private static final Type.Date DATE = new Type.Date();

  private static Type.Timestamp local(int fraction) {
    return new Type.Timestamp(fraction, false);
  }

  private static Type.Timestamp zoned(int fraction) {
    return new Type.Timestamp(fraction, true);
  }

  private static LocalDateTime at(String text) {
    return LocalDateTime.parse(text);
  }

  private static Instant moment(String text) {
    return Instant.parse(text);
  }

  @Test
  void fractionsAreCutOffAtTheCoarserTowardsThePast() {
    TypePair milli = pair(local(6), local(3));
    assertThat(milli.common()).isEqualTo(local(3));
    carries(milli, at("2024-02-29T23:59:59.999999"), at("2024-02-29T23:59:59.999"));
    same(milli, at("2024-02-29T23:59:59.999999"), at("2024-02-29T23:59:59.999"));
    differ(milli, at("2024-02-29T23:59:59.999"), at("2024-02-29T23:59:59.998"));
    carries(pair(local(6), local(0)), at("1969-12-31T23:59:59.5"), at("1969-12-31T23:59:59"));
    carries(
        pair(zoned(6), zoned(0)), moment("1969-12-31T23:59:59.5Z"), moment("1969-12-31T23:59:59Z"));
    differ(
        pair(zoned(6), zoned(0)), moment("1969-12-31T23:59:59.5Z"), moment("1970-01-01T00:00:00Z"));
    carries(pair(local(0), local(9)), at("2024-02-29T23:59:59"), at("2024-02-29T23:59:59"));
    LocalTime time = LocalTime.of(1, 2, 3, 123_456_789);
    int[] kept = {
      0,
      100_000_000,
      120_000_000,
      123_000_000,
      123_400_000,
      123_450_000,
      123_456_000,
      123_456_700,
      123_456_780,
      123_456_789
    };
    for (int fraction = 0; fraction < kept.length; fraction++) {
      TypePair times = pair(new Type.Time(9), new Type.Time(fraction));
      carries(times, time, time.withNano(kept[fraction]));
      TypePair stamps = pair(local(9), local(fraction));
      LocalDateTime stamp = LocalDate.EPOCH.atTime(time);
      carries(stamps, stamp, stamp.withNano(kept[fraction]));
    }
  }

  @Test
  void theWholeRangeOfDatesIsCarried() {
    for (String day :
        List.of("0001-01-01", "9999-12-31", "-4713-11-24", "+294276-12-31", "1582-10-10")) {
      LocalDate date = LocalDate.parse(day);
      carries(pair(DATE, DATE), date, date);
      carries(pair(DATE, local(6)), date, date.atStartOfDay());
      carries(pair(DATE, zoned(6)), date, date.atStartOfDay().toInstant(ZoneOffset.UTC));
      carries(
          pair(local(6), zoned(6)),
          date.atStartOfDay(),
          date.atStartOfDay().toInstant(ZoneOffset.UTC));
      carries(pair(DATE, TEXT), date, day);
      carries(pair(TEXT, DATE), day, date);
    }
    differ(pair(DATE, DATE), LocalDate.EPOCH, LocalDate.EPOCH.plusDays(1));
  }

  @Test
  void javasOwnEndsOfTimeDoNotBreakComparing() {
    TypePair across = pair(zoned(6), local(6), ZoneId.of("Asia/Tokyo"));
    refuses(across, Instant.MAX, "is not a timestamp");
    refuses(across, Instant.MIN, "is not a timestamp");
    same(across, Instant.MAX, Instant.MAX);
    differ(across, Instant.MAX, LocalDateTime.MAX);
    carries(pair(local(9), local(9)), LocalDateTime.MAX, LocalDateTime.MAX);
    carries(pair(local(9), local(9)), LocalDateTime.MIN, LocalDateTime.MIN);
    refuses(pair(zoned(6), DATE, ZoneId.of("Asia/Tokyo")), Instant.MAX, "is not a date");
  }

  @Test
  void datesMeetTimestampsAsDates() {
    TypePair date = pair(local(6), DATE);
    assertThat(date.common()).isEqualTo(DATE);
    carries(date, at("2024-02-29T23:59:59.9"), LocalDate.of(2024, 2, 29));
    same(pair(DATE, local(0)), LocalDate.of(2024, 2, 29), at("2024-02-29T13:00"));
    differ(pair(DATE, local(0)), LocalDate.of(2024, 2, 29), at("2024-03-01T00:00"));
    TypePair paris = pair(zoned(6), DATE, PARIS);
    carries(paris, moment("2024-02-28T23:30:00Z"), LocalDate.of(2024, 2, 29));
    differ(paris, moment("2024-02-28T23:30:00Z"), LocalDate.of(2024, 2, 28));
    carries(pair(DATE, zoned(6), PARIS), LocalDate.of(2024, 2, 29), moment("2024-02-28T23:00:00Z"));
    // Clocks in Cairo skipped the first hour of that day.
    ZoneId cairo = ZoneId.of("Africa/Cairo");
    carries(pair(DATE, zoned(0), cairo), LocalDate.of(2023, 4, 28), moment("2023-04-27T22:00:00Z"));
  }

  @Test
  void momentsMeetLocalTimesThroughTheZone() {
    TypePair paris = pair(zoned(6), local(0), PARIS);
    assertThat(paris.common()).isEqualTo(local(0));
    carries(paris, moment("2024-07-01T10:00:00.5Z"), at("2024-07-01T12:00"));
    carries(paris, moment("2024-01-01T10:00:00Z"), at("2024-01-01T11:00"));
    differ(paris, moment("2024-07-01T10:00:00Z"), at("2024-07-01T10:00"));
    carries(
        pair(zoned(6), local(6)), moment("2024-07-01T10:00:00.5Z"), at("2024-07-01T10:00:00.5"));
    TypePair back = pair(local(6), zoned(3), PARIS);
    carries(back, at("2024-07-01T12:00:00.123456"), moment("2024-07-01T10:00:00.123Z"));
  }

  @Test
  void aLocalTimeThatClocksSkipIsNoMoment() {
    TypePair paris = pair(local(6), zoned(6), PARIS);
    refuses(
        paris,
        at("2024-03-31T02:30"),
        "does not exist in Europe/Paris",
        "from 2024-03-31T02:00 to 2024-03-31T03:00");
    same(paris, at("2024-03-31T02:30"), at("2024-03-31T02:30"));
    differ(paris, at("2024-03-31T02:30"), moment("2024-03-31T01:30:00Z"));
    carries(paris, at("2024-03-31T03:00"), moment("2024-03-31T01:00:00Z"));
    carries(pair(local(6), local(6), PARIS), at("2024-03-31T02:30"), at("2024-03-31T02:30"));
    refuses(pair(TEXT, zoned(6), PARIS), "2024-03-31T02:30:00", "does not exist in Europe/Paris");
    carries(pair(TEXT, local(6), PARIS), "2024-03-31T02:30:00", at("2024-03-31T02:30"));
  }

  @Test
  void aLocalTimeThatClocksShowTwiceIsTheFirstMoment() {
    TypePair paris = pair(local(6), zoned(6), PARIS);
    carries(paris, at("2024-10-27T02:30"), moment("2024-10-27T00:30:00Z"));
    same(paris, at("2024-10-27T02:30"), moment("2024-10-27T01:30:00Z"));
    differ(
        pair(zoned(6), zoned(6), PARIS),
        moment("2024-10-27T00:30:00Z"),
        moment("2024-10-27T01:30:00Z"));
    carries(pair(TEXT, zoned(6), PARIS), "2024-10-27 02:30", moment("2024-10-27T00:30:00Z"));
  }

  @Test
  void specialsPassBetweenDatesAndTimestampsOnly() {
    for (Special s : List.of(Special.INFINITY, Special.NEGATIVE_INFINITY, Special.ZERO_DATE)) {
      for (TypePair kind :
          List.of(
              pair(DATE, DATE),
              pair(DATE, local(6)),
              pair(zoned(6), DATE),
              pair(zoned(6), local(0)),
              pair(local(6), local(6)),
              pair(new Type.Time(0), new Type.Time(6)))) {
        carries(kind, s, s);
      }
      for (Type type : List.of(DATE, local(6), zoned(6), new Type.Time(0))) {
        refuses(
            pair(type, TEXT), s, s.toString(), "correct it at its origin", "leave the field out");
      }
      differ(pair(DATE, TEXT), s, s.toString());
    }
    for (Type type : List.of(DATE, local(6), new Type.Time(0))) {
      refuses(pair(type, type), Special.NAN, "NaN is not a");
    }
    differ(pair(DATE, DATE), Special.ZERO_DATE, null);
    refuses(pair(TEXT, DATE), "0000-00-00", "text is not a date");
    refuses(pair(TEXT, DATE), "infinity", "text is not a date");
  }

  @Test
  void datesAndTimestampsAsText() {
    for (String no :
        List.of(
            "",
            "2024-02-30",
            "2023-02-29",
            "2024-2-3",
            "29.02.2024",
            "20240229",
            "yesterday!",
            "2024-02-29x",
            "2024-02-29T00:00:00")) {
      refuses(pair(TEXT, DATE), no, "text is not a date, such as 2024-02-29");
      differ(pair(TEXT, DATE), no, LocalDate.of(2024, 2, 29));
    }
    TypePair stamp = pair(TEXT, local(3));
    carries(stamp, "2024-02-29T23:59:59", at("2024-02-29T23:59:59"));
    carries(stamp, "2024-02-29 23:59:59.123456789", at("2024-02-29T23:59:59.123"));
    carries(stamp, "2024-02-29t23:59", at("2024-02-29T23:59"));
    carries(stamp, "2024-02-29", at("2024-02-29T00:00"));
    carries(stamp, "2024-02-29T23:59:59+02:00", at("2024-02-29T21:59:59"));
    for (String no :
        List.of(
            "2024-02-29T",
            "2024-02-29T24:00:00",
            "2024-02-29T23",
            "2024-02-29T23:59:60",
            "2024-02-29T23:59:59 CET",
            "2024-02-29T 23:59:59x",
            "1709251199")) {
      refuses(stamp, no, "text is not a timestamp");
    }
    TypePair moment = pair(TEXT, zoned(6));
    for (String text :
        List.of(
            "2024-02-29T10:00:00Z",
            "2024-02-29 10:00:00z",
            "2024-02-29T12:00:00+02:00",
            "2024-02-29 12:00:00+02",
            "2024-02-29 12:00:00+0200",
            "2024-02-29T10:00",
            "2024-02-29T04:15:00-05:45")) {
      carries(moment, text, moment("2024-02-29T10:00:00Z"));
    }
    carries(pair(local(6), TEXT), at("2024-02-29T10:00"), "2024-02-29T10:00:00");
    carries(pair(local(6), TEXT), at("2024-02-29T10:00:00.12"), "2024-02-29T10:00:00.12");
    carries(pair(zoned(6), TEXT, PARIS), moment("2024-02-29T10:00:00Z"), "2024-02-29T10:00:00Z");
    refuses(
        pair(local(6), new Type.Text(10, 0, false)),
        at("2024-02-29T10:00"),
        "max 10 characters, was 19");
    carries(pair(new Type.Text(12, 0, true), DATE), "2024-02-29  ", LocalDate.of(2024, 2, 29));
    same(pair(local(0), TEXT), at("2024-02-29T10:00"), "2024-02-29 10:00:00.999");
  }

  @Test
  void timesAndDurations() {
    Type.Time time = new Type.Time(6);
    carries(pair(time, time), LocalTime.MIDNIGHT, LocalTime.MIDNIGHT);
    carries(pair(time, time), Duration.ofHours(-838), Duration.ofHours(-838));
    same(pair(time, time), LocalTime.of(10, 0), Duration.ofHours(10));
    differ(pair(time, time), Duration.ofHours(24), LocalTime.MIDNIGHT);
    carries(pair(time, new Type.Time(0)), Duration.ofMillis(-1500), Duration.ofSeconds(-2));
    differ(pair(time, time), LocalTime.of(10, 0), LocalTime.of(10, 0, 0, 1000));
    Object[][] texts = {
      {LocalTime.of(1, 2, 3), "01:02:03"},
      {LocalTime.of(1, 2), "01:02:00"},
      {LocalTime.of(23, 59, 59, 120_000_000), "23:59:59.12"},
      {Duration.ofHours(24), "24:00:00"},
      {Duration.ofHours(838).plusMinutes(59).plusSeconds(59), "838:59:59"},
      {Duration.ofHours(-10), "-10:00:00"},
      {Duration.ofHours(-1).minusMillis(500), "-01:00:00.5"},
    };
    for (Object[] text : texts) {
      carries(pair(time, TEXT), text[0], text[1]);
      carries(pair(TEXT, time), text[1], text[0]);
    }
    carries(pair(TEXT, time), "1:02", LocalTime.of(1, 2));
    carries(pair(TEXT, time), "-00:00", LocalTime.MIDNIGHT);
    carries(pair(TEXT, time), "23:59:59.999999", LocalTime.of(23, 59, 59, 999_999_000));
    for (String no :
        List.of(
            "",
            "12",
            "12:60",
            "12:00:60",
            "12:5",
            "noon",
            "12:00:00.",
            "+12:00",
            "1234567:00",
            "12:00Z")) {
      refuses(pair(TEXT, time), no, "text is not a time, such as 23:59:59");
    }
  }

  @Test
  void aZoneIsPartOfTheNameOnlyWhereItMatters() {
    assertThat(pair(local(3), local(6), PARIS).name()).isEqualTo("timestamp(3)");
    assertThat(pair(zoned(3), zoned(6), PARIS).name()).isEqualTo("timestamp(3) zoned");
    assertThat(pair(zoned(3), local(6), PARIS).name()).isEqualTo("timestamp(3) in Europe/Paris");
    assertThat(pair(TEXT, local(6), PARIS).name()).isEqualTo("timestamp(6) in Europe/Paris");
    assertThat(pair(TEXT, zoned(6), PARIS).name()).isEqualTo("timestamp(6) zoned in Europe/Paris");
    assertThat(pair(zoned(6), local(6), ZoneId.of("UTC")).name())
        .isEqualTo(pair(zoned(6), local(6), ZoneOffset.UTC).name());
    assertThat(pair(DATE, DATE, PARIS).name()).isEqualTo("date");
    assertThat(pair(DATE, local(6), PARIS).name()).isEqualTo("date");
    assertThat(pair(DATE, zoned(6), PARIS).name()).isEqualTo("date in Europe/Paris");
    assertThat(pair(zoned(6), DATE, PARIS).name()).isEqualTo("date in Europe/Paris");
  }

  @Test
  void comparingALocalTimeAllocatesNoObjectButGivesTheSameBytesAsReadingIt() {
    TypePair paris = pair(zoned(6), local(3), PARIS);
    for (long second :
        new long[] {0, -1, 1_711_846_800L, 1_711_846_799L, -62_135_596_800L, 253_402_300_799L}) {
      Instant moment = Instant.ofEpochSecond(second, 999_999_999);
      LocalDateTime local = LocalDateTime.ofInstant(moment, PARIS);
      assertThat(Checks.hex(paris, Side.SOURCE, moment))
          .isEqualTo(Checks.hex(paris, Side.TARGET, local));
    }
  }
}
