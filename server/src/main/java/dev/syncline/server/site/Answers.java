package dev.syncline.server.site;

import dev.syncline.engine.store.JournalEntry.Kind;
import dev.syncline.project.screen.Both;
import dev.syncline.project.screen.ErrorScreen;
import dev.syncline.project.screen.ExitCode;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.PlanScreen;
import dev.syncline.project.screen.RetryScreen;
import dev.syncline.project.screen.RunScreen;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.Screens;
import dev.syncline.project.screen.TestRowScreen;
import dev.syncline.project.screen.TestScreen;
import dev.syncline.project.screen.TrackingSql;
import dev.syncline.project.screen.UndoScreen;
import dev.syncline.project.screen.VerifyScreen;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Words;
import dev.syncline.server.page.Answer;
import dev.syncline.server.page.DueLine;
import dev.syncline.server.page.Operation;
import dev.syncline.server.page.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Draws what came of a command from what it gives programs, part by part. */
final class Answers {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final int MOST = 200;
  private static final int ALIKE = 10;
  private static final int VALUE = 400;

  private Answers() {}

  /** The parts of an answer; none of one that is shown as a text alone. */
  static List<Answer> of(Screen screen) {
    return switch (screen) {
      case Screens several -> several.all().stream().flatMap(s -> of(s).stream()).toList();
      case Both both ->
          Stream.of(both.first(), both.second()).flatMap(s -> of(s).stream()).toList();
      case RunScreen run -> List.of(drawn(run));
      case RetryScreen retry -> List.of(drawn(retry));
      case TestScreen test -> List.of(drawn(test));
      case PlanScreen plan -> List.of(drawn(plan));
      case UndoScreen undo -> List.of(drawn(undo));
      case VerifyScreen certificate -> List.of(drawn(certificate));
      case TestRowScreen row -> List.of(drawn(row));
      case TrackingSql sql -> List.of(words("What it would make", sql, made(sql)));
      case Notice notice -> List.of(words(notice, notice.lines()));
      case ErrorScreen error -> List.of(words(error, error.lines()));
      default -> List.of();
    };
  }

  /**
   * How an answer's end is shown. What was only asked says that nothing was written, whatever it
   * would be; what is done alone ends with no state of the sync.
   */
  static State state(Screen screen) {
    if (isTracking(screen)) {
      return State.ASKED;
    }
    if (screen.exit() == ExitCode.IN_STEP) {
      boolean alone =
          screen instanceof UndoScreen
              || screen instanceof Notice
              || screen instanceof TestRowScreen;
      return alone ? State.DONE : State.IN_STEP;
    }
    if (isOnlyAsked(screen)) {
      return State.ASKED;
    }
    return switch (screen.exit()) {
      case DIFFERENCES -> screen instanceof VerifyScreen ? State.DIFFERENT : State.DUE;
      case HELD -> isHalted(screen) ? State.HALTED : State.HELD;
      case REJECTED -> State.REJECTED;
      default -> State.FAILED;
    };
  }

  /** Whether it says what would be made in systems to track changes, and nothing was. */
  private static boolean isTracking(Screen screen) {
    return screen instanceof TrackingSql
        || screen instanceof Screens several
            && several.all().stream().anyMatch(Answers::isTracking);
  }

  /** Whether it says what would be written, and nothing was. */
  private static boolean isOnlyAsked(Screen screen) {
    return switch (screen) {
      case Screens several ->
          !several.all().isEmpty() && several.all().stream().allMatch(Answers::isOnlyAsked);
      case PlanScreen plan -> true;
      case UndoScreen undo -> undo.done().isEmpty();
      case Notice notice -> notice.exit() == ExitCode.HELD;
      default -> false;
    };
  }

  /** A guard halts all of a sync; else records wait for a person, and the rest is done. */
  private static boolean isHalted(Screen screen) {
    return screen instanceof Screens several
        ? several.all().stream().anyMatch(Answers::isHalted)
        : screen.json().get("guard") instanceof List<?> guard && !guard.isEmpty();
  }

  private static Answer words(Screen screen, List<String> lines) {
    String title =
        switch (screen.exit()) {
          case HELD -> "What it would do";
          case IN_STEP -> "Done";
          default -> "It could not go on";
        };
    return words(title, screen, lines);
  }

  /** What would be made in each system, so that a run need not read all of it. */
  private static List<String> made(TrackingSql sql) {
    List<String> lines = new ArrayList<>();
    Map<String, List<TrackingSql.Part>> systems = new LinkedHashMap<>();
    sql.parts()
        .forEach(p -> systems.computeIfAbsent(p.connection(), c -> new ArrayList<>()).add(p));
    systems.forEach(
        (connection, parts) ->
            lines.add(
                "In "
                    + connection
                    + ": "
                    + Words.count(
                        parts.stream().mapToLong(p -> p.statements().size()).sum(), "statement")
                    + " for "
                    + Words.list(parts.stream().map(TrackingSql.Part::object).distinct().toList())
                    + ", which let later runs read only the records that changed. Each stands below."));
    return lines.isEmpty() ? List.of("Nothing has to be made in the systems.") : lines;
  }

