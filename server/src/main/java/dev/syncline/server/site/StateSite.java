package dev.syncline.server.site;

import dev.syncline.server.account.Permission;
import dev.syncline.server.page.SyncPage;
import dev.syncline.server.web.Need;
import dev.syncline.server.web.Refusal;
import dev.syncline.server.web.Visitor;
import dev.syncline.server.work.Rules;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;

/**
 * What may be forgotten of a sync's state. Each way only says what it would mean, and a person who
 * has read that confirms it ({@link Confirmations}).
 */
final class StateSite {
  private final Desk desk;

  StateSite(Desk desk) {
    this.desk = desk;
  }

  void ways(RoutesConfig routes) {
    routes.post("/syncs/{sync}/resync", this::resync, Need.of(Permission.RESYNC));
    routes.post("/syncs/{sync}/reset", this::reset, Need.of(Permission.RESYNC));
  }

  /** The parts that this visitor may have forgotten. */
  static List<SyncPage.Reset> parts(Visitor visitor, String sync) {
    return parts().stream()
        .filter(
            part ->
                Rules.takes(words(part.what())).orElseThrow().permissions().stream()
                    .allMatch(permission -> visitor.may(permission, sync)))
        .toList();
  }

  private static List<String> words(String what) {
    return what.equals("resync") ? List.of("resync", "--explain") : List.of("reset", "--" + what);
  }

  private static List<SyncPage.Reset> parts() {
    return List.of(
        new SyncPage.Reset(
            "resync",
            "Resync",
            "Looks at every record again, whatever was noted of changes. Links are kept.",
            false),
        new SyncPage.Reset(
            "cursor",
            "Set back when it was last in step",
            "Reads timestamps again: all of them, or those since a time. It first names the records"
                + " that become due.",
            true),
        new SyncPage.Reset(
            "cdc",
            "Take everything for sent",
            "A snapshot: nothing is sent, and only later changes are. For syncs in one direction.",
            false),
        new SyncPage.Reset(
            "tracking",
            "Drop what tracks changes",
            "Triggers, or what reads the log, with the marks that wait. The next run compares"
                + " everything.",
            false),
        new SyncPage.Reset(
            "links",
            "Forget links",
            "Which records belong together. The next run matches them by their unique keys again.",
            false));
  }

  private void resync(Context request) {
    begin(request, new ArrayList<>(words("resync")));
  }

  private void reset(Context request) {
    String what = Sent.required(request, "what");
    if (parts().stream().noneMatch(p -> p.what().equals(what)) || what.equals("resync")) {
      throw new Refusal(400, "usage", "\"" + what + "\" is nothing that can be reset");
    }
    List<String> words = new ArrayList<>(words(what));
    String to = Sent.stripped(request, "to");
    if (!to.isEmpty()) {
      words.add("--to=" + to.replace('T', ' '));
    }
    begin(request, words);
  }

  private void begin(Context request, List<String> words) {
    String sync = request.pathParam("sync");
    String task = Sent.text(request, "task");
    if (!task.isEmpty()) {
      words.add("--task=" + task);
    }
    words.addAll(List.of("--", sync));
    desk.begin(request, sync, words);
  }
}
