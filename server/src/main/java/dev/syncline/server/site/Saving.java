package dev.syncline.server.site;

import dev.syncline.engine.config.Finding;
import dev.syncline.project.screen.EditScreen;
import dev.syncline.project.screen.Screen;
import dev.syncline.server.account.Event;
import dev.syncline.server.page.EditPage;
import dev.syncline.server.page.Frame;
import dev.syncline.server.web.Refusal;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How pages change the configuration: by a JSON Patch, of which is first shown what it makes of the
 * files, and which is then saved if they are still the same.
 */
record Saving(Desk desk) {
  /**
   * Where a change is shown, and where it goes from there.
   *
   * @param frame around the page
   * @param title what is done
   * @param back where nothing is done
   * @param action where the form goes that saves it
   */
  record Step(Frame frame, String title, String back, String action) {}

  /** What a patch would make of the files, or why nothing can be made of it. */
  Screen tried(String patch) {
    return desk.asking().answer("edit", "--patch=" + patch);
  }

  /** Why that may not be saved; empty where it may. */
  static List<String> problems(Screen tried) {
    if (!(tried instanceof EditScreen edit)) {
      return Asking.problems(tried);
    }
    return edit.changed().isEmpty()
        ? List.of("Nothing is changed yet.")
        : edit.errors().stream().map(Finding::toString).toList();
  }

  /**
   * What a patch would make of the files.
   *
   * @throws Refusal if that may not be saved
   */
  EditScreen required(String patch) {
    EditScreen edit = desk.asking().answer(EditScreen.class, "edit", "--patch=" + patch);
    List<String> problems = problems(edit);
    if (!problems.isEmpty()) {
      throw new Refusal(409, "configuration", problems.getFirst());
    }
    return edit;
  }

  /**
   * Shows how the files would change.
   *
   * @param sent what the form sends that saves it, beside what tells these files from others
   */
  void show(
      Context request, Step step, EditScreen edit, Map<String, String> sent, List<String> notes) {
    Map<String, String> all = new LinkedHashMap<>(sent);
    all.put("base", edit.base());
    List<EditPage.Hidden> hidden = new ArrayList<>();
    all.forEach((name, value) -> hidden.add(new EditPage.Hidden(name, value)));
    desk.show(
        request,
        "edit",
        new EditPage(
            step.frame(),
            step.title(),
            step.back(),
            step.action(),
            hidden,
            edit.diff().stream().map(EditPage.DiffLine::of).toList(),
            notes));
  }

  /**
   * Saves a patch over the files that were shown, and notes who did it.
   *
   * @param event what is noted; the files that changed are added to it
   * @throws Refusal if nothing was saved
   */
  EditScreen save(Context request, Event event, String patch) {
    EditScreen edit =
        desk.change(
            request,
            EditScreen.class,
            event,
            "edit",
            "--patch=" + patch,
            "--base=" + Sent.text(request, "base"));
    if (!edit.saved()) {
      throw new Refusal(
          409,
          "configuration",
          "Nothing was saved"
              + (edit.errors().isEmpty() ? "" : ": " + edit.errors().getFirst())
              + ". Load the page again and repeat what you did.");
    }
    return edit;
  }
}
