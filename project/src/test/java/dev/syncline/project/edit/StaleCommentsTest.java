package dev.syncline.project.edit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Syncline remarked on a task goes where an edit makes it untrue; what people wrote stays. */
class StaleCommentsTest {
  private static final String PROPOSED =
      """
      version: 1
      connections:
        crm: { type: sqlite, url: "jdbc:sqlite:crm.db" }
        shop: { type: sqlite, url: "jdbc:sqlite:shop.db" }
      syncs:
        people:
          id: 1
          source: crm
          target: shop
          tasks:
            # Ada: ask before you change these.
            - name: person
              id: 1
              source: person
              target: people
              # Ada: crm: 4 rows, as of May
              # crm: 1,204 rows, 1,203 distinct, 1 null, each once
              # shop: 3 rows, 3 distinct, each once
              # would link 2, create 1,200 in shop
              # would link 1 more with form: trimmed
              match:
                - email <-> mail
              # instead by code:
              #   neither side keeps it unique: it is so only as far as the figures say
              #   crm: 4 rows, 4 distinct, each once
              #   would link 2
              # instead by name <-> full_name and city:
              #   crm: 4 rows, 4 distinct, each once
              # never by id: generated numbers mean another record on each side
              fields:
                # boss_id <-> chief refers to boss, which is not kept in step
                - email <-> mail # by their words and values
                - code
                - name <-> full_name # by their words and values; Ada knows
                - { relation: town_id, through: towns } # by its name: not every side has a foreign key
              # left out of crm: id, city, phone
              # left out of shop: id, region (new records need it)
              # left out of shop: on purpose

            # Nothing tells the records of these two apart. Add a match and remove the marks:
            # - name: log
            #   # crm: 4 rows, 4 distinct, each once
            #   # left out of crm: id
            - name: towns
              id: 2
              source: town
              target: towns
              # crm: 4 rows, 4 distinct, each once
              match: name
              fields:
                - name
              # left out of crm: region
      """;

  @TempDir Path folder;

  private String after(String patch) throws IOException {
    return after(PROPOSED, patch);
  }

  private String after(String text, String patch) throws IOException {
    Path file = folder.resolve("syncline.yaml");
    Files.writeString(file, text);
    ConfigurationEdit edit = ConfigurationEdit.of(file, Map.of());
    return JsonPatch.apply(patch.replace('\'', '"').replace("TASK", "/syncs/people/tasks/0"), edit)
        .text("syncline.yaml");
  }

  @Test
  void theFiguresOfAKeyGoWithIt() throws IOException {
    assertThat(after("[{'op':'replace','path':'TASK/match','value':'code'}]"))
        .isEqualTo(
            PROPOSED
                .replaceFirst(
                    " +# crm: 1,204 rows, .*\n +# shop: 3 rows.*\n +# would link 2, .*\n +# would link"
                        + " 1 more.*\n",
                    "")
                .replaceFirst("match:\n +- email <-> mail\n", "match: code\n")
                .replaceFirst(
                    " +# instead by code:\n +#   neither.*\n +#   crm.*\n +#   would link 2\n",
                    ""));
  }

  @Test
  void whatIsMappedIsLeftOutNoMore() throws IOException {
    assertThat(
            after(
                "[{'op':'add','path':'TASK/fields/-','value':'city <-> region'},"
                    + "{'op':'add','path':'TASK/fields/-','value':{'to':'note','sql':'upper(phone)'}}]"))
        .contains("        # left out of crm: id\n", "        # left out of shop: id\n")
        .contains("# left out of shop: on purpose\n")
        .contains("# left out of crm: region\n")
        .contains("# crm: 1,204 rows")
        .contains("# boss_id <-> chief refers to boss");
    assertThat(after("[{'op':'add','path':'TASK/fields/-','value':'boss_id <-> chief'}]"))
        .doesNotContain("refers to boss");
    assertThat(after("[{'op':'add','path':'TASK/fields/-','value':'phone <-> fax'}]"))
        .isEqualTo(
            PROPOSED
                .replace(
                    "foreign key\n        # left",
                    "foreign key\n          - phone <-> fax\n        # left")
                .replace("id, city, phone\n", "id, city\n"));
  }

  @Test
  void howAFieldWasFoundGoesWithIt() throws IOException {
    assertThat(after("[{'op':'replace','path':'TASK/fields/0','value':'email <-> post'}]"))
        .contains("- email <-> post\n");
    assertThat(after("[{'op':'replace','path':'TASK/fields/2','value':'name <-> title'}]"))
        .contains("- name <-> title # by their words and values; Ada knows\n");
    assertThat(after("[{'op':'replace','path':'TASK/fields/3','value':'town_id <-> place_id'}]"))
        .contains("- town_id <-> place_id\n");
    assertThat(after("[{'op':'replace','path':'TASK/fields/3','value':'town_id'}]"))
        .contains("- town_id\n");
    assertThat(after("[{'op':'remove','path':'TASK/fields/1'}]"))
        .isEqualTo(PROPOSED.replaceFirst(" +- code\n", ""));
  }

  @Test
  void whatIsNoCommentStays() throws IOException {
    String text =
        PROPOSED.replace(
            "          - code\n",
            """
                      - to: code
                        sql: |-
                          'x'
                          # crm: 4 rows, 4 distinct, each once
            """);
    assertThat(after(text, "[{'op':'replace','path':'TASK/match','value':'name'}]"))
        .contains("              # crm: 4 rows, 4 distinct, each once\n");
    assertThat(after(text.replace("\n", "\r\n"), "[{'op':'remove','path':'TASK/fields/0'}]"))
        .contains("# crm: 1,204 rows, 1,203 distinct, 1 null, each once\r\n");
    assertThat(
            after(
                PROPOSED.replace("\n", "\r\n"),
                "[{'op':'replace','path':'TASK/match','value':'email'}]"))
        .doesNotContain("1,204 rows")
        .contains("# Ada: crm: 4 rows, as of May\r\n        match: email\r\n");
  }
}
