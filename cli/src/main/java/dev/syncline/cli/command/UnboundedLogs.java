package dev.syncline.cli.command;

import dev.syncline.core.Side;
import dev.syncline.engine.capture.Captures;
import dev.syncline.engine.capture.SideCapture;
import dev.syncline.engine.sync.Capturing.Method;
import dev.syncline.project.OpenSync;
import dev.syncline.project.screen.KeptLog;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Style;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Logs that may fill a server's disk when the sync that reads them is left alone. */
final class UnboundedLogs {
  private UnboundedLogs() {}

  /** What is to be said of some sides, a sentence for each connection. */
  static List<String> of(OpenSync sync, Collection<SideCapture> sides) {
    Captures captures = sync.captures();
    Set<String> say = new LinkedHashSet<>();
    for (SideCapture c : sides) {
      captures
          .tracking(c)
          .burden(captures.consumer(c.side()))
          .filter(b -> !b.remedy().isEmpty())
          .ifPresent(
              b ->
                  say.add(
                      "Mind that "
                          + KeptLog.unbounded(c.connection())
                          + ". "
                          + KeptLog.remedy(sync.sync().name(), b)));
    }
    return List.copyOf(say);
  }

  /** Says so before a run that begins to read a log, because the configuration asks for it. */
  static void beforeMade(Session session, OpenSync sync) {
    boolean asked =
        Arrays.stream(Side.values()).anyMatch(s -> sync.sync().capturing().on(s) == Method.LOG);
    boolean read =
        sync.store().captures(sync.sync().id()).stream()
            .anyMatch(s -> Captures.method(s) == Method.LOG);
    if (asked && !read && !session.json()) {
      List<SideCapture> wanted =
          sync.captures().sides().stream()
              .filter(c -> c.method() == Method.LOG && c.standing() == SideCapture.Standing.WANTED)
              .toList();
      Page page = session.page();
      of(sync, wanted).forEach(text -> page.flow("", Style.CARE, text, 0));
      session.say(page);
    }
  }
}
