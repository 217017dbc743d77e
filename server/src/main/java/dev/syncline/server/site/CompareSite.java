package dev.syncline.server.site;

import dev.syncline.project.screen.ChoicesScreen;
import dev.syncline.server.account.Permission;
import dev.syncline.server.page.ComparePage;
import dev.syncline.server.page.Frame;
import dev.syncline.server.web.Need;
import dev.syncline.server.web.Visitor;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;

/** The page on which somebody says what of two environments is compared, and which way. */
final class CompareSite {
  private final Desk desk;

  CompareSite(Desk desk) {
    this.desk = desk;
  }

  void ways(RoutesConfig routes) {
    routes.get("/syncs/{sync}/compare", this::ask, Need.of(Permission.PLAN));
    routes.post("/syncs/{sync}/plans", this::begin, Need.of(Permission.PLAN));
  }

  private void ask(Context request) {
    Visitor visitor = Visitor.of(request);
    String sync = request.pathParam("sync");
    ChoicesScreen choices =
        desk.asking().answer(ChoicesScreen.class, "plans", "choices", "--", sync);
    List<ComparePage.Way> ways = new ArrayList<>();
    boolean chosen = false;
    for (String from : choices.environments()) {
      boolean allowed = desk.admission().admits(visitor, sync, List.of("plan", "--from=" + from));
      String to =
          choices.environments().stream().filter(e -> !e.equals(from)).findFirst().orElse("");
      ways.add(new ComparePage.Way(from, to, allowed, allowed && !chosen));
      chosen |= allowed;
    }
    desk.show(
        request,
        "compare",
        new ComparePage(
            desk.frame(visitor, "Compare " + sync, Frame.Section.SYNCS),
            sync,
            Links.sync(sync),
            Links.sync(sync, "plans"),
            ways,
            choices.modules().stream()
                .map(
                    m ->
                        new ComparePage.Module(
                            m.name(),
                            String.join(", ", m.tasks()),
                            String.join(", ", m.requires()),
                            String.join(",", m.requires()),
                            String.join(", ", m.by())))
                .toList(),
            choices.never()));
  }

  private void begin(Context request) {
    String sync = request.pathParam("sync");
    List<String> words = new ArrayList<>(List.of("plan", "--keep"));
    String from = Sent.text(request, "from");
    if (!from.isEmpty()) {
      words.add("--from=" + from);
      if (Sent.text(request, "what").equals("new")) {
        words.add("--new-only");
      }
      for (String module : request.formParams("module")) {
        words.add("--module=" + module);
        String only = Sent.text(request, "only." + module);
        for (String value : only.split(",", -1)) {
          if (!value.isBlank()) {
            words.add("--only=" + module + "=" + value.strip());
          }
        }
      }
    }
    words.add("--");
    words.add(sync);
    desk.begin(request, sync, words);
  }
}
