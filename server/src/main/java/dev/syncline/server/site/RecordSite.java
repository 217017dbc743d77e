package dev.syncline.server.site;

import dev.syncline.core.Side;
import dev.syncline.engine.store.Due;
import dev.syncline.project.screen.ErrorScreen;
import dev.syncline.project.screen.FieldPair;
import dev.syncline.project.screen.JoinedScreen;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.RecordScreen;
import dev.syncline.project.screen.RunDetailScreen.Written;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Words;
import dev.syncline.server.account.Event;
import dev.syncline.server.account.Permission;
import dev.syncline.server.page.Choice;
import dev.syncline.server.page.DueLine;
import dev.syncline.server.page.Frame;
import dev.syncline.server.page.Operation;
import dev.syncline.server.page.RecordPage;
import dev.syncline.server.page.RecordPage.Form;
import dev.syncline.server.web.Need;
import dev.syncline.server.web.Visitor;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The page of a record: both sides, why it is due, and every value that Syncline gave it. */
final class RecordSite {
  private static final int VALUE = 400;
  private static final int WRITES = 100;

  private final Desk desk;

  RecordSite(Desk desk) {
    this.desk = desk;
  }

  void ways(RoutesConfig routes) {
    routes.get("/syncs/{sync}/records", this::show, Need.of(Permission.SEE));
    routes.post("/syncs/{sync}/release", this::release, Need.of(Permission.REVIEW));
    for (Side side : Side.values()) {
      routes.post(
          "/syncs/{sync}/resolve/" + side.word(),
          request -> resolve(request, side),
          Need.of(Permission.REVIEW));
    }
  }

  private void show(Context request) {
    Visitor visitor = Visitor.of(request);
    String sync = request.pathParam("sync");
    JoinedScreen joined =
        desk.asking().answer(JoinedScreen.class, "show", "sync", "--stored", "--", sync);
    String task = Sent.query(request, "task");
    if (task.isEmpty() && !joined.joins().isEmpty()) {
      task = joined.joins().getFirst().task();
    }
    String side = Sent.query(request, "side").equals("target") ? "target" : "source";
    String key = Sent.query(request, "key");
    Screen answer =
        key.isEmpty()
            ? null
            : desk.asking()
                .answer(
                    "show",
                    "record",
                    "--sync=" + sync,
                    "--task=" + task,
                    "--side=" + side,
                    "--",
                    key);
    Asked asked = new Asked(sync, task, side, key);
    desk.show(
        request,
        "record",
        answer instanceof RecordScreen record
            ? page(visitor, joined, asked, "", record)
            : page(visitor, joined, asked, problem(answer), null));
  }

  private record Asked(String sync, String task, String side, String key) {}

  private static String problem(@Nullable Screen answer) {
    return answer instanceof ErrorScreen error ? error.message() : "";
  }

  private RecordPage page(
      Visitor visitor,
      JoinedScreen joined,
      Asked asked,
      String problem,
      @Nullable RecordScreen record) {
    String sync = asked.sync();
    return new RecordPage(
        desk.frame(visitor, record == null ? "Records" : title(record), Frame.Section.SYNCS),
        sync,
        Links.sync(sync),
        Links.sync(sync, "records"),
        joined.joins().stream()
            .map(j -> new Choice(j.task(), j.task(), j.task().equals(asked.task())))
            .toList(),
        Stream.of(Side.values())
            .map(s -> new Choice(s.word(), joined.name(s), s.word().equals(asked.side())))
            .toList(),
        asked.key(),
        problem,
        record == null ? "" : title(record),
        record != null && record.linked(),
        joined.name(Side.SOURCE),
        joined.name(Side.TARGET),
        record == null ? List.of() : notes(joined, record),
        record == null ? List.of() : record.fields().stream().map(RecordSite::field).toList(),
        record == null ? List.of() : due(visitor, joined, asked, record),
        record == null ? List.of() : history(joined, asked, record),
        record == null ? List.of() : actions(visitor, joined, asked, record),
        record != null && visitor.may(Permission.TEST, sync) ? test(joined, asked, record) : "");
  }

  private static String title(RecordScreen record) {
    return record.task()
        + " "
        + Stream.of(record.source(), record.target())
            .filter(Objects::nonNull)
            .collect(Collectors.joining(" ⇄ "));
  }

