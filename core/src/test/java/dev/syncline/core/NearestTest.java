package dev.syncline.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  private static final List<String> KEYS = List.of("fields", "match", "first-sync", "id");

  @ParameterizedTest
  @CsvSource({
    "filds, fields",
    "feilds, fields",
    "Fields, fields",
    "mtach, match",
    "first_sync, first-sync",
    "firstsync, first-sync",
    "di, id",
    "public.match, match",
    "name,",
    "x,",
  })
  void findsWhatWasMeant(String typed, String meant) {
    assertThat(Nearest.to(typed, KEYS).orElse(null)).isEqualTo(meant);
  }

  @ParameterizedTest
  @CsvSource({"'', '', 0", "abc, '', 3", "abc, abd, 1", "abc, acb, 1", "abcd, badc, 2"})
  void countsEdits(String one, String other, int distance) {
    assertThat(Nearest.distance(one, other)).isEqualTo(distance);
    assertThat(Nearest.distance(other, one)).isEqualTo(distance);
  }
}
