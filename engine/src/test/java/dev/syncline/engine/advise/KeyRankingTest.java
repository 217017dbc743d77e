package dev.syncline.engine.advise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.Connector;
import dev.syncline.connect.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of several unique keys is proposed, and in which order the others follow. */
class KeyRankingTest {
  @TempDir Path folder;
  private TestDatabase left;
  private TestDatabase right;

  @BeforeEach
  void create() {
    left = Systems.SQLITE.create(folder, "left");
    right = Systems.SQLITE.create(folder, "right");
  }

  /** Each price once on each side, but for one region here and mostly for another one there. */
  @Test
  void aSharedPrimaryKeyIsNotBeatenByWhatNobodyKeepsUnique() throws SQLException {
    List<Object[]> here = new ArrayList<>();
    List<Object[]> there = new ArrayList<>();
    for (int i = 0; i < 90; i++) {
      here.add(new Object[] {"SKU" + i, "DE", "2024-01-01", i});
      there.add(new Object[] {"SKU" + i, i % 3 == 0 ? "DE" : "FR", "2024-01-01", i});
    }
    String price =
        "CREATE TABLE price (sku text NOT NULL, region text NOT NULL, valid_from text NOT NULL,"
            + " amount integer, PRIMARY KEY (sku, region, valid_from))";
    fill(price, "price", "sku, region, valid_from, amount", here, there);

    List<KeyAdvice> keys = advise().keys();
    assertThat(names(keys.getFirst())).containsExactly("sku", "region", "valid_from");
    assertThat(keys.getFirst().links()).isEqualTo(30);
    assertThat(keys.stream().skip(1).map(KeyAdvice::links)).contains(90L);
  }

  /** As many as two of a title, so that it links more; the code is each record's own. */
  @Test
  void whatIsUniqueInTheDataComesBeforeWhatIsNot() throws SQLException {
    List<Object[]> here = new ArrayList<>();
    List<Object[]> there = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      here.add(new Object[] {"c" + i, "title " + (i == 99 ? 98 : i)});
      there.add(new Object[] {i < 60 ? "c" + i : "other" + i, "title " + i});
    }
    fill(
        "CREATE TABLE work (id integer PRIMARY KEY, label text, title text)",
        "work",
        "label, title",
        here,
        there);

    List<KeyAdvice> keys = advise().keys();
    assertThat(keys).extracting(KeyRankingTest::names).contains(List.of("title"));
    assertThat(names(keys.getFirst())).containsExactly("label");
    assertThat(keys.getFirst().links()).isEqualTo(60);
  }

  /** Ids that each application makes for itself tell nothing, though both systems enforce them. */
  @Test
  void idsThatHaveNothingInCommonAreNotProposed() throws SQLException {
    List<Object[]> here = new ArrayList<>();
    List<Object[]> there = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      here.add(new Object[] {"a" + i, "person" + i + "@example.org"});
      there.add(new Object[] {"b" + i, "person" + i + "@example.org"});
    }
    fill(
        "CREATE TABLE person (id text NOT NULL PRIMARY KEY, email text)",
        "person",
        "id, email",
        here,
        there);

    assertThat(names(advise().chosen().orElseThrow())).containsExactly("email");
  }

  /** Each application numbers its records by itself; only few are the same by number. */
  @Test
  void numbersDoNotOutrankWhatNobodyKeepsUnique() throws SQLException {
    List<Object[]> here = new ArrayList<>();
    List<Object[]> there = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      here.add(new Object[] {i, "person" + i + "@example.org"});
      there.add(new Object[] {40 + i, "person" + i + "@example.org"});
    }
    fill(
        "CREATE TABLE person (id int NOT NULL PRIMARY KEY, email text)",
        "person",
        "id, email",
        here,
        there);

    assertThat(names(advise().chosen().orElseThrow())).containsExactly("email");
  }

  private void fill(
      String create, String table, String columns, List<Object[]> here, List<Object[]> there)
      throws SQLException {
    left.run(create);
    right.run(create);
    Systems.insert(left, table, columns, here);
    Systems.insert(right, table, columns, there);
  }

  private PairAdvice advise() {
    try (Connector source = Systems.SQLITE.connect(left, "left");
        Connector target = Systems.SQLITE.connect(right, "right")) {
      return Advisor.propose(source, target, AdviceOptions.of(folder)).pairs().getFirst();
    }
  }

  private static List<String> names(KeyAdvice key) {
    return key.parts().stream().flatMap(p -> p.source().stream()).toList();
  }
}
