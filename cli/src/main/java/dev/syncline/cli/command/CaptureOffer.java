package dev.syncline.cli.command;

import dev.syncline.cli.project.CommandError;
import dev.syncline.cli.project.OpenSync;
import dev.syncline.cli.screen.CaptureChoice;
import dev.syncline.cli.screen.Json;
import dev.syncline.cli.screen.TrackingSql;
import dev.syncline.cli.text.Page;
import dev.syncline.cli.text.Style;
import dev.syncline.cli.text.Words;
import dev.syncline.connect.ChangeTracking;
import dev.syncline.connect.ConnectorException;
import dev.syncline.core.Side;
import dev.syncline.engine.capture.Captures;
import dev.syncline.engine.capture.SideCapture;
import dev.syncline.engine.sync.Capturing.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Offers a person the triggers, or the reading of a log, that would spare a sync its full compares:
 * what would be made, what it costs with and without, and then makes it or leaves it.
 */
final class CaptureOffer {
  private final Session session;
  private final OpenSync sync;
  private final Captures captures;
  private final List<SideCapture> open;

  CaptureOffer(Session session, OpenSync sync) {
    this.session = session;
    this.sync = sync;
    this.captures = sync.captures();
    this.open = inSystems().filter(SideCapture::open).toList();
  }

  /** What would be made in a system; a run makes by itself what it takes in a ledger. */
  private Stream<SideCapture> inSystems() {
    return captures.sides().stream().filter(c -> !sync.ends().on(c.side()).assumed());
  }

  /** The SQL that a database administrator may read or run. */
  TrackingSql sql() {
    List<TrackingSql.Part> parts = new ArrayList<>();
    Set<String> seen = new LinkedHashSet<>();
    for (SideCapture c : inSystems().toList()) {
      if (!c.statements().isEmpty() && seen.add(c.connection() + "\0" + c.object())) {
        ChangeTracking tracking = captures.tracking(c);
        String consumer = captures.consumer(c.side());
        parts.add(
            new TrackingSql.Part(
                c.connection(),
                sync.ends().on(c.side()).product(),
                c.object(),
                c.statements(),
                tracking.handOver(consumer, c.object()),
                tracking.privileges(consumer, c.object())));
      }
    }
    return new TrackingSql(sync.sync().name(), parts);
  }

  /**
   * Asks, unless it was said before, and makes the triggers.
   *
   * @param yes make them without asking
   * @return what came of it; nothing when there was nothing to ask
   */
  Optional<CaptureChoice> settle(boolean yes) {
    if (open.isEmpty()) {
      return Optional.empty();
    }
    boolean asked = session.console().asks() && !session.json();
    if (yes || asked && agreed()) {
      make(open);
      return Optional.of(choice(open, List.of()));
    }
    // Without a person, the configuration's word is enough.
    List<SideCapture> wanted =
        open.stream().filter(c -> c.standing() == SideCapture.Standing.WANTED).toList();
    if (asked && !wanted.isEmpty()) {
      throw CommandError.held(
          sync.sync().name()
              + " asks for \"capture: "
              + Json.word(wanted.getFirst().method())
              + "\", and what it takes was not made. Nothing was done. Make it with: syncline start "
              + sync.sync().name()
              + " --yes, or set \"capture: scan\" to compare everything in every run");
    }
    make(wanted);
    return Optional.of(
        choice(wanted, open.stream().filter(c -> !wanted.contains(c) && !c.lookedUp()).toList()));
  }

  private CaptureChoice choice(List<SideCapture> made, List<SideCapture> left) {
    return new CaptureChoice(sync.sync().name(), made, left, UnboundedLogs.of(sync, made));
  }

  /** All of them or none: what marks changes of a part would fill tables that nobody reads. */
  private void make(List<SideCapture> wanted) {
    List<SideCapture> made = new ArrayList<>();
    for (SideCapture c : wanted) {
      try {
        captures.track(c.task(), c.side(), c.object(), c.lookedUp());
        made.add(c);
      } catch (ConnectorException e) {
        throw new ConnectorException(e.kind(), told(e, c).stripTrailing() + takenBack(made), e);
      }
    }
  }

