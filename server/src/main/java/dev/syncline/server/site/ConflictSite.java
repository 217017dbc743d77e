package dev.syncline.server.site;

import dev.syncline.core.Side;
import dev.syncline.engine.store.Due;
import dev.syncline.project.screen.ConflictsScreen;
import dev.syncline.project.screen.FieldPair;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.Screens;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Words;
import dev.syncline.server.account.Event;
import dev.syncline.server.account.Permission;
import dev.syncline.server.page.ConflictsPage;
import dev.syncline.server.page.Frame;
import dev.syncline.server.web.Need;
import dev.syncline.server.web.Refusal;
import dev.syncline.server.web.Visitor;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The page on which a person settles what a sync holds because both sides were changed. */
final class ConflictSite {
  private static final int SHOWN = 50;
  private static final int LONGEST = 600;
  private static final String FIELD = "field.";

  private final Desk desk;

  ConflictSite(Desk desk) {
    this.desk = desk;
  }

  void ways(RoutesConfig routes) {
    routes.get("/syncs/{sync}/conflicts", this::show, Need.of(Permission.SEE));
    routes.post("/syncs/{sync}/conflicts", this::decide, Need.of(Permission.REVIEW));
  }

  private static String path(String sync) {
    return Links.sync(sync, "conflicts");
  }

  private void show(Context request) {
    show(request, "");
  }

  private void show(Context request, String refusal) {
    Visitor visitor = Visitor.of(request);
    String sync = request.pathParam("sync");
    Screens all =
        desk.asking().answer(Screens.class, "conflicts", "list", "--show=" + SHOWN, "--", sync);
    ConflictsScreen found = (ConflictsScreen) all.all().getFirst();
    List<ConflictsPage.Conflict> conflicts = new ArrayList<>();
    for (ConflictsScreen.Conflict conflict : found.conflicts()) {
      conflicts.add(conflict(conflicts.size() + 1, conflict));
    }
    long more = found.total() - conflicts.size();
    desk.show(
        request,
        "conflicts",
        new ConflictsPage(
            desk.frame(visitor, "Conflicts of " + sync, Frame.Section.SYNCS),
            sync,
            Links.sync(sync),
            path(sync),
            found.systems().name(Side.SOURCE),
            found.systems().name(Side.TARGET),
            conflicts,
            more > 0 ? "and " + Words.number(more) + " more" : "",
            visitor.may(Permission.REVIEW, sync),
            refusal));
  }

  private static ConflictsPage.Conflict conflict(int number, ConflictsScreen.Conflict conflict) {
    String key = conflict.due().key().toString();
    return new ConflictsPage.Conflict(
        number,
        conflict.task(),
        conflict.due().side().word(),
        key,
        key + (conflict.target() == null ? "" : " ⇄ " + conflict.target()),
        isPlain(conflict) ? "" : Told.here(conflict.due().message()),
        conflict.fields().stream().map(ConflictSite::field).toList(),
        conflict.decided(),
        conflict.due().reason() == Due.Reason.CONFLICT);
  }

  /** Whether its fields say all that there is to say. */
  private static boolean isPlain(ConflictsScreen.Conflict conflict) {
    return conflict.due().reason() == Due.Reason.CONFLICT
        && !conflict.fields().isEmpty()
        && conflict.fields().stream().allMatch(f -> f.source() != null && f.target() != null);
  }

  private static ConflictsPage.Field field(FieldPair pair) {
    return new ConflictsPage.Field(pair.name(), shown(pair.source()), shown(pair.target()));
  }

  private static String shown(Object @org.jspecify.annotations.Nullable [] values) {
    if (values == null) {
      return "(no record)";
    }
    List<String> shown = new ArrayList<>();
    for (Object value : values) {
      shown.add(value == null ? "(empty)" : Shown.value(value, LONGEST));
    }
    return String.join(", ", shown);
  }

  private void decide(Context request) {
    Desk.answer(request, () -> take(request), refusal -> show(request, refusal));
  }

  /** Takes each field's decision, or one for the whole record. */
  private void take(Context request) {
    String sync = request.pathParam("sync");
    Map<String, String> choices = new TreeMap<>();
    String whole = Sent.text(request, "whole");
    if (whole.isEmpty()) {
      request
          .formParamMap()
          .forEach(
              (name, values) -> {
                if (name.startsWith(FIELD) && !values.isEmpty()) {
                  choices.put(name.substring(FIELD.length()), values.getFirst());
                }
              });
    } else {
      choices.put("", whole);
    }
    if (choices.isEmpty()) {
      throw new Refusal(400, "usage", "Choose a side for at least one field.");
    }
    choices.forEach(
        (field, side) -> {
          if (!side.equals("source") && !side.equals("target")) {
            throw new Refusal(400, "usage", "A value is taken from the source or the target.");
          }
        });
    choices.forEach((field, side) -> decide(request, sync, field, side));
    request.redirect(path(sync));
  }

  private void decide(Context request, String sync, String field, String side) {
    List<String> words = new ArrayList<>(List.of("conflicts", "resolve", "--" + side));
    if (!field.isEmpty()) {
      words.add("--field=" + field);
    }
    words.add("--sync=" + sync);
    words.add("--task=" + Sent.text(request, "task"));
    words.add("--side=" + Sent.text(request, "side"));
    words.add("--");
    words.add(Sent.text(request, "key"));
    desk.change(
        request,
        Notice.class,
        sync,
        Event.sync(Event.Action.REVIEW, sync).record(Sent.text(request, "key")),
        words);
  }
}