  private static Answer words(String title, Screen screen, List<String> lines) {
    return new Answer(
        title,
        "",
        state(screen),
        lines,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        "",
        List.of(),
        List.of(),
        List.of());
  }

  /** A part that is drawn from what the screen gives programs. */
  static Answer drawn(Screen screen) {
    JsonNode json = MAPPER.valueToTree(screen.json());
    String sync = json.path("sync").asString("");
    boolean run = json.path("run").isNumber();
    boolean certificate = json.has("certified");
    return new Answer(
        run ? "Run " + json.path("run").asLong() : certificate ? "Certificate" : sync,
        run ? Links.run(json.path("run").asLong()) : "",
        state(screen),
        certificate ? List.of(certified(json)) : linkedAndHeld(json),
        notes(json),
        certificate ? List.of() : counts(json),
        certificate ? CERTIFIED : List.of(),
        certificate ? certificate(json) : List.of(),
        operations(json),
        left(json),
        due(json),
        alone(json),
        exchanges(json));
  }

  private static List<String> notes(JsonNode json) {
    List<String> notes = new ArrayList<>();
    json.path("guard")
        .forEach(why -> notes.add("The guard stops this: " + Told.here(why.asString(""))));
    json.path("refused").forEach(why -> notes.add(why.asString("")));
    json.path("rights").forEach(f -> notes.add(f.path("message").asString("")));
    json.path("paused")
        .forEach(task -> notes.add(task.path("task").asString("") + " rests: it does not fit."));
    return notes;
  }

  // How many

  /**
   * What no table of writes says: the pairs that are linked anew, and the records that are left.
   */
  private static List<String> linkedAndHeld(JsonNode json) {
    long linked = 0;
    Map<String, Long> held = new LinkedHashMap<>();
    for (JsonNode task : json.path("tasks")) {
      linked += task.path("link").asLong(0);
      task.path("held")
          .propertyStream()
          .filter(reason -> reason.getValue().asLong(0) > 0)
          .forEach(r -> held.merge(r.getKey().replace('-', ' '), r.getValue().asLong(), Long::sum));
    }
    List<String> words = new ArrayList<>();
    if (linked > 0) {
      boolean planned = !json.path("run").isNumber() && !json.has("test");
      words.add((planned ? "Would link " : "Linked ") + Words.count(linked, "pair") + ".");
    }
    if (!held.isEmpty()) {
      long all = held.values().stream().mapToLong(n -> n).sum();
      words.add(
          "Of "
              + Words.count(all, "record")
              + " nothing is written: "
              + Words.list(
                  held.entrySet().stream()
                      .map(e -> Words.number(e.getValue()) + " " + e.getKey())
                      .toList())
              + ".");
    }
    return words;
  }

  private static List<Answer.Count> counts(JsonNode json) {
    List<Answer.Count> counts = new ArrayList<>();
    boolean done = json.path("run").isNumber() || json.has("test");
    for (JsonNode task : json.path("tasks")) {
      for (String side : List.of("source", "target")) {
        String system = json.path(side).path("connection").asString(side);
        JsonNode planned = task.path("planned").path(side);
        JsonNode applied = task.path("applied").path(side);
        for (Change change : Change.values()) {
          long wanted = planned.path(change.write()).asLong(0);
          long written = applied.path(change.write()).asLong(0);
          if (wanted + written > 0) {
            counts.add(
                new Answer.Count(
                    task.path("task").asString(""),
                    system,
                    change.word(),
                    Words.number(wanted),
                    "",
                    done ? Words.number(written) : "",
                    ""));
          }
        }
      }
    }
    return counts;
  }

  /** What may become of a row, by the names of its writes. */
  enum Change {
    ADDED(Kind.CREATE),
    CHANGED(Kind.UPDATE),
    REMOVED(Kind.DELETE);

    private final Kind kind;

    Change(Kind kind) {
      this.kind = kind;
    }

