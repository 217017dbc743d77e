package dev.syncline.server.site;

import dev.syncline.engine.review.Group;
import dev.syncline.engine.store.Message;
import dev.syncline.project.screen.KeptPlanScreen;
import dev.syncline.project.screen.KeptPlansScreen;
import dev.syncline.project.screen.OfferWords;
import dev.syncline.project.screen.PlanOutcome;
import dev.syncline.project.text.Words;
import dev.syncline.server.account.Permission;
import dev.syncline.server.page.Frame;
import dev.syncline.server.page.ReviewPage;
import dev.syncline.server.web.Visitor;
import dev.syncline.server.work.Admission;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** A kept plan as its page shows it to somebody. */
record ReviewView(Desk desk, KeptPlanScreen shown, Asked asked) {
  private static final int HELD = 20;

  /**
   * The page.
   *
   * @param problem why its condition cannot be asked; empty for nothing
   * @param refusal why what was asked for was not done; empty for nothing
   */
  ReviewPage page(Visitor visitor, String problem, String refusal) {
    String sync = shown.systems().sync();
    String path = ReviewSite.path(sync, shown.plan().id());
    boolean open =
        shown.plan().run() == 0 || !shown.plan().origin().isEmpty(); // more may be applied later
    boolean waits =
        shown.message().filter(m -> m.message().state() == Message.State.WAITING).isPresent();
    KeptPlanScreen.Count all = shown.all();
    return new ReviewPage(
        desk.frame(visitor, "Review of " + sync, Frame.Section.SYNCS),
        sync,
        Links.sync(sync),
        shown.plan().id(),
        path,
        shown.plan().hash(),
        shown.plan().version(),
        way(shown),
        !shown.plan().origin().isEmpty(),
        shown.created(),
        refusal,
        notes(shown),
        tabs(shown, asked, path),
        new ReviewPage.Count(all.all(), all.taken()),
        new ReviewPage.Filter(
            asked.group(),
            asked.task(),
            asked.find(),
            asked.where(),
            shown.tasks(),
            admits(visitor, shown, Permission.PLAN),
            !asked.task().isEmpty() || !asked.find().isBlank() || !asked.where().isBlank(),
            problem),
        new ReviewPage.Count(shown.matched().all(), shown.matched().taken()),
        shown.lines().stream().map(line -> line(shown, line)).toList(),
        pages(shown, asked, path),
        may(visitor, shown, open, waits),
        apply(shown, waits),
        held(shown),
        unnamed(shown));
  }

  private static ReviewPage.Way way(KeptPlanScreen shown) {
    String[] ends = shown.plan().way().split(" ", 3);
    return ends.length == 3
        ? new ReviewPage.Way(ends[0], ends[1], ends[2])
        : new ReviewPage.Way(shown.plan().way(), "", "");
  }

  private static List<String> notes(KeptPlanScreen shown) {
    List<String> notes = new ArrayList<>(shown.notes());
    int required = shown.plan().found().indexOf("Required");
    if (required >= 0) {
      notes.add(shown.plan().found().substring(required));
    }
    return notes;
  }

