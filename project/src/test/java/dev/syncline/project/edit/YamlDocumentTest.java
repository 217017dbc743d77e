package dev.syncline.project.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Edits change what they name, and nothing else. */
class YamlDocumentTest {
  private static final int DOCUMENTS = Integer.getInteger("edit.seeds", 4000);

  private static Object read(String text) {
    return new Load(LoadSettings.builder().setSchema(new CoreSchema()).build())
        .loadFromString(text);
  }

  private static YamlDocument doc(String... lines) {
    return YamlDocument.of(String.join("\n", lines) + "\n");
  }

  private static void is(YamlDocument document, String... lines) {
    assertThat(document.text()).isEqualTo(String.join("\n", lines) + "\n");
  }

  @Test
  void whatIsReadIsWhatWasWritten() {
    for (int seed = 0; seed < DOCUMENTS; seed++) {
      RandomText random = new RandomText(seed);
      assertThat(read(random.text)).as("%d%n%s", seed, random.text).isEqualTo(random.content);
      YamlDocument document = YamlDocument.of(random.text);
      for (Place place : random.places) {
        assertThat(document.has(place)).as("%d %s", seed, place).isTrue();
      }
    }
  }

  @Test
  void editsChangeWhatTheyNameAndNothingElse() {
    for (int seed = 0; seed < DOCUMENTS; seed++) {
      RandomText random = new RandomText(seed);
      Random choice = new Random(seed * 31L);
      for (int i = 0; i < 4; i++) {
        try {
          edit(random, choice, seed);
        } catch (EditRefused e) {
          throw new AssertionError(seed + "\n" + random.text, e);
        }
      }
    }
  }

  private static void edit(RandomText random, Random choice, long seed) {
    Place place = random.places.get(choice.nextInt(random.places.size()));
    Object value = random.value(choice.nextInt(3));
    Object expected = copy(random.content);
    Object container = at(expected, place.parent());
    YamlDocument document = YamlDocument.of(random.text);
    YamlDocument edited;
    boolean takes = true;
    String what;
    switch (choice.nextInt(4)) {
      case 0 -> {
        what = "set";
        edited = document.set(place, value);
        put(container, place.last(), value);
      }
      case 1 -> {
        what = "remove";
        edited = document.remove(place);
        remove(container, place.last());
      }
      case 2 -> {
        what = "add";
        takes = false;
        if (container instanceof List<?>) {
          edited = document.insert(place, value);
          list(container).add(Integer.parseInt(place.last()), value);
        } else {
          edited = document.set(place.parent().then("new key"), value);
          put(container, "new key", value);
        }
      }
      default -> {
        what = "append or rename";
        takes = false;
        if (container instanceof List<?>) {
          edited = document.insert(place.parent().then(Place.END), value);
          list(container).add(value);
        } else {
          edited = document.rename(place, "renamed");
          rename(container, place.last());
        }
      }
    }
    String text = edited.text();
    String told = "%d %s %s%n%s%n---%n%s".formatted(seed, what, place, random.text, text);
    assertThat(read(text)).as(told).isEqualTo(expected);
    assertThat(read(text).toString()).as("order: " + told).isEqualTo(expected.toString());
    boolean gone = takes;
    random.owners.forEach(
        (comment, owner) -> {
          if (!gone || !within(owner, place)) {
            assertThat(text).as(told).contains(comment);
          }
        });
    isOneChange(random.text, text, document, place, takes, told);
  }

  private static boolean within(Place owner, Place place) {
    return owner.steps().size() >= place.steps().size()
        && owner.steps().subList(0, place.steps().size()).equals(place.steps());
  }

  /** Lines that neither hold the changed value nor stand beside it are the same, byte for byte. */
  private static void isOneChange(
      String before, String after, YamlDocument document, Place place, boolean takes, String told) {
    int prefix = 0;
    while (prefix < Math.min(before.length(), after.length())
        && before.charAt(prefix) == after.charAt(prefix)) {
      prefix++;
    }
    int suffix = 0;
    while (suffix < Math.min(before.length(), after.length()) - prefix
        && before.charAt(before.length() - 1 - suffix)
            == after.charAt(after.length() - 1 - suffix)) {
      suffix++;
    }
    long lost = before.substring(prefix, before.length() - suffix).lines().count();
    if (!takes) {
      assertThat(lost).as("nothing is rewritten: " + told).isLessThanOrEqualTo(1);
    }
    boolean ended = before.endsWith("\n");
    if (ended) {
      assertThat(after).as("the last line ends as it did: " + told).endsWith("\n");
    }
    boolean carriage = before.contains("\r\n");
    assertThat(after.contains("\r\n") || !after.contains("\n"))
        .as(told)
        .isEqualTo(carriage || !after.contains("\n"));
    assertThat(after.replace("\r\n", "").contains("\n"))
        .as(told)
        .isEqualTo(!carriage && after.contains("\n"));
    assertThat(document.text()).isEqualTo(before);
  }

  private static Object copy(Object tree) {
    if (tree instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((k, v) -> copy.put(k, copy(v)));
      return copy;
    }
    if (tree instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(i -> copy.add(copy(i)));
      return copy;
    }
    return tree;
  }

