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
import dev.syncline.server.page.Choice;
import dev.syncline.server.page.ConflictsPage;
import dev.syncline.server.page.Frame;
import dev.syncline.server.web.Need;
import dev.syncline.server.web.Refusal;
import dev.syncline.server.web.Visitor;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

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

  /**
   * Which conflicts are shown.
   *
   * @param task only of this one; empty for all
   * @param search only with this text in their key or reason; empty for all
   * @param skip how many are left out before the page
   */
  private record Filter(String task, String search, long skip) {

    static Filter of(UnaryOperator<String> sent) {
      String skip = sent.apply("skip");
      return new Filter(
          sent.apply("in"),
          sent.apply("search"),
          skip.matches("\\d{1,12}") ? Long.parseLong(skip) : 0);
    }

    /** As options of a command. */
    List<String> words() {
      List<String> words = new ArrayList<>();
      if (!task.isEmpty()) {
        words.add("--task=" + task);
      }
      if (!search.isEmpty()) {
        words.add("--search=" + search);
      }
      return words;
    }

    String path(String sync, long from) {
      return Links.with(
          Links.sync(sync, "conflicts"),
          "in",
          task,
          "search",
          search,
          "skip",
          from == 0 ? "" : Long.toString(from));
    }
  }

  private void show(Context request) {
    show(request, Filter.of(name -> Sent.query(request, name)), "");
  }

  private void show(Context request, Filter filter, String refusal) {
    Visitor visitor = Visitor.of(request);
    String sync = request.pathParam("sync");
    List<String> words = new ArrayList<>(List.of("conflicts", "list", "--show=" + SHOWN));
    words.add("--skip=" + filter.skip());
    words.addAll(filter.words());
    words.addAll(List.of("--", sync));
    Screens all = desk.asking().answer(Screens.class, words.toArray(String[]::new));
    ConflictsScreen found = (ConflictsScreen) all.all().getFirst();
    List<ConflictsPage.Conflict> conflicts = new ArrayList<>();
    for (ConflictsScreen.Conflict conflict : found.conflicts()) {
      conflicts.add(conflict(conflicts.size() + 1, conflict));
    }
    List<Choice> tasks = new ArrayList<>();
    tasks.add(new Choice("", "All tasks", filter.task().isEmpty()));
    found.tasks().forEach(t -> tasks.add(new Choice(t, t, t.equals(filter.task()))));
    desk.show(
        request,
        "conflicts",
        new ConflictsPage(
            desk.frame(visitor, "Conflicts of " + sync, Frame.Section.SYNCS),
            sync,
            Links.sync(sync),
            Links.sync(sync, "conflicts"),
            found.systems().name(Side.SOURCE),
            found.systems().name(Side.TARGET),
            new ConflictsPage.Filter(tasks, filter.task(), filter.search(), filter.skip()),
            conflicts,
            Words.number(found.total()),
            Told.pager(
                found.skipped(),
                conflicts.size(),
                found.total(),
                SHOWN,
                from -> filter.path(sync, from)),
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
    Filter filter = Filter.of(name -> Sent.text(request, name));
    String sync = request.pathParam("sync");
    Desk.answer(
        request,
        () -> {
          String several = Sent.text(request, "several");
          if (several.isEmpty()) {
            take(request, sync);
          } else {
            settle(request, sync, filter, several);
          }
          request.redirect(filter.path(sync, filter.skip()));
        },
        refusal -> show(request, filter, refusal));
  }

  /** Settles those that are ticked, or all that the filter finds. */
  private void settle(Context request, String sync, Filter filter, String several) {
    String[] meant = several.split("/", 2);
    String side = requireSide(meant.length == 2 ? meant[1] : "");
    Event event = Event.sync(Event.Action.REVIEW, sync);
    switch (meant[0]) {
      case "all" -> {
        List<String> words = new ArrayList<>(filter.words());
        words.add("--every");
        resolve(request, sync, side, words, event.detail("all conflicts: the " + side));
      }
      case "ticked" -> {
        Map<List<String>, List<String>> keys = new LinkedHashMap<>();
        for (String number : request.formParams("tick")) {
          keys.computeIfAbsent(
                  List.of(
                      "--task=" + Sent.text(request, "task" + number),
                      "--side=" + Sent.text(request, "side" + number)),
                  of -> new ArrayList<>())
              .add(Sent.text(request, "key" + number));
        }
        if (keys.isEmpty()) {
          throw new Refusal(400, "usage", "Tick at least one conflict.");
        }
        keys.forEach(
            (of, some) -> {
              List<String> words = new ArrayList<>(of);
              words.add("--");
              words.addAll(some);
              resolve(
                  request,
                  sync,
                  side,
                  words,
                  some.size() == 1
                      ? event.record(some.getFirst()).detail("conflict: the " + side)
                      : event.detail(Words.count(some.size(), "conflict") + ": the " + side));
            });
      }
      default -> throw new Refusal(400, "usage", "that is nothing that could be done: " + several);
    }
  }

  private static String requireSide(String side) {
    if (!side.equals("source") && !side.equals("target")) {
      throw new Refusal(400, "usage", "A value is taken from the source or the target.");
    }
    return side;
  }

  /** Takes each field's decision, or one for the whole record. */
  private void take(Context request, String sync) {
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
    choices.values().forEach(ConflictSite::requireSide);
    choices.forEach((field, side) -> decide(request, sync, field, side));
  }

  private void decide(Context request, String sync, String field, String side) {
    List<String> words = new ArrayList<>();
    if (!field.isEmpty()) {
      words.add("--field=" + field);
    }
    words.add("--task=" + Sent.text(request, "task"));
    words.add("--side=" + Sent.text(request, "side"));
    words.add("--");
    words.add(Sent.text(request, "key"));
    Event event = Event.sync(Event.Action.REVIEW, sync).record(Sent.text(request, "key"));
    resolve(request, sync, side, words, event);
  }

  /** Takes what a side holds of some conflicts. */
  private void resolve(Context request, String sync, String side, List<String> which, Event event) {
    List<String> words = new ArrayList<>(List.of("conflicts", "resolve", "--" + side));
    words.add("--sync=" + sync);
    words.addAll(which);
    desk.change(request, Notice.class, sync, event, words);
  }
}
