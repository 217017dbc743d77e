package dev.syncline.server.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.project.screen.ExitCode;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.text.Page;
import dev.syncline.server.page.Answer;
import dev.syncline.server.page.DueLine;
import dev.syncline.server.page.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a page draws of an answer to a command. */
class AnswersTest {
  @Test
  void blanksAtTheEndsOfATextAndAnEmptyTextAreSeen() {
    assertThat(
            fields(
                record("update", field("city", "Edinburgh ", "Edinburgh"), field("fax", "", "1"))))
        .containsExactly(
            new Operation.Field("city", "\"Edinburgh \"", "Edinburgh"),
            new Operation.Field("fax", "\"\"", "1"));
  }

  @Test
  void nothingIsCrossedOutOfARecordThatIsCreated() {
    assertThat(fields(record("create", field("track", null, Map.of("new", "3485")))))
        .containsExactly(new Operation.Field("track", "", "(new, for 3485)"));
  }

  @Test
  void pairsThatAreLinkedAndRecordsThatAreLeftAreCounted() {
    Map<String, Object> artists = Map.of("link", 275, "held", Map.of("blocked", 0));
    Map<String, Object> lists = Map.of("link", 10, "held", Map.of("ambiguous", 16));
    assertThat(answer(artists, lists).words())
        .containsExactly(
            "Would link 285 pairs.", "Of 16 records nothing is written: 16 ambiguous.");
  }

  @Test
  void ofManyAlikeTheFirstAreShownAndWhereTheOthersStand() {
    List<Map<String, Object>> due = new ArrayList<>();
    for (int key = 1; key <= 4_012; key++) {
      due.add(Map.of("task", "line", "side", "target", "key", "" + key, "reason", "blocked"));
    }
    due.add(Map.of("task", "line", "side", "source", "key", "7", "reason", "rejected"));
    List<DueLine> lines = Answers.drawn(screen(Map.of("sync", "crm", "due", due))).due();
    assertThat(lines)
        .hasSize(12)
        .extracting(DueLine::key)
        .contains("1", "10", "and 4,002 more", "7");
    assertThat(lines.get(10).path()).isEqualTo("/syncs/crm/due?task=line&reason=blocked");
  }

  private static List<Operation.Field> fields(Map<String, Object> record) {
    return answer(Map.of("task", "customer", "records", List.of(record)))
        .operations()
        .getFirst()
        .fields();
  }

  private static Map<String, Object> record(String kind, Object... fields) {
    return Map.of("kind", kind, "side", "target", "source", "7", "fields", Arrays.asList(fields));
  }

  private static Map<String, @Nullable Object> field(
      String name, @Nullable Object before, @Nullable Object after) {
    Map<String, @Nullable Object> field = new HashMap<>();
    field.put("field", name);
    field.put("before", before);
    field.put("after", after);
    return field;
  }

  @SafeVarargs
  private static Answer answer(Map<String, Object>... tasks) {
    return Answers.drawn(screen(Map.of("sync", "crm", "tasks", List.of(tasks))));
  }

  private static Screen screen(Map<String, Object> json) {
    return new Screen() {
      @Override
      public void text(Page page) {}

      @Override
      public Map<String, Object> json() {
        return json;
      }

      @Override
      public ExitCode exit() {
        return ExitCode.DIFFERENCES;
      }
    };
  }
}
