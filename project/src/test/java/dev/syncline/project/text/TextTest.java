package dev.syncline.project.text;

import static dev.syncline.project.text.Table.cell;
import static dev.syncline.project.text.Table.number;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Words, widths, values and tables as they stand on a terminal. */
class TextTest {

  @Test
  void countsInWords() {
    assertThat(Words.number(0)).isEqualTo("0");
    assertThat(Words.number(999)).isEqualTo("999");
    assertThat(Words.number(1_234_567)).isEqualTo("1,234,567");
    assertThat(Words.number(-1_234)).isEqualTo("-1,234");
    assertThat(Words.number(-123)).isEqualTo("-123");
    assertThat(Words.count(1, "record")).isEqualTo("1 record");
    assertThat(Words.count(0, "record")).isEqualTo("0 records");
    assertThat(Words.count(2, "entry")).isEqualTo("2 entries");
    assertThat(Words.count(2, "day")).isEqualTo("2 days");
    assertThat(Words.count(2, "match")).isEqualTo("2 matches");
  }

  @Test
  void tellsTimes() {
    assertThat(Words.duration(85)).isEqualTo("85 ms");
    assertThat(Words.duration(4_120)).isEqualTo("4.1 s");
    assertThat(Words.duration(59_949)).isEqualTo("59.9 s");
    assertThat(Words.duration(59_960)).isEqualTo("1 min");
    assertThat(Words.duration(200_000)).isEqualTo("3 min 20 s");
    assertThat(Words.duration(7_500_000)).isEqualTo("2 h 5 min");
    assertThat(Words.duration(300_000_000)).isEqualTo("3 days");
    assertThat(Words.ago(1_000, 1_500)).isEqualTo("just now");
    assertThat(Words.ago(1_000, 13_700)).isEqualTo("12 s ago");
    assertThat(Words.moment(0, ZoneOffset.UTC)).isEqualTo("1970-01-01 00:00:00");
    assertThat(Words.rate(240_000, 1_000)).isEqualTo("240,000/s");
    assertThat(Words.rate(1, 0)).isEqualTo("1,000/s");
  }

  @Test
  void listsThings() {
    assertThat(Words.list(List.of())).isEmpty();
    assertThat(Words.list(List.of("a"))).isEqualTo("a");
    assertThat(Words.list(List.of("a", "b", "c"))).isEqualTo("a, b and c");
  }

  @Test
  void knowsHowWideCharactersAre() {
    assertThat(Width.of("abc")).isEqualTo(3);
    assertThat(Width.of("東京")).isEqualTo(4);
    assertThat(Width.of("e\u0301")).isEqualTo(1);
    assertThat(Width.of("🎉")).isEqualTo(2);
    assertThat(Width.cut("abcdef", 4)).isEqualTo("abc…");
    assertThat(Width.cut("東京都", 4)).isEqualTo("東…");
    assertThat(Width.cut("abc", 3)).isEqualTo("abc");
  }

  @Test
  void showsValuesThatCannotSteerTheTerminal() {
    assertThat(Shown.value(null, 20)).isEqualTo("null");
    assertThat(Shown.value("", 20)).isEqualTo("\"\"");
    assertThat(Shown.value("null", 20)).isEqualTo("\"null\"");
    assertThat(Shown.value(" a", 20)).isEqualTo("\" a\"");
    assertThat(Shown.value("a\nb\u001b[2J", 20)).isEqualTo("\"a\\nb\\u001b[2J\"");
    assertThat(Shown.value("a\u202eb", 20)).isEqualTo("\"a\\u202eb\"");
    assertThat(Shown.value(42L, 20)).isEqualTo("42");
    assertThat(Shown.value(new byte[] {1, (byte) 255}, 20)).isEqualTo("0x01ff");
    assertThat(Shown.value(new byte[100], 40)).isEqualTo("0x0000000000000000… (100 bytes)");
    assertThat(Shown.value("x".repeat(1_000), 40))
        .endsWith("… (1,000 characters)")
        .hasSizeLessThan(42);
  }

  @Test
  void alignsTablesAndFitsThemIntoThePage() {
    Page page = new Page(false, 34);
    new Table()
        .left("name")
        .right("rows")
        .left("why")
        .row(cell("short"), number(1_234), cell("for a reason that takes room"))
        .row(cell("東京"), number(0), cell(""))
        .write(page);
    assertThat(page.toString())
        .isEqualTo(
            """
            name    rows  why
            short  1,234  for a reason that t…
            東京       ·
            """);
    assertThat(page.toString().lines()).allMatch(l -> Width.of(l) <= 34);
  }

  @Test
  void breaksLinesBetweenWords() {
    Page page = new Page(false, 30);
    page.flow("- ", Style.PLAIN, "one two three four five six seven eight", 4);
    assertThat(page.toString()).isEqualTo("- one two three four five six\n    seven eight\n");
  }

  @Test
  void coloursOnlyWhenAsked() {
    assertThat(new Page(true, 80).paint(Style.BAD, "x")).isEqualTo("\u001b[31mx\u001b[0m");
    assertThat(new Page(false, 80).paint(Style.BAD, "x")).isEqualTo("x");
  }
}