  private static Object at(Object tree, Place place) {
    Object at = tree;
    for (String step : place.steps()) {
      at = at instanceof List<?> l ? l.get(Integer.parseInt(step)) : ((Map<?, ?>) at).get(step);
    }
    return at;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(Object container) {
    return (List<Object>) container;
  }

  @SuppressWarnings("unchecked")
  private static void put(Object container, String step, Object value) {
    if (container instanceof List<?>) {
      list(container).set(Integer.parseInt(step), value);
    } else {
      ((Map<Object, Object>) container).put(step, value);
    }
  }

  private static void remove(Object container, String step) {
    if (container instanceof List<?>) {
      list(container).remove(Integer.parseInt(step));
    } else {
      ((Map<?, ?>) container).remove(step);
    }
  }

  @SuppressWarnings("unchecked")
  private static void rename(Object container, String key) {
    Map<Object, Object> map = (Map<Object, Object>) container;
    Map<Object, Object> all = new LinkedHashMap<>(map);
    map.clear();
    all.forEach((k, v) -> map.put(k.equals(key) ? "renamed" : k, v));
  }

  @Test
  void aConfigurationKeepsItsComments() {
    YamlDocument document =
        doc(
            "# Ours.",
            "version: 1",
            "connections:",
            "  # the sales department's",
            "  crm: { type: postgresql, user: crm } # do not touch",
            "",
            "  shop:",
            "    type: mariadb   # 10.6",
            "    user: shop",
            "# the end");
    is(
        document
            .set(Place.parse("/connections/crm/user"), "sync")
            .set(Place.parse("/connections/shop/password"), "${SHOP_PASSWORD}")
            .set(
                Place.parse("/connections/shop/url"),
                "jdbc:mariadb://localhost/shop",
                List.of("type", "url", "user"))
            .set(Place.parse("/connections/lake"), Map.of("type", "duckdb")),
        "# Ours.",
        "version: 1",
        "connections:",
        "  # the sales department's",
        "  crm: { type: postgresql, user: sync } # do not touch",
        "",
        "  shop:",
        "    type: mariadb   # 10.6",
        "    url: \"jdbc:mariadb://localhost/shop\"",
        "    user: shop",
        "    password: \"${SHOP_PASSWORD}\"",
        "",
        "  lake:",
        "    type: duckdb",
        "# the end");
  }

  @Test
  void aListTakesItemsAsTheyAreWritten() {
    is(
        doc("fields:", "  - a <-> b # same", "  - c")
            .insert(Place.parse("/fields/1"), new Inline(Map.of("to", "full_name")))
            .insert(Place.parse("/fields/-"), new AsWritten("# by hand\nsql: |-\n  x\n  y\nto: z"))
            .set(Place.parse("/fields/2"), List.of("d", "e")),
        "fields:",
        "  - a <-> b # same",
        "  - { to: full_name }",
        "  - - d",
        "    - e",
        "  -",
        "    # by hand",
        "    sql: |-",
        "      x",
        "      y",
        "    to: z");
  }

  @Test
  void anEmptyTextBegins() {
    is(YamlDocument.of("# mine").set(Place.parse("/version"), 1), "# mine", "version: 1");
    is(
        doc("version: 1", "syncs:").set(Place.parse("/syncs/a/id"), 1),
        "version: 1",
        "syncs:",
        "  a:",
        "    id: 1");
  }

  @Test
  void whatIsRepeatedElsewhereIsNotChanged() {
    YamlDocument document =
        doc(
            "base: &base",
            "  guard: { creates: &half 50% }",
            "one: *base",
            "two: &own { a: 1 }",
            "three: *half");
    for (String place : List.of("/base", "/base/guard", "/base/guard/creates")) {
      assertThatThrownBy(() -> document.set(Place.parse(place), 1))
          .isInstanceOf(EditRefused.class)
          .hasMessageContaining("line 1")
          .hasMessageContaining("line 3");
    }
    assertThatThrownBy(() -> document.remove(Place.parse("/base/guard")))
        .isInstanceOf(EditRefused.class);
    assertThatThrownBy(() -> document.set(Place.parse("/base/more"), 1))
        .isInstanceOf(EditRefused.class);
    assertThatThrownBy(() -> document.set(Place.parse("/one/guard/deletes"), 1))
        .isInstanceOf(EditRefused.class)
        .hasMessageContaining("repeats what &base is")
        .hasMessageContaining("on line 1");
    is(
        document.set(Place.parse("/one"), "x").set(Place.parse("/two/a"), 2),
        "base: &base",
        "  guard: { creates: &half 50% }",
        "one: x",
        "two: &own { a: 2 }",
        "three: *half");
    assertThat(document.get(Place.parse("/one/guard/creates"))).contains("50%");
  }

  @Test
  void whatCannotBeReadIsNotEdited() {
    for (String text :
        List.of("a: [", "a: 1\na: 2\n", "a: 1\n---\nb: 2\n", "? [a]\n: b\n", "a: *b\n")) {
      assertThatThrownBy(() -> YamlDocument.of(text)).as(text).isInstanceOf(EditRefused.class);
    }
    assertThatThrownBy(() -> doc("a: 1").set(Place.parse("/a/b"), 1))
        .isInstanceOf(EditRefused.class);
    assertThatThrownBy(() -> doc("a: 1").remove(Place.parse("/b"))).isInstanceOf(EditRefused.class);
    assertThatThrownBy(() -> doc("a: 1", "b: 2").rename(Place.parse("/b"), "a"))
        .isInstanceOf(EditRefused.class);
    assertThatThrownBy(() -> Place.parse("a")).isInstanceOf(EditRefused.class);
  }
}
