package dev.syncline.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.core.model.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Entries come back as they went in, in little room. */
class JournalCodecTest {

  @Test
  void entriesComeBack() {
    Random random = new Random(1);
    String[] operations = {"", "ab", "abc", "ABCD", "00ff", "1:x:é", "%032x".formatted(12345)};
    List<JournalEntry.Kind> kinds = List.of(JournalEntry.Kind.values());
    for (int round = 0; round < 100; round++) {
      List<JournalEntry> entries = new ArrayList<>();
      for (int i = random.nextInt(50); i > 0; i--) {
        entries.add(
            new JournalEntry(
                operations[random.nextInt(operations.length)],
                kinds.get(random.nextInt(3)),
                random.nextBoolean() ? Key.of(random.nextLong(), "x") : null,
                random.nextBoolean() ? Key.of("k" + random.nextInt()) : null,
                List.of("a", "b").subList(0, random.nextInt(3)),
                random.nextBoolean() ? new Object[] {random.nextLong(), null} : null,
                random.nextBoolean() ? new Object[] {"v" + random.nextInt(9)} : null,
                random.nextBoolean() ? "" : "applied",
                "reason " + random.nextInt(3)));
      }
      assertThat(JournalCodec.unpackIntents(JournalCodec.packIntents(entries)))
          .usingRecursiveFieldByFieldElementComparator()
          .isEqualTo(entries);
      assertThat(JournalCodec.unpackOutcomes(JournalCodec.packOutcomes(entries), List.of()))
          .usingRecursiveFieldByFieldElementComparator()
          .isEqualTo(entries);
    }
  }

  @Test
  void whatWasStoredAsIntendedIsReadFromItsIntent() {
    JournalEntry first = create("01", "Ann");
    JournalEntry second = create("02", "Bob");
    List<JournalEntry> intents = List.of(first, second);
    JournalEntry refused =
        new JournalEntry(
            "02",
            JournalEntry.Kind.CREATE,
            second.source(),
            null,
            second.columns(),
            null,
            second.after(),
            "rejected",
            "too long");
    byte[] packed =
        JournalCodec.packOutcomes(
            List.of(
                JournalEntry.asIntended(first, first.source(), Key.of(7L), "applied"), refused));
    JournalEntry stored =
        new JournalEntry(
            "01",
            JournalEntry.Kind.CREATE,
            first.source(),
            Key.of(7L),
            first.columns(),
            null,
            first.after(),
            "applied",
            first.detail());
    assertThat(JournalCodec.unpackOutcomes(packed, intents))
        .usingRecursiveFieldByFieldElementComparator()
        .isEqualTo(List.of(stored, refused));
  }

  private static JournalEntry create(String operation, String name) {
    return new JournalEntry(
        operation,
        JournalEntry.Kind.CREATE,
        Key.of(operation),
        null,
        List.of("name"),
        null,
        new Object[] {name},
        "",
        "no counterpart");
  }

  @Test
  void whatLastsTakesLessRoom() {
    List<JournalEntry> entries = new ArrayList<>();
    for (long i = 0; i < 1_000; i++) {
      entries.add(
          new JournalEntry(
              "%032x".formatted(i * 0x9E3779B97F4A7C15L),
              JournalEntry.Kind.UPDATE,
              Key.of(i),
              Key.of(i + 1_000_000),
              List.of("first_name", "last_name", "city", "email"),
              new Object[] {"Ann", "Smith", "Paris", "ann" + i + "@example.org"},
              new Object[] {"Anna", "Smith", "Paris", "ann" + i + "@example.org"},
              "applied",
              "source-wins"));
    }
    int intents = JournalCodec.packIntents(entries).length;
    int outcomes = JournalCodec.packOutcomes(entries).length;
    assertThat(intents).isLessThan(130 * 1_000);
    assertThat(outcomes).isLessThan(intents / 2);
  }
}
