package dev.syncline.server.site;

import dev.syncline.engine.store.Due;
import dev.syncline.project.screen.DueScreen;
import dev.syncline.project.screen.Json;
import dev.syncline.project.text.Words;
import dev.syncline.server.account.Permission;
import dev.syncline.server.page.Choice;
import dev.syncline.server.page.DueLine;
import dev.syncline.server.page.DuePage;
import dev.syncline.server.page.Frame;
import dev.syncline.server.page.SyncPage;
import dev.syncline.server.web.Need;
import dev.syncline.server.web.Visitor;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The page of the records of a sync that are due. */
final class DueSite {
  private static final int MOST = 50;

  private final Desk desk;

  DueSite(Desk desk) {
    this.desk = desk;
  }

  void ways(RoutesConfig routes) {
    routes.get("/syncs/{sync}/due", this::show, Need.of(Permission.SEE));
  }

  /** The first records that are due, or those of a page further on. */
  static DueScreen ask(Desk desk, String sync, int most, long skip, Map<String, String> options) {
    List<String> words = new ArrayList<>(List.of("show", "due", "--show=" + most));
    words.add("--skip=" + skip);
    options.forEach(
        (name, value) -> {
          if (!value.isEmpty()) {
            words.add("--" + name + "=" + value);
          }
        });
    words.addAll(List.of("--", sync));
    return desk.asking().answer(DueScreen.class, words.toArray(String[]::new));
  }

  /** Records that are due, as lines. */
  static List<DueLine> lines(Desk desk, Visitor visitor, DueScreen screen) {
    boolean mayRetry = visitor.may(Permission.RUN, screen.sync());
    return screen.due().stream()
        .map(
            d ->
                Told.due(
                    screen.sync(),
                    screen.tasks().getOrDefault(d.task(), "task " + d.task()),
                    screen.systems().on(d.side()),
                    d,
                    mayRetry,
                    "since " + desk.moment(d.sinceMillis())))
        .toList();
  }

  private void show(Context request) {
    Visitor visitor = Visitor.of(request);
    String sync = request.pathParam("sync");
    String task = Sent.query(request, "task");
    String reason = Sent.query(request, "reason");
    String search = Sent.query(request, "search");
    long skip = skip(request);
    DueScreen screen =
        ask(desk, sync, MOST, skip, Map.of("task", task, "reason", reason, "search", search));
    String path = Links.sync(sync, "due");
    desk.show(
        request,
        "due",
        new DuePage(
            desk.frame(visitor, "Due in " + sync, Frame.Section.SYNCS),
            sync,
            Links.sync(sync),
            path,
            tasks(screen, task),
            reasons(screen, reason),
            search,
            lines(desk, visitor, screen),
            Told.pager(
                screen.skipped(),
                screen.due().size(),
                screen.total(),
                MOST,
                at ->
                    Links.with(
                        path,
                        "task",
                        task,
                        "reason",
                        reason,
                        "search",
                        search,
                        "skip",
                        at == 0 ? "" : Long.toString(at))),
            visitor.may(Permission.RUN, sync) && screen.total() > 0
                ? List.of(
                    new SyncPage.Action("Retry all that is due", Links.sync(sync, "retry"), "main"))
                : List.of()));
  }

  private static List<Choice> tasks(DueScreen screen, String chosen) {
    List<Choice> tasks = new ArrayList<>();
    tasks.add(new Choice("", "All tasks", chosen.isEmpty()));
    screen.tasks().values().forEach(t -> tasks.add(new Choice(t, t, t.equals(chosen))));
    return tasks;
  }

  private static List<Choice> reasons(DueScreen screen, String chosen) {
    Map<Due.Reason, Long> sum = new EnumMap<>(Due.Reason.class);
    screen.counts().values().forEach(c -> c.forEach((r, n) -> sum.merge(r, n, Long::sum)));
    List<Choice> reasons = new ArrayList<>();
    reasons.add(new Choice("", "All reasons", chosen.isEmpty()));
    sum.forEach(
        (reason, n) -> {
          String word = Json.word(reason);
          if (n > 0 || word.equals(chosen)) {
            reasons.add(
                new Choice(
                    word,
                    DueScreen.words(reason) + " (" + Words.number(n) + ")",
                    word.equals(chosen)));
          }
        });
    return reasons;
  }

  /** How many lines of a long list are left out before the page. */
  static long skip(Context request) {
    String text = Sent.query(request, "skip");
    return text.matches("\\d{1,12}") ? Long.parseLong(text) : 0;
  }
}
