package dev.syncline.server.site;

import dev.syncline.engine.advise.KeyAdvice;
import dev.syncline.engine.config.Finding;
import dev.syncline.project.screen.ErrorScreen;
import dev.syncline.project.screen.EvalScreen;
import dev.syncline.project.screen.ExpressionErrorScreen;
import dev.syncline.project.screen.MappingScreen;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Words;
import dev.syncline.server.account.Event;
import dev.syncline.server.account.Permission;
import dev.syncline.server.page.Frame;
import dev.syncline.server.page.MappingPage;
import dev.syncline.server.web.Json;
import dev.syncline.server.web.Need;
import dev.syncline.server.web.Visitor;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The page on which a task's fields are mapped. What was changed stands in the page itself, as a
 * JSON Patch, until it is saved: nobody else sees it, and nothing is lost when the server restarts.
 */
final class MappingSite {
  private static final String TRIED = "5";
  private static final int WIDEST = 80;

  private final Desk desk;
  private final Saving saving;

  MappingSite(Desk desk) {
    this.desk = desk;
    this.saving = new Saving(desk);
  }

  void ways(RoutesConfig routes) {
    String way = "/syncs/{sync}/mapping";
    routes.get(way, this::begin, Need.of(Permission.SEE));
    routes.post(way, this::change, Need.of(Permission.EDIT));
    routes.post(way + "/preview", this::preview, Need.of(Permission.EDIT));
    routes.post(way + "/review", this::review, Need.of(Permission.EDIT));
    routes.post(way + "/save", this::save, Need.of(Permission.EDIT));
  }

  private void begin(Context request) {
    show(request, Sent.query(request, "task"), MappingChanges.NONE, MappingForm.EMPTY, null);
  }

  /** The mapping of a task; of the first one where it has no name. */
  private MappingScreen mapping(Context request, String task, MappingChanges changes) {
    return mapping(request, task, changes, false);
  }

  private MappingScreen mapping(
      Context request, String task, MappingChanges changes, boolean figures) {
    List<String> words = new ArrayList<>(List.of("mapping"));
    words.add("--sync=" + request.pathParam("sync"));
    if (!changes.isEmpty()) {
      words.add("--patch=" + changes.text());
    }
    if (figures) {
      words.add("--figures");
    }
    words.add("--");
    if (!task.isEmpty()) {
      words.add(task);
    }
    return desk.asking().answer(MappingScreen.class, words.toArray(String[]::new));
  }

  /** What was changed so far, as the page sends it along. */
  private static MappingChanges changes(Context request) {
    return MappingChanges.of(Sent.text(request, "patch"), request.pathParam("sync"));
  }

  /** Does what one button of the page says. */
  private void change(Context request) {
    String task = Sent.text(request, "task");
    MappingChanges changes = changes(request);
    MappingScreen now = mapping(request, task, changes);
    if (!Sent.text(request, "key").isEmpty()) {
      ask(request, task, changes, now);
    } else if (!Sent.text(request, "remove").isEmpty()) {
      MappingChanges removed = changes.remove(now, number(request, "remove"));
      show(request, task, removed, MappingForm.EMPTY, null);
    } else if (!Sent.text(request, "change").isEmpty()) {
      MappingForm filled = MappingForm.of(now, number(request, "change"));
      show(request, task, changes, filled, null);
    } else if (!Sent.text(request, "put").isEmpty()) {
      put(request, task, changes, now);
    } else {
      show(request, task, changes, MappingForm.EMPTY, null);
    }
  }

  private static int number(Context request, String name) {
    String text = Sent.text(request, name);
    return text.matches("\\d{1,6}") ? Integer.parseInt(text) : -1;
  }

  private void put(Context request, String task, MappingChanges changes, MappingScreen now) {
    MappingForm typed =
        MappingForm.typed(number(request, "field"), name -> Sent.text(request, name));
    Optional<String> problem = typed.problem();
    if (problem.isPresent()) {
      show(request, task, changes, typed.refused(problem.get()), null);
      return;
    }
    MappingChanges put = changes.put(now, typed.number(), typed.written(now));
    MappingScreen then = mapping(request, task, put);
    List<String> errors =
        then.fields().stream()
            .skip(typed.number() < 0 ? now.fields().size() : typed.number())
            .limit(1)
            .flatMap(
                field ->
                    field.findings().stream()
                        .filter(Finding::isError)
                        .map(f -> MappingPages.said(then, field, f)))
            .toList();
    if (errors.isEmpty()) {
      show(request, task, put, MappingForm.EMPTY, null);
    } else {
      show(request, task, changes, typed.refused(String.join(" ", errors)), null);
    }
  }