  private String told(ConnectorException e, SideCapture c) {
    return e.kind() == ConnectorException.Kind.DENIED
        ? String.valueOf(e.getMessage()).stripTrailing()
            + "\nThat is for "
            + c.object()
            + " alone; the SQL for all tables: syncline start "
            + sync.sync().name()
            + " --print-sql. Then start again. Or do without: set \"capture: scan\", and every run compares"
            + " everything."
        : String.valueOf(e.getMessage());
  }

  /** Removes what was made before a table that failed, and says so. */
  private String takenBack(List<SideCapture> made) {
    if (made.isEmpty()) {
      return "";
    }
    try {
      Set<String> gone = captures.takeBack(made);
      return gone.isEmpty()
          ? ""
          : " What was made for "
              + Words.list(List.copyOf(gone))
              + " before was removed again; nothing was started.";
    } catch (ConnectorException e) {
      return " What was made before could not be removed ("
          + e.getMessage()
          + "): start again, or remove it with: syncline uninstall";
    }
  }

  private boolean agreed() {
    Page page = session.page();
    page.flow(
        "",
        Style.PLAIN,
        (triggers() ? "With triggers, " : "By the log, ")
            + page.paint(Style.STRONG, sync.sync().name())
            + " reads only the records that changed. It would make:",
        0);
    for (Side side : Side.values()) {
      for (Method method : List.of(Method.TRIGGERS, Method.LOG)) {
        List<SideCapture> here =
            open.stream().filter(c -> c.side() == side && c.method() == method).toList();
        if (!here.isEmpty()) {
          here(page, here);
        }
      }
    }
    page.flow(
        "",
        Style.FAINT,
        (triggers()
                ? "Each write to these tables then also adds the record's key to a table of marks, in"
                    + " the same transaction. "
                : "")
            + (log()
                ? "A server keeps its log until a run has read it, and \"stop\" lets it go. "
                : "")
            + "uninstall removes all of it. Every statement and the rights it takes:"
            + " syncline start "
            + sync.sync().name()
            + " --print-sql",
        0);
    UnboundedLogs.of(sync, open).forEach(text -> page.flow("", Style.CARE, text, 0));
    session.say(page);
    return session.confirm(log() ? "Make this?" : "Make the triggers?");
  }

  private boolean triggers() {
    return open.stream().anyMatch(c -> c.method() == Method.TRIGGERS);
  }

  private boolean log() {
    return open.stream().anyMatch(c -> c.method() == Method.LOG);
  }

  private void here(Page page, List<SideCapture> here) {
    SideCapture first = here.getFirst();
    Map<String, Integer> statements = new LinkedHashMap<>();
    here.forEach(c -> statements.put(c.object(), c.statements().size()));
    List<String> objects = List.copyOf(statements.keySet());
    long made = statements.values().stream().mapToLong(n -> n).sum();
    long rows =
        here.stream()
            .filter(c -> !c.lookedUp())
            .map(SideCapture::object)
            .distinct()
            .mapToLong(o -> sync.ends().on(first.side()).count(o))
            .sum();
    page.flow(
        "  " + page.paint(Style.STRONG, first.connection()) + "  ",
        Style.PLAIN,
        (first.method() == Method.LOG
                ? made == 0
                    ? "nothing, the log can be read already: "
                    : "what reading the log takes (a publication and a replication slot, or a table"
                        + " of one row) for "
                : made == 0
                    ? "nothing, the triggers are there already: "
                    : "triggers and a table of marks for ")
            + Words.list(objects)
            + (made == 0 ? "" : " (" + Words.count(made, "statement") + ")"),
        6);
    page.flow(
        "      ",
        Style.FAINT,
        "without "
            + (first.method() == Method.LOG ? "it" : "them")
            + (here.stream().allMatch(SideCapture::lookedUp)
                ? " what changes there is seen by full compares only"
                : " every run reads all " + Words.count(rows, "row") + " of it"),
        6);
  }
}