    /** The write, as JSON calls it. */
    String write() {
      return kind.name().toLowerCase(Locale.ROOT);
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  // The certificate

  private static final List<String> CERTIFIED =
      List.of("Task", "Source", "Target", "Equal", "Differ", "Held", "Pinned", "Unreadable", "By");

  private static String certified(JsonNode json) {
    long equal = sum(json, "equal") + sum(json, "normalised");
    long different = sum(json, "different");
    String pairs =
        Words.count(equal, "pair")
            + (equal == 1 ? " is equal" : " are equal")
            + " through the mapping";
    List<String> exceptions = new ArrayList<>();
    for (String exception : List.of("held", "pinned", "unreadable", "notCompared")) {
      long n = sum(json, exception);
      if (n > 0) {
        exceptions.add(Words.number(n) + " " + exception.replace("notC", "not c"));
      }
    }
    String open = exceptions.isEmpty() ? "" : " Not proved: " + Words.list(exceptions) + ".";
    if (different > 0) {
      return pairs + ", " + Words.count(different, "difference") + "." + open;
    }
    return exceptions.isEmpty() && json.path("certified").asBoolean()
        ? "Certified at "
            + json.path("at").asString("").replaceAll("\\.\\d+Z", "Z")
            + ": "
            + pairs
            + ", as both systems were read."
        : pairs + "." + open;
  }

  private static long sum(JsonNode json, String what) {
    long sum = 0;
    for (JsonNode task : json.path("tasks")) {
      sum += task.path(what).asLong(0);
    }
    return sum;
  }

  private static List<List<String>> certificate(JsonNode json) {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode task : json.path("tasks")) {
      rows.add(
          List.of(
              task.path("task").asString(""),
              number(task.path("rows").path("source")),
              number(task.path("rows").path("target")),
              Words.number(task.path("equal").asLong() + task.path("normalised").asLong()),
              number(task.path("different")),
              number(task.path("held")),
              number(task.path("pinned")),
              number(task.path("unreadable")),
              task.path("by").asString("")));
    }
    return rows;
  }

  private static String number(JsonNode node) {
    return node.isNumber() ? Words.number(node.asLong()) : "·";
  }

  // Records

  private static List<Operation> operations(JsonNode json) {
    List<Operation> operations = new ArrayList<>();
    JsonNode only = json.path("task");
    json.path("records").forEach(r -> operations.add(operation(json, only.asString(""), r)));
    for (JsonNode task : json.path("tasks")) {
      for (JsonNode record : task.path("records")) {
        if (operations.size() < MOST) {
          operations.add(operation(json, task.path("task").asString(""), record));
        }
      }
    }
    return operations;
  }

  private static Operation operation(JsonNode json, String task, JsonNode record) {
    String side = record.path("side").asString(record.path("on").asString(""));
    String source = record.path("source").asString("");
    String target = record.path("target").asString("");
    String message = record.path("message").asString("");
    return new Operation(
        task,
        source.isEmpty() || target.isEmpty() ? source + target : source + " ⇄ " + target,
        source.isEmpty() && target.isEmpty()
            ? ""
            : Links.record(
                json.path("sync").asString(""),
                task,
                source.isEmpty() ? "target" : "source",
                source.isEmpty() ? target : source),
        record.path("kind").asString("").replace('-', ' '),
        side.isEmpty() ? "" : json.path(side).path("connection").asString(side),
        record.path("reason").asString(""),
        "care",
        message.isEmpty() ? record.path("rule").asString("") : Told.here(message),
        "",
        "",
        fields(record));
  }

  private static List<Operation.Field> fields(JsonNode record) {
    List<Operation.Field> fields = new ArrayList<>();
    boolean created = record.path("kind").asString("").equals("create");
    for (JsonNode field : record.path("fields")) {
      if (field.isObject()) {
        fields.add(
            new Operation.Field(
                field.path("field").asString(""),
                created ? "" : shown(field.path("before")),
                shown(field.path("after"))));
      }
    }
    record
        .path("before")
        .propertyStream()
        .forEach(p -> fields.add(new Operation.Field(p.getKey(), shown(p.getValue()), "")));
    record
        .path("after")
        .propertyStream()
        .forEach(p -> fields.add(new Operation.Field(p.getKey(), "", shown(p.getValue()))));
    return fields;
  }

  /** A value of JSON on one line, so that blanks at its ends and an empty text are seen. */
  private static String shown(JsonNode value) {
    return value.isString() ? Shown.value(value.asString(), VALUE) : text(value);
  }

  /** A value of JSON as a person reads it. */
  static String text(JsonNode value) {
    if (value.isMissingNode()) {
      return "";
    }
    if (value.isObject() && value.has("withheld")) {
      return "(" + value.path("withheld").asString("") + ")";
    }
    if (value.isObject() && value.has("new")) {
      return "(new, for " + value.path("new").asString("") + ")";
    }
    if (value.isObject() && value.has("newIn")) {
      return "(new in " + value.path("newIn").asString("") + ")";
    }
    if (value.isArray()) {
      return String.join(", ", value.valueStream().map(Answers::text).toList());
    }
    return value.isString() ? value.asString("") : value.toString();
  }

  private static String left(JsonNode json) {
    long left = 0;
    for (JsonNode task : json.path("tasks")) {
      left += task.path("leftOut").asLong(0);
      left += Math.max(0, task.path("records").size() - MOST);
    }
    return left == 0 ? "" : "and " + Words.number(left) + " more";
  }