  private static List<String> notes(JoinedScreen joined, RecordScreen record) {
    List<String> notes = new ArrayList<>();
    for (Side side : Side.values()) {
      if (!record.former().on(side).isEmpty()) {
        notes.add(
            "Before, it was "
                + Words.list(record.former().on(side))
                + " in "
                + joined.name(side)
                + ".");
      }
    }
    if (!record.pinned().isEmpty()) {
      notes.add(
          "Pinned by an undo or a snapshot: "
              + (record.pinned().contains("*") ? "the whole record" : Words.list(record.pinned()))
              + ". Nothing flows there until a side changes it, or it is released.");
    }
    if (record.history().size() > WRITES) {
      notes.add(
          "Its biography is longer: of "
              + Words.number(record.history().size())
              + " writes the latest "
              + WRITES
              + " are shown. All of them: syncline show record.");
    }
    record.decided().forEach(d -> notes.add("A person decided: " + d + ", with the next run."));
    return notes;
  }

  private static RecordPage.Field field(FieldPair field) {
    return new RecordPage.Field(
        field.name(), shown(field.source()), shown(field.target()), field.equal());
  }

  private static String shown(Object @Nullable [] values) {
    if (values == null) {
      return "";
    }
    return Stream.of(values).map(v -> Shown.value(v, VALUE)).collect(Collectors.joining(", "));
  }

  private List<DueLine> due(
      Visitor visitor, JoinedScreen joined, Asked asked, RecordScreen record) {
    List<DueLine> lines = new ArrayList<>();
    for (Due due : record.due()) {
      lines.add(
          Told.due(
              asked.sync(),
              record.task(),
              joined.name(due.side()),
              due,
              visitor.may(Permission.RUN, asked.sync()),
              "since " + desk.moment(due.sinceMillis())));
    }
    return lines;
  }

  /** The latest first, each with who asked for its run. */
  private List<Operation> history(JoinedScreen joined, Asked asked, RecordScreen record) {
    Map<Long, String> askers = new HashMap<>();
    List<Operation> history = new ArrayList<>();
    for (Written written : record.history().reversed().stream().limit(WRITES).toList()) {
      Operation told =
          Told.written(asked.sync(), record.task(), written, joined::name, desk::moment);
      String who =
          askers.computeIfAbsent(
              written.batch().run(),
              run ->
                  Optional.of(written.batch().atMillis())
                      .filter(at -> at > 0)
                      .flatMap(at -> RunSite.asker(desk, asked.sync(), run, at - 1_000))
                      .map(name -> ", asked for by " + name)
                      .orElse(""));
      history.add(
          new Operation(
              told.task(),
              told.record(),
              "",
              told.verb(),
              told.system(),
              told.outcome(),
              told.tone(),
              told.rule() + who,
              told.when(),
              told.run(),
              told.fields()));
    }
    return history;
  }

  private static List<Form> actions(
      Visitor visitor, JoinedScreen joined, Asked asked, RecordScreen record) {
    List<Form> actions = new ArrayList<>();
    String sync = asked.sync();
    String side = record.source() != null ? "source" : "target";
    String key =
        Objects.requireNonNullElse(
            record.source() != null ? record.source() : record.target(), asked.key());
    boolean reviews = visitor.may(Permission.REVIEW, sync);
    if (reviews && record.due().stream().anyMatch(d -> d.reason() == Due.Reason.CONFLICT)) {
      for (Side one : Side.values()) {
        actions.add(
            new Form(
                "Take " + joined.name(one) + "\u2019s values",
                Links.sync(sync, "resolve", one.word()),
                record.task(),
                side,
                key));
      }
    }
    if (visitor.may(Permission.RUN, sync)) {
      actions.add(
          new Form(
              record.due().isEmpty() ? "Sync this record" : "Retry this record",
              Links.sync(sync, "retry"),
              record.task(),
              side,
              key));
    }
    if (reviews && !record.pinned().isEmpty()) {
      actions.add(
          new Form("Release the pin", Links.sync(sync, "release"), record.task(), side, key));
    }
    return actions;
  }

  /** Where it is tested, if it is on the side that is read. */
  private static String test(JoinedScreen joined, Asked asked, RecordScreen record) {
    String key = joined.direction().equals("←") ? record.target() : record.source();
    return key == null
        ? ""
        : Links.with(
            Links.sync(asked.sync(), "test"), "task", record.task(), "by", "record", "value", key);
  }

  /** Lets what an undo restored flow again. */
  private void release(Context request) {
    decide(request, "released", "pins", "release");
  }

  /** Settles a conflict: the next run takes what a side holds. */
  private void resolve(Context request, Side side) {
    decide(request, "conflict: the " + side.word(), "conflicts", "resolve", "--" + side.word());
  }

  private void decide(Context request, String what, String... command) {
    String sync = request.pathParam("sync");
    String task = Sent.required(request, "task");
    String side = Sent.required(request, "side");
    String key = Sent.required(request, "record");
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(List.of("--sync=" + sync, "--task=" + task, "--side=" + side, "--", key));
    desk.change(
        request,
        Notice.class,
        sync,
        Event.sync(Event.Action.REVIEW, sync).record(key).detail(what),
        words);
    request.redirect(Links.record(sync, task, side, key));
  }
}