  /** Says what another unique key would do, and asks whether it is meant. */
  private void ask(Context request, String task, MappingChanges changes, MappingScreen now) {
    MappingChanges other = changes.toggleKey(now, number(request, "key"));
    MappingScreen then = mapping(request, task, other, true);
    List<String> words = new ArrayList<>();
    words.add("The unique key would be " + MappingPages.key(then) + ".");
    then.figures().map(MappingSite::words).ifPresent(words::addAll);
    words.add(
        "It decides for records that are not linked yet, in any run. Linked records stay linked.");
    show(
        request,
        task,
        changes,
        MappingForm.EMPTY,
        new MappingPage.Question("Change the unique key?", words, other.text()));
  }

  private static List<String> words(KeyAdvice figures) {
    List<String> words = new ArrayList<>();
    words.add(
        "With all records that there are now it would link "
            + Words.number(figures.links())
            + ", create "
            + Words.number(figures.createsInTarget())
            + " in the target and "
            + Words.number(figures.createsInSource())
            + " in the source.");
    if (figures.ambiguous() > 0 || figures.nulls() > 0) {
      words.add(
          Words.count(figures.ambiguous(), "record")
              + " share their value with others, and "
              + Words.number(figures.nulls())
              + " have none: they would be held until somebody mends them.");
    }
    return words;
  }

  private void show(
      Context request,
      String task,
      MappingChanges changes,
      MappingForm form,
      MappingPage.@Nullable Question question) {
    Visitor visitor = Visitor.of(request);
    String sync = request.pathParam("sync");
    MappingScreen mapping = mapping(request, task, changes);
    List<MappingPage.Tab> tabs =
        mapping.tasks().stream()
            .map(
                name ->
                    new MappingPage.Tab(
                        name, MappingPages.path(sync, name), name.equals(mapping.task())))
            .toList();
    desk.show(
        request,
        "mapping",
        MappingPages.page(
            frame(visitor, mapping.task()),
            tabs,
            visitor.may(Permission.EDIT, sync),
            mapping,
            changes,
            form,
            question));
  }

  private Frame frame(Visitor visitor, String task) {
    return desk.frame(visitor, "Mapping of " + task, Frame.Section.SYNCS);
  }

  /** What an expression gives for some rows, for the page's script. */
  private void preview(Context request) {
    String side = Sent.text(request, "side").equals("target") ? "target" : "source";
    Screen answer =
        desk.asking()
            .answer(
                "eval",
                "--sync=" + request.pathParam("sync"),
                "--side=" + side,
                "--limit=" + TRIED,
                "--",
                Sent.text(request, "task"),
                Sent.text(request, "sql"));
    List<Map<String, String>> rows = new ArrayList<>();
    String wrong = "";
    if (answer instanceof EvalScreen eval) {
      eval.tried()
          .results()
          .forEach(
              row ->
                  rows.add(
                      Map.of(
                          "key",
                          String.valueOf(row.key()),
                          "value",
                          row.failure() == null
                              ? Shown.value(row.value(), WIDEST)
                              : row.failure().reason())));
    } else if (answer instanceof ExpressionErrorScreen error) {
      wrong = error.why().reason() + "\n" + error.why().pointed();
    } else if (answer instanceof ErrorScreen error) {
      wrong = error.message();
    }
    request.contentType("application/json").result(Json.text(Map.of("rows", rows, "wrong", wrong)));
  }

  private void review(Context request) {
    String sync = request.pathParam("sync");
    String task = Sent.text(request, "task");
    String patch = changes(request).text();
    saving.show(
        request,
        new Saving.Step(
            frame(Visitor.of(request), task),
            "Save the mapping of " + task,
            MappingPages.path(sync, task),
            MappingPages.path(sync) + "/save"),
        saving.required(patch),
        Map.of("task", task, "patch", patch),
        List.of());
  }

  private void save(Context request) {
    String sync = request.pathParam("sync");
    saving.save(request, Event.sync(Event.Action.EDIT, sync), changes(request).text());
    request.redirect(MappingPages.path(sync, Sent.text(request, "task")));
  }
}