  private static List<ReviewPage.Tab> tabs(KeptPlanScreen shown, Asked asked, String path) {
    List<ReviewPage.Tab> tabs = new ArrayList<>();
    tabs.add(tab("All", "", shown.all(), asked, path));
    for (Group group : Group.values()) {
      String word = group.name().toLowerCase(Locale.ROOT);
      if (group == Group.CONFLICTS && shown.plan().origin().isEmpty()) {
        continue; // what a sync cannot decide is no write of its plan
      }
      tabs.add(
          tab(
              word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1),
              word,
              shown.count(group),
              asked,
              path));
    }
    return tabs;
  }

  private static ReviewPage.Tab tab(
      String label, String word, KeptPlanScreen.Count count, Asked asked, String path) {
    return new ReviewPage.Tab(
        label,
        word,
        Sent.path(path, asked.in(word).options()),
        new ReviewPage.Count(count.all(), count.taken()),
        asked.group().equals(word));
  }

  private static ReviewPage.Line line(KeptPlanScreen shown, KeptPlanScreen.Line line) {
    boolean promotion = !shown.plan().origin().isEmpty();
    boolean byField = promotion && line.fields().stream().anyMatch(f -> f.number() > 0);
    PlanOutcome.Left problem = line.problem();
    return new ReviewPage.Line(
        line.number(),
        line.task(),
        line.who(),
        line.label(),
        line.group().name().toLowerCase(Locale.ROOT),
        line.verb(),
        line.where(),
        line.taken(),
        line.reason(),
        line.foreseen(),
        problem == null ? "" : problem(problem),
        problem != null && (problem.isPart() || problem.reason().equals("stale")) ? "care" : "bad",
        line.fields().stream().map(f -> field(f, line)).toList(),
        byField);
  }

  private static String problem(PlanOutcome.Left left) {
    if (left.isPart()) {
      return "Written in part: " + Told.here(left.message());
    }
    return switch (left.reason()) {
      case "stale" -> "Changed since the compare, and not written: " + left.message();
      case "rejected" -> "Refused: " + left.message();
      case "blocked" -> "Blocked: " + left.message();
      default -> left.reason() + ": " + left.message();
    };
  }

  private static ReviewPage.Field field(OfferWords.Field field, KeptPlanScreen.Line line) {
    return new ReviewPage.Field(
        field.number(),
        field.name(),
        Objects.requireNonNullElse(field.before(), ""),
        field.before() == null,
        Objects.requireNonNullElse(field.after(), ""),
        field.after() == null,
        field.differs(),
        !line.left().contains(field.number()),
        field.note());
  }

  private static ReviewPage.Pages pages(KeptPlanScreen shown, Asked asked, String path) {
    int all = shown.matched().all();
    int from = shown.from();
    int to = from + shown.lines().size();
    return new ReviewPage.Pages(
        asked.page(),
        all == 0
            ? "nothing"
            : Words.number(from + 1L) + "–" + Words.number(to) + " of " + Words.number(all),
        from == 0 ? "" : Sent.path(path, asked.on(asked.page() - 1).options()),
        to >= all ? "" : Sent.path(path, asked.on(asked.page() + 1).options()));
  }

  private static ReviewPage.May may(
      Visitor visitor, KeptPlanScreen shown, boolean open, boolean waits) {
    boolean settled = !open || waits;
    return new ReviewPage.May(
        !settled && admits(visitor, shown, Permission.REVIEW),
        !settled && admits(visitor, shown, Permission.TEST),
        open && admits(visitor, shown, Permission.APPLY),
        !shown.guarded().isEmpty() && admits(visitor, shown, Permission.APPROVE),
        shown.plan().run() > 0 && admits(visitor, shown, Permission.UNDO));
  }

  private static boolean admits(Visitor visitor, KeptPlanScreen shown, Permission permission) {
    return Admission.admits(
        visitor.caller(), permission, shown.systems().sync(), shown.plan().origin());
  }

  private ReviewPage.Apply apply(KeptPlanScreen shown, boolean waits) {
    int taken = shown.all().taken();
    int deleted = shown.count(Group.DELETED).taken();
    Optional<PlanOutcome> outcome = shown.outcome();
    Optional<Message> message = shown.message().map(m -> m.message());
    boolean failed = message.filter(m -> m.state() == Message.State.FAILURE).isPresent();
    String state =
        new KeptPlansScreen.Line(
                shown.systems().sync(), shown.plan(), shown.created(), shown.message())
            .state();
    return new ReviewPage.Apply(
        Words.count(taken, "record"),
        deleted == 0
            ? ""
            : deleted == 1
                ? "1 of them is deleted."
                : Words.number(deleted) + " of them are deleted.",
        desk.zoneName(),
        shown.testable(),
        blocked(shown),
        shown.guarded(),
        state,
        waits
            ? "busy"
            : shown.plan().run() == 0
                ? failed ? "bad" : "care"
                : outcome.filter(o -> !o.left().isEmpty()).isPresent() ? "care" : "good",
        waits,
        shown.plan().run(),
        outcome.map(this::words).orElse(""),
        outcome.map(o -> o.left().isEmpty() ? "good" : "care").orElse(""),
        outcome.filter(o -> !o.left().isEmpty()).map(ReviewView::problems).orElse(""));
  }

  /** What could not be written as things are selected; empty for nothing. */
  static String blocked(KeptPlanScreen shown) {
    return shown.blocked() <= 0
        ? ""
        : Words.count(shown.blocked(), "selected record")
            + " would be blocked, or written without a reference.";
  }

  private String words(PlanOutcome outcome) {
    return (outcome.test() ? "Test import, " : "Applied in run " + outcome.run() + ", ")
        + desk.ago(outcome.atMillis())
        + ": "
        + outcome.said()
        + (outcome.test() ? " Nothing was kept." : "");
  }

  private static String problems(PlanOutcome outcome) {
    int part = (int) outcome.left().values().stream().filter(PlanOutcome.Left::isPart).count();
    List<String> sentences = new ArrayList<>();
    if (outcome.left().size() > part) {
      sentences.add(problems(outcome, outcome.left().size() - part, "not written"));
    }
    if (part > 0) {
      sentences.add(problems(outcome, part, "written only in part"));
    }
    return String.join(" ", sentences);
  }

  private static String problems(PlanOutcome outcome, int records, String how) {
    String was = outcome.test() ? "would be" : records == 1 ? "was" : "were";
    return Words.count(records, "record")
        + " "
        + was
        + " "
        + how
        + "; "
        + (records == 1 ? "it says" : "each says")
        + " why below.";
  }

  private static List<ReviewPage.Held> held(KeptPlanScreen shown) {
    return shown.held().stream()
        .limit(HELD)
        .map(
            h ->
                new ReviewPage.Held(
                    h.task() + " " + h.key() + " in " + h.system(),
                    Links.record(shown.systems().sync(), h.task(), h.side().word(), h.key()),
                    Told.here(h.message())))
        .toList();
  }

  private static String unnamed(KeptPlanScreen shown) {
    long more = shown.allHeld() - Math.min(HELD, shown.held().size());
    return more > 0 ? "and " + Words.number(more) + " more" : "";
  }
}
