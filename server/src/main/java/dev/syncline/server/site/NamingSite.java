package dev.syncline.server.site;

import dev.syncline.project.edit.Place;
import dev.syncline.project.screen.EditScreen;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.SyncSettingsScreen;
import dev.syncline.server.account.Event;
import dev.syncline.server.account.Permission;
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

/** The form with a sync's name and schedule. */
final class NamingSite {
  private final Desk desk;
  private final Saving saving;

  NamingSite(Desk desk) {
    this.desk = desk;
    this.saving = new Saving(desk);
  }

  void ways(RoutesConfig routes) {
    Need need = Need.of(Permission.SCHEDULE);
    routes.get("/syncs/{sync}/settings", this::show, need);
    routes.post("/syncs/{sync}/settings", this::preview, need);
    routes.post("/syncs/{sync}/settings/save", this::save, need);
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
    String name = Sent.stripped(request, "name");
    String schedule = Sent.stripped(request, "schedule");
    Screen tried = saving.tried(patch(request));
    List<String> problems = Saving.problems(tried);
    if (!problems.isEmpty() || !(tried instanceof EditScreen edit)) {
      show(request, name, schedule, problems);
      return;
    }
    saving.show(
        request,
        new Saving.Step(
            desk.frame(Visitor.of(request), sync, Frame.Section.SYNCS),
            "Save " + name,
            path(sync),
            path(sync) + "/save"),
        edit,
        Map.of("name", name, "schedule", schedule),
        List.of());
  }

  /** The changes that the form asks for: nothing but these two keys can be reached by it. */
  private String patch(Context request) {
    String sync = request.pathParam("sync");
    Place place = Place.of("syncs", sync);
    List<Object> patch = new ArrayList<>();
    List<String> before = settings(sync).schedule();
    List<String> after =
        Sent.stripped(request, "schedule")
            .lines()
            .map(String::strip)
            .filter(l -> !l.isEmpty())
            .toList();
    if (after.isEmpty() && !before.isEmpty()) {
      patch.add(Map.of("op", "remove", "path", place.then("schedule").toString()));
    } else if (!after.equals(before)) {
      Object value = after.size() == 1 ? after.getFirst() : after;
      patch.add(Map.of("op", "add", "path", place.then("schedule").toString(), "value", value));
    }
    String name = Sent.stripped(request, "name");
    if (!name.equals(sync) && !name.isEmpty()) {
      if (!mayRename(request, sync)) {
        throw Refusal.notAdmitted(Visitor.of(request), Permission.EDIT, sync);
      }
      patch.add(
          Map.of(
              "op", "move", "from", place.toString(), "path", Place.of("syncs", name).toString()));
    }
    return Json.text(patch);
  }

  private void save(Context request) {
    String sync = request.pathParam("sync");
    saving.save(request, Event.sync(Event.Action.SCHEDULE, sync), patch(request));
    request.redirect(Links.sync(Sent.stripped(request, "name")));
  }
}
