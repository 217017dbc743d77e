package dev.syncline.server.site;

import dev.syncline.project.screen.ErrorScreen;
import dev.syncline.project.screen.JoinedScreen;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.TestRowScreen;
import dev.syncline.project.screen.TestedRow;
import dev.syncline.server.account.Permission;
import dev.syncline.server.page.Answer;
import dev.syncline.server.page.Choice;
import dev.syncline.server.page.Frame;
import dev.syncline.server.page.Operation;
import dev.syncline.server.page.TestPage;
import dev.syncline.server.web.Need;
import dev.syncline.server.web.Refusal;
import dev.syncline.server.web.Visitor;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One record, sent to see what becomes of it: it is chosen, edited, and sent. */
final class TestSite {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Desk desk;

  TestSite(Desk desk) {
    this.desk = desk;
  }

  /** How a record is chosen. */
  private enum Way {
    FIRST("The first one", "--first"),
    RANDOM("Any one", "--random"),
    RECORD("Its key", "--record"),
    SEARCH("COLUMN=VALUE", "--search");

    private final String label;
    private final String option;

    Way(String label, String option) {
      this.label = label;
      this.option = option;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    boolean takesValue() {
      return this == RECORD || this == SEARCH;
    }
  }

  void ways(RoutesConfig routes) {
    routes.get("/syncs/{sync}/test", this::show, Need.of(Permission.TEST));
    routes.post("/syncs/{sync}/test", this::send, Need.of(Permission.TEST));
  }

  private void show(Context request) {
    String sync = request.pathParam("sync");
    JoinedScreen joined =
        desk.asking().answer(JoinedScreen.class, "show", "sync", "--stored", "--", sync);
    String task = Sent.query(request, "task");
    if (task.isEmpty() && !joined.joins().isEmpty()) {
      task = joined.joins().getFirst().task();
    }
    String by = Sent.query(request, "by");
    Way way =
        Stream.of(Way.values()).filter(w -> w.word().equals(by)).findFirst().orElse(Way.FIRST);
    String value = Sent.query(request, "value");
    Screen answer = by.isEmpty() ? null : asked(sync, task, way, value);
    desk.show(
        request,
        "test",
        page(Visitor.of(request), joined, new Chosen(sync, task, way, value), answer));
  }

  private record Chosen(String sync, String task, Way way, String value) {}

  private Screen asked(String sync, String task, Way way, String value) {
    return desk.asking()
        .answer(
            "test-row",
            "--plan",
            "--task=" + task,
            way.takesValue() ? way.option + "=" + value : way.option,
            "--",
            sync);
  }

  private TestPage page(
      Visitor visitor, JoinedScreen joined, Chosen chosen, @Nullable Screen answer) {
    TestRowScreen shown = answer instanceof TestRowScreen row ? row : null;
    TestedRow row = shown == null ? null : shown.row();
    return new TestPage(
        desk.frame(visitor, "Test a row of " + chosen.sync(), Frame.Section.SYNCS),
        chosen.sync(),
        Links.sync(chosen.sync()),
        Links.sync(chosen.sync(), "test"),
        joined.joins().stream()
            .map(j -> new Choice(j.task(), j.task(), j.task().equals(chosen.task())))
            .toList(),
        Stream.of(Way.values()).map(w -> new Choice(w.word(), w.label, w == chosen.way())).toList(),
        chosen.value(),
        shown != null ? "" : problem(answer),
        row == null ? "" : row.task().name() + " " + row.key(),
        row == null ? "" : row.systems().name(row.from()),
        row == null ? "" : row.systems().name(row.from().other()),
        row == null ? "" : row.task().name(),
        row == null ? "" : row.key().toString(),
        row != null && row.linked(),
        shown == null ? List.of() : columns(shown),
        row == null ? List.of() : as(row),
        shown == null ? List.of() : planned(shown));
  }

  private static String problem(@Nullable Screen answer) {
    return answer instanceof ErrorScreen error
        ? error.message()
        : answer == null ? "" : String.valueOf(answer.json().getOrDefault("message", ""));
  }

  private static List<TestPage.Cell> columns(TestRowScreen shown) {
    JsonNode json = MAPPER.valueToTree(shown.json());
    List<TestPage.Cell> cells = new ArrayList<>();
    int number = 0;
    for (TestedRow.Cell cell : shown.row().columns()) {
      JsonNode value = json.path("columns").get(number).path("value");
      cells.add(
          new TestPage.Cell(
              number++,
              cell.name(),
              cell.type(),
              cell.hidden() || value.isNull() ? "" : plain(Answers.text(value)),
              !cell.hidden() && value.isNull(),
              cell.hidden(),
              cell.readOnly()));
    }
    return cells;
  }

  private static List<Choice> as(TestedRow row) {
    return Stream.of(TestedRow.As.values())
        .map(a -> a.name().toLowerCase(Locale.ROOT))
        .map(word -> new Choice(word, word, word.equals(row.as().name().toLowerCase(Locale.ROOT))))
        .toList();
  }

  private static List<Operation> planned(TestRowScreen shown) {
    return Answers.of(shown).stream().map(Answer::operations).flatMap(List::stream).toList();
  }

  /**
   * Sends it: in a transaction that is taken back at once, and for good only after it was shown
   * what that would write.
   */
  private void send(Context request) {
    String sync = request.pathParam("sync");
    boolean kept = "keep".equals(request.formParam("how"));
    List<String> words = new ArrayList<>();
    words.add("test-row");
    words.add(kept ? "--plan" : "--rollback");
    words.add("--task=" + Sent.required(request, "task"));
    words.add("--record=" + Sent.required(request, "record"));
    words.add("--as=" + as(Sent.required(request, "as")));
    for (int i = 0; request.formParam("name" + i) != null; i++) {
      words.addAll(edited(request, i));
    }
    words.addAll(List.of("--", sync));
    desk.begin(request, sync, words);
  }

  private static String as(String word) {
    if (Stream.of(TestedRow.As.values())
        .noneMatch(a -> a.name().toLowerCase(Locale.ROOT).equals(word))) {
      throw new Refusal(400, "usage", "\"" + word + "\" is nothing as what a row is sent");
    }
    return word;
  }

  /** What was edited of a column. */
  private static List<String> edited(Context request, int i) {
    List<String> words = new ArrayList<>();
    String name = field(request, "name", i);
    boolean isNull = request.formParam("null" + i) != null;
    boolean wasNull = !field(request, "wasnull", i).isEmpty();
    String value = field(request, "value", i);
    if (isNull ? !wasNull : wasNull ? !value.isEmpty() : !value.equals(field(request, "was", i))) {
      words.add("--set=" + name + "=" + (isNull ? "null" : text(value)));
    }
    String type = field(request, "type", i).strip();
    if (!type.isEmpty() && !type.equals(field(request, "wastype", i))) {
      words.add("--type=" + name + "=" + type);
    }
    return words;
  }

  /** What looks like something else is quoted, as on the command line. */
  private static String text(String value) {
    boolean plain = !value.equals("null") && value.equals(value.strip()) && !value.startsWith("\"");
    return plain ? value : '"' + value + '"';
  }

  /** Browsers send other line ends than those of the value that they were given. */
  private static String field(Context request, String name, int i) {
    return plain(Objects.requireNonNullElse(request.formParam(name + i), ""));
  }

  private static String plain(String text) {
    return text.replace("\r\n", "\n").replace('\r', '\n');
  }
}