  /** The first records of each task and reason, and where the others stand. */
  private static List<DueLine> due(JsonNode json) {
    Map<List<String>, List<JsonNode>> groups = new LinkedHashMap<>();
    for (JsonNode due : json.path("due")) {
      List<String> group = List.of(due.path("task").asString(""), due.path("reason").asString(""));
      groups.computeIfAbsent(group, g -> new ArrayList<>()).add(due);
    }
    String sync = json.path("sync").asString("");
    List<DueLine> lines = new ArrayList<>();
    groups.forEach(
        (group, due) -> {
          due.stream().limit(ALIKE).forEach(d -> lines.add(due(json, sync, d)));
          int others = due.size() - ALIKE;
          if (others > 0) {
            lines.add(others(sync, group.getFirst(), group.getLast(), others));
          }
        });
    return lines;
  }

  private static DueLine due(JsonNode json, String sync, JsonNode due) {
    String side = due.path("side").asString("");
    String task = due.path("task").asString("");
    String key = due.path("key").asString("");
    String reason = due.path("reason").asString("");
    return new DueLine(
        task,
        json.path(side).path("connection").asString(side),
        key,
        Links.record(sync, task, side, key),
        reason.replace('-', ' '),
        tone(reason),
        Told.here(due.path("message").asString("")),
        "",
        "");
  }

  private static DueLine others(String sync, String task, String reason, int others) {
    return new DueLine(
        task,
        "",
        "and " + Words.number(others) + " more",
        Links.with(Links.sync(sync, "due"), "task", task, "reason", reason),
        reason.replace('-', ' '),
        tone(reason),
        "",
        "",
        "");
  }

  private static String tone(String reason) {
    return reason.equals("rejected") ? "bad" : "care";
  }

  private static List<Answer.Alone> alone(JsonNode json) {
    List<Answer.Alone> alone = new ArrayList<>();
    for (JsonNode left : json.path("left")) {
      alone.add(
          alone(
              json,
              left.path("task").asString(""),
              left,
              left.path("what").asString("") + " left alone: " + left.path("reason").asString("")));
    }
    for (JsonNode task : json.path("tasks")) {
      for (JsonNode difference : task.path("differences")) {
        alone.add(
            alone(
                json,
                task.path("task").asString(""),
                difference,
                difference.path("detail").asString("")));
      }
    }
    return alone;
  }

  private static Answer.Alone alone(JsonNode json, String task, JsonNode of, String why) {
    String source = of.path("source").asString("");
    String target = of.path("target").asString("");
    return new Answer.Alone(
        task,
        source.isEmpty() || target.isEmpty() ? source + target : source + " ⇄ " + target,
        Links.record(
            json.path("sync").asString(""),
            task,
            source.isEmpty() ? "target" : "source",
            source.isEmpty() ? target : source),
        why);
  }

  // What was said

  private static List<Answer.Exchange> exchanges(JsonNode json) {
    List<Answer.Exchange> exchanges = new ArrayList<>();
    for (JsonNode e : json.path("exchanges")) {
      exchanges.add(e.has("sql") ? statement(e) : request(e));
    }
    return exchanges;
  }

  private static Answer.Exchange statement(JsonNode e) {
    List<String> answered = new ArrayList<>();
    List<String> columns = e.path("columns").valueStream().map(c -> c.asString("")).toList();
    for (JsonNode row : e.path("rows")) {
      List<String> cells = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        cells.add((i < columns.size() ? columns.get(i) + ": " : "") + text(row.get(i)));
      }
      answered.add(String.join(", ", cells));
    }
    String error = e.path("error").asString("");
    if (!error.isEmpty()) {
      answered.add(error);
    } else if (e.path("count").isNumber()) {
      answered.add(Words.count(e.path("count").asLong(), "row") + " written");
    } else if (answered.isEmpty()) {
      answered.add("no row");
    }
    return new Answer.Exchange(
        e.path("sql").asString(""),
        String.join(", ", e.path("parameters").valueStream().map(Answers::text).toList()),
        answered,
        !error.isEmpty());
  }

  private static Answer.Exchange request(JsonNode e) {
    List<String> answered = new ArrayList<>();
    int status = e.path("status").asInt(0);
    answered.add(status == 0 ? "no answer" : "HTTP " + status);
    String answer = e.path("answer").asString("");
    if (!answer.isEmpty()) {
      answered.add(answer);
    }
    StringBuilder said =
        new StringBuilder(e.path("method").asString(""))
            .append(' ')
            .append(e.path("url").asString(""));
    e.path("headers")
        .propertyStream()
        .forEach(h -> said.append('\n').append(h.getKey()).append(": ").append(text(h.getValue())));
    return new Answer.Exchange(
        said.toString(), e.path("body").asString(""), answered, status / 100 != 2);
  }
}
