package dev.syncline.server.site;

import dev.syncline.engine.config.Finding;
import dev.syncline.project.screen.EditScreen;
import dev.syncline.project.screen.ErrorScreen;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.SyncSettingsScreen;
import dev.syncline.server.account.Event;
import dev.syncline.server.account.Permission;
import dev.syncline.server.page.EditPage;
import dev.syncline.server.page.Frame;
import dev.syncline.server.page.NamingPage;
import dev.syncline.server.web.Json;
import dev.syncline.server.web.Need;
import dev.syncline.server.web.Refusal;
import dev.syncline.server.web.Visitor;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The form with a sync's name and schedule. */
final class NamingSite {
  private final Desk desk;

  NamingSite(Desk desk) {
    this.desk = desk;
  }

  void ways(RoutesConfig routes) {
    Need need = Need.of(Permission.SCHEDULE);
    routes.get("/syncs/{sync}/settings", this::show, need);
    routes.post("/syncs/{sync}/settings", this::preview, need);
    routes.post("/syncs/{sync}/settings/save", this::save, need);
  }

  private static String form(Context request, String name) {
    return Objects.requireNonNullElse(request.formParam(name), "").replace("\r\n", "\n").strip();
  }

  private SyncSettingsScreen settings(String sync) {
    return desk.asking().answer(SyncSettingsScreen.class, "edit", "--sync=" + sync);
  }

  static String path(String sync) {
    return Links.sync(sync, "settings");
  }

  private static boolean mayRename(Context request, String sync) {
    return Visitor.of(request).may(Permission.EDIT, sync);
  }

  private void show(Context request) {
    String sync = request.pathParam("sync");
    show(request, sync, String.join("\n", settings(sync).schedule()), List.of());
  }

  private void show(Context request, String name, String schedule, List<String> problems) {
    String sync = request.pathParam("sync");
    desk.show(
        request,
        "naming",
        new NamingPage(
            desk.frame(Visitor.of(request), sync, Frame.Section.SYNCS),
            sync,
            Links.sync(sync),
            path(sync),
            name,
            schedule,
            mayRename(request, sync),
            problems));
  }

  private void preview(Context request) {
    String sync = request.pathParam("sync");
    String name = form(request, "name");
    String schedule = form(request, "schedule");
    List<String> problems = new ArrayList<>();
    Screen answer = desk.asking().answer("edit", "--patch=" + patch(request));
    if (answer instanceof EditScreen edit) {
      edit.errors().forEach(e -> problems.add(e.toString()));
      if (edit.changed().isEmpty()) {
        problems.add("Nothing is changed yet.");
      }
      if (problems.isEmpty()) {
        desk.show(
            request,
            "edit",
            new EditPage(
                desk.frame(Visitor.of(request), sync, Frame.Section.SYNCS),
                "Save " + name,
                path(sync),
                path(sync) + "/save",
                List.of(
                    new EditPage.Hidden("name", name),
                    new EditPage.Hidden("schedule", schedule),
                    new EditPage.Hidden("base", edit.base())),
                edit.diff().stream().map(EditPage.DiffLine::of).toList(),
                List.of()));
        return;
      }
    } else if (answer instanceof ErrorScreen error) {
      problems.add(error.message());
      error.findings().stream().map(Finding::toString).forEach(problems::add);
    }
    show(request, name, schedule, problems);
  }

  /** The changes that the form asks for: nothing but these two keys can be reached by it. */
  private String patch(Context request) {
    String sync = request.pathParam("sync");
    String place = "/syncs/" + escaped(sync);
    List<Object> patch = new ArrayList<>();
    List<String> before = settings(sync).schedule();
    List<String> after =
        form(request, "schedule").lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    if (after.isEmpty() && !before.isEmpty()) {
      patch.add(Map.of("op", "remove", "path", place + "/schedule"));
    } else if (!after.equals(before)) {
      Object value = after.size() == 1 ? after.getFirst() : after;
      patch.add(Map.of("op", "add", "path", place + "/schedule", "value", value));
    }
    String name = form(request, "name");
    if (!name.equals(sync) && !name.isEmpty()) {
      if (!mayRename(request, sync)) {
        throw Refusal.notAdmitted(Visitor.of(request), Permission.EDIT, sync);
      }
      patch.add(Map.of("op", "move", "from", place, "path", "/syncs/" + escaped(name)));
    }
    return Json.text(patch);
  }

  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  private void save(Context request) {
    String sync = request.pathParam("sync");
    EditScreen saved =
        desk.save(request, Event.sync(Event.Action.SCHEDULE, sync), patch(request));
    assert saved.saved();
    request.redirect(Links.sync(form(request, "name")));
  }
}
