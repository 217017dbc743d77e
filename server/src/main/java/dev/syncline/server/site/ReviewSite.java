package dev.syncline.server.site;

import dev.syncline.engine.review.Group;
import dev.syncline.engine.store.Message;
import dev.syncline.project.screen.KeptPlanScreen;
import dev.syncline.project.screen.KeptPlansScreen;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.OfferWords;
import dev.syncline.project.screen.PlanOutcome;
import dev.syncline.project.screen.RunScreen;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.Screens;
import dev.syncline.project.screen.TestScreen;
import dev.syncline.project.text.Words;
import dev.syncline.server.account.Event;
import dev.syncline.server.account.Permission;
import dev.syncline.server.page.Frame;
import dev.syncline.server.page.PlansPart;
import dev.syncline.server.page.ReviewPage;
import dev.syncline.server.web.Json;
import dev.syncline.server.web.Need;
import dev.syncline.server.web.Refusal;
import dev.syncline.server.web.Visitor;
import dev.syncline.server.work.Admission;
import dev.syncline.server.work.Job;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/** The page of a plan that is kept: people look at it, select, try and apply it. */
final class ReviewSite {
  private static final String PLAN = "/syncs/{sync}/plans/{plan}";
  private static final int SHOWN = 50;

  private final Desk desk;

  ReviewSite(Desk desk) {
    this.desk = desk;
  }

  void ways(RoutesConfig routes) {
    routes.get(PLAN, this::show, Need.of(Permission.SEE));
    routes.post(PLAN + "/select", this::select, Need.of(Permission.REVIEW));
    routes.post(PLAN + "/drop", this::drop, Need.of(Permission.REVIEW));
    routes.post(PLAN + "/test", this::test, Need.of(Permission.TEST));
    routes.post(PLAN + "/apply", this::apply, Need.of(Permission.APPLY));
    routes.post(PLAN + "/cancel", this::cancel, Need.of(Permission.APPLY));
    routes.post(PLAN + "/undo", this::undo, Need.of(Permission.UNDO));
  }

  private static String path(String sync, long plan) {
    return "/syncs/" + sync + "/plans/" + plan;
  }

  /** Where somebody goes on who has followed a job to its end; nothing if not to a review. */
  static Optional<String> after(Job job) {
    List<String> words = job.order().words();
    Screen answer = job.answer().orElse(null);
    if (answer instanceof Screens several && several.all().size() == 1) {
      answer = several.all().getFirst();
    }
    return switch (answer) {
      case KeptPlanScreen made -> Optional.of(path(made.systems().sync(), made.plan().id()));
      case RunScreen run when words.getFirst().equals("plans") -> of(job);
      case TestScreen test when words.getFirst().equals("plans") -> of(job);
      case null, default -> Optional.empty();
    };
  }

  private static Optional<String> of(Job job) {
    return Optional.of(path(job.order().sync(), Long.parseLong(job.order().words().getLast())));
  }

  /** The plans of a sync, as they stand on its page. */
  static PlansPart part(Desk desk, String sync) {
    KeptPlansScreen kept = desk.asking().answer(KeptPlansScreen.class, "plans", "list", "--", sync);
    return new PlansPart(
        kept.plans().stream()
            .map(
                line ->
                    new PlansPart.Line(
                        line.plan().id(),
                        path(sync, line.plan().id()),
                        line.plan().way(),
                        line.created(),
                        line.plan().found(),
                        line.state(),
                        line.waits() ? "care" : line.plan().run() > 0 ? "good" : ""))
            .toList());
  }

  /** By the names of syncs their latest plan, where it waits for a person. */
  static Map<String, Long> waiting(Screen plans) {
    Map<String, Long> waiting = new LinkedHashMap<>();
    if (plans instanceof KeptPlansScreen kept) {
      java.util.Set<String> met = new java.util.HashSet<>();
      for (KeptPlansScreen.Line line : kept.plans()) {
        if (met.add(line.sync()) && line.waits()) {
          waiting.put(line.sync(), line.plan().id());
        }
      }
    }
    return waiting;
  }

  /** What of the plan is shown. */
  private record Asked(String group, String task, String find, String where, int page) {
    private static final List<String> GROUPS =
        java.util.Arrays.stream(Group.values())
            .map(g -> g.name().toLowerCase(Locale.ROOT))
            .toList();

    static Asked of(java.util.function.UnaryOperator<String> sent) {
      String page = sent.apply("page");
      String group = sent.apply("group");
      return new Asked(
          GROUPS.contains(group) ? group : "",
          sent.apply("task"),
          sent.apply("find"),
          sent.apply("where"),
          page.matches("\\d{1,7}") ? Math.max(1, Integer.parseInt(page)) : 1);
    }

    List<String> words() {
      List<String> words = new ArrayList<>();
      Map<String, String> options = options();
      options.remove("page");
      options.forEach(
          (name, value) -> {
            if (!value.isBlank()) {
              words.add("--" + name + "=" + value);
            }
          });
      return words;
    }

    Map<String, String> options() {
      Map<String, String> options = new LinkedHashMap<>();
      options.put("group", group);
      options.put("task", task);
      options.put("find", find);
      options.put("where", task.isEmpty() ? "" : where);
      options.put("page", page == 1 ? "" : Integer.toString(page));
      return options;
    }

    Asked on(int other) {
      return new Asked(group, task, find, where, other);
    }

    Asked in(String other) {
      return new Asked(other, task, find, where, 1);
    }
  }

  private KeptPlanScreen screen(Context request, List<String> options) {
    List<String> words = new ArrayList<>(List.of("plans", "show"));
    words.addAll(options);
    words.addAll(List.of("--", request.pathParam("sync"), number(request)));
    return desk.asking().answer(KeptPlanScreen.class, words.toArray(String[]::new));
  }

  private static String number(Context request) {
    String number = request.pathParam("plan");
    if (!number.matches("\\d{1,18}")) {
      throw new Refusal(404, "plan", "There is no plan " + number + ".");
    }
    return number;
  }

  private void show(Context request) {
    Asked asked = Asked.of(name -> Sent.query(request, name));
    String problem = "";
    KeptPlanScreen screen;
    try {
      screen = screen(request, shown(asked));
    } catch (Refusal e) {
      if (asked.where().isBlank()) {
        throw e;
      }
      problem = String.valueOf(e.getMessage());
      asked = new Asked(asked.group(), asked.task(), asked.find(), "", 1);
      screen = screen(request, shown(asked));
    }
    desk.show(request, "review", page(Visitor.of(request), screen, asked, problem));
  }

  private static List<String> shown(Asked asked) {
    List<String> words = asked.words();
    words.add("--offset=" + (asked.page() - 1) * SHOWN);
    words.add("--show=" + SHOWN);
    return words;
  }

  private ReviewPage page(Visitor visitor, KeptPlanScreen shown, Asked asked, String problem) {
    String sync = shown.systems().sync();
    String path = path(sync, shown.plan().id());
    boolean open =
        shown.plan().run() == 0 || !shown.plan().origin().isEmpty(); // more may be applied later
    boolean waits =
        shown.message().filter(m -> m.message().state() == Message.State.WAITING).isPresent();
    KeptPlanScreen.Count all = shown.all();
    return new ReviewPage(
        desk.frame(visitor, "Review of " + sync, Frame.Section.SYNCS),
        sync,
        shown.plan().id(),
        path,
        shown.plan().hash(),
        shown.plan().version(),
        way(shown),
        !shown.plan().origin().isEmpty(),
        shown.created(),
        notes(shown),
        tabs(shown, asked, path),
        new ReviewPage.Count(all.all(), all.taken()),
        new ReviewPage.Filter(
            asked.group(),
            asked.task(),
            asked.find(),
            asked.where(),
            shown.tasks(),
            !asked.task().isEmpty() || !asked.find().isBlank() || !asked.where().isBlank(),
            problem),
        new ReviewPage.Count(shown.matched().all(), shown.matched().taken()),
        shown.lines().stream().map(line -> line(shown, line)).toList(),
        pages(shown, asked, path),
        may(visitor, shown, open, waits),
        apply(shown, waits),
        held(shown));
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
        problem != null && problem.reason().equals("stale") ? "care" : "bad",
        line.fields().stream().map(f -> field(f, line)).toList(),
        byField);
  }

  private static String problem(PlanOutcome.Left left) {
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
        desk.zone().equals(ZoneOffset.UTC) ? "UTC" : desk.zone().getId(),
        shown.testable(),
        shown.blocked() <= 0
            ? ""
            : Words.count(shown.blocked(), "selected record")
                + " would be blocked, or written without a reference.",
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
        outcome.filter(o -> !o.left().isEmpty()).map(ReviewSite::problems).orElse(""));
  }

  private String words(PlanOutcome outcome) {
    return (outcome.test() ? "Test import, " : "Applied in run " + outcome.run() + ", ")
        + desk.ago(outcome.atMillis())
        + ": "
        + outcome.said()
        + (outcome.test() ? " Nothing was kept." : "");
  }

  private static String problems(PlanOutcome outcome) {
    int left = outcome.left().size();
    String records = Words.count(left, "record");
    return outcome.test()
        ? records
            + " would not be written; "
            + (left == 1 ? "it says" : "each says")
            + " why below."
        : records
            + (left == 1 ? " was not written; it says" : " were not written; each says")
            + " why below.";
  }

  private static List<String> held(KeptPlanScreen shown) {
    List<String> held = new ArrayList<>();
    shown.held().stream()
        .limit(20)
        .forEach(
            h -> held.add((h.source() != null ? h.source() : h.target()) + ": " + h.message()));
    if (shown.allHeld() > held.size()) {
      held.add("and " + Words.number(shown.allHeld() - held.size()) + " more");
    }
    return held;
  }

  /** A command about the plan, only if it is as it was seen. */
  private static List<String> seen(Context request, String... command) {
    List<String> words = new ArrayList<>(List.of(command));
    words.add("--sha256=" + Sent.text(request, "sha256"));
    words.add("--if-version=" + Sent.text(request, "version"));
    return words;
  }

  private static List<String> ended(Context request, List<String> words) {
    words.addAll(List.of("--", request.pathParam("sync"), number(request)));
    return words;
  }

  private void select(Context request) {
    Asked asked = Asked.of(name -> Sent.text(request, name));
    KeptPlanScreen after = null;
    long version =
        Sent.text(request, "version").matches("\\d{1,18}")
            ? Long.parseLong(Sent.text(request, "version"))
            : -1;
    for (List<String> order : orders(request, asked)) {
      List<String> words = new ArrayList<>(List.of("plans", "select"));
      words.addAll(order);
      words.add("--sha256=" + Sent.text(request, "sha256"));
      words.add("--if-version=" + version);
      after =
          desk.change(
              request,
              KeptPlanScreen.class,
              request.pathParam("sync"),
              Event.sync(Event.Action.REVIEW, request.pathParam("sync"))
                  .detail("plan " + number(request)),
              ended(request, words));
      version = after.plan().version();
    }
    if (Objects.requireNonNullElse(request.header("Accept"), "").contains("application/json")) {
      request.contentType("application/json").result(Json.text(told(request, after)));
    } else {
      request.redirect(
          Sent.path(
              path(request.pathParam("sync"), Long.parseLong(number(request))), asked.options()));
    }
  }

  /** What is selected after a change, for the page to show without being loaded anew. */
  private static Map<String, Object> told(
      Context request, @org.jspecify.annotations.Nullable KeptPlanScreen after) {
    if (after == null) {
      throw new Refusal(400, "usage", "nothing was said that is to be selected");
    }
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("", Map.of("all", after.all().all(), "taken", after.all().taken()));
    for (Group group : Group.values()) {
      counts.put(
          group.name().toLowerCase(Locale.ROOT),
          Map.of("all", after.count(group).all(), "taken", after.count(group).taken()));
    }
    return Map.of(
        "version", after.plan().version(),
        "counts", counts,
        "deleted", after.count(Group.DELETED).taken());
  }

  /** What a form says of the selection, as options of the command. */
  private List<List<String>> orders(Context request, Asked asked) {
    String what = Sent.text(request, "do");
    List<String> writes = request.formParams("write");
    return switch (what) {
      case "take", "leave" -> {
        List<String> order = new ArrayList<>(List.of("--" + what));
        if (writes.isEmpty()) {
          List<String> filter = asked.words();
          order.addAll(filter.isEmpty() ? List.of("--all") : filter);
        } else {
          order.add("--write=" + String.join(",", writes));
        }
        yield List.of(order);
      }
      case "fields" -> List.of(fields(String.join(",", writes), request.formParams("field")));
      case "page" -> page(request, asked, writes);
      default -> throw new Refusal(400, "usage", "that is nothing that could be done: " + what);
    };
  }

  private static List<String> fields(String write, List<String> fields) {
    return List.of(
        "--write=" + write, "--fields=" + (fields.isEmpty() ? "0" : String.join(",", fields)));
  }

  /** What a page whose boxes were ticked without JavaScript changes. */
  private List<List<String>> page(Context request, Asked asked, List<String> ticked) {
    List<List<String>> orders = new ArrayList<>();
    List<String> take = new ArrayList<>();
    List<String> leave = new ArrayList<>();
    for (KeptPlanScreen.Line line : screen(request, shown(asked)).lines()) {
      String number = Integer.toString(line.number());
      boolean wanted = ticked.contains(number);
      boolean byField =
          line.fields().stream().anyMatch(f -> f.number() > 0)
              && Sent.text(request, "by").equals("field");
      if (byField && wanted) {
        List<String> fields = request.formParams("field." + number);
        TreeSet<Integer> now = new TreeSet<>();
        line.fields().forEach(f -> now.add(f.number()));
        now.removeAll(line.left());
        TreeSet<Integer> then = new TreeSet<>();
        fields.stream()
            .filter(f -> f.matches("\\d{1,5}"))
            .forEach(f -> then.add(Integer.valueOf(f)));
        if (!now.equals(then) || !line.taken()) {
          orders.add(fields(number, fields));
        }
      } else if (wanted != line.taken()) {
        (wanted ? take : leave).add(number);
      }
    }
    if (!take.isEmpty()) {
      orders.add(List.of("--take", "--write=" + String.join(",", take)));
    }
    if (!leave.isEmpty()) {
      orders.add(List.of("--leave", "--write=" + String.join(",", leave)));
    }
    return orders;
  }

  private void drop(Context request) {
    String sync = request.pathParam("sync");
    Notice done =
        desk.change(
            request,
            Notice.class,
            sync,
            Event.sync(Event.Action.REVIEW, sync).detail("forgot plan " + number(request)),
            ended(request, new ArrayList<>(List.of("plans", "drop"))));
    assert done != null;
    request.redirect("/syncs/" + sync);
  }

  private void test(Context request) {
    desk.begin(
        request,
        request.pathParam("sync"),
        Event.Action.TEST,
        ended(request, seen(request, "plans", "test")));
  }

  private void apply(Context request) {
    String sync = request.pathParam("sync");
    List<String> words = seen(request, "plans", "apply");
    if (Sent.text(request, "approve").equals("yes")) {
      if (!desk.admission()
          .admits(
              Visitor.of(request).caller(),
              Permission.APPROVE,
              sync,
              ended(request, new ArrayList<>(List.of("plans", "apply"))))) {
        throw Refusal.notAdmitted(Visitor.of(request).name(), Permission.APPROVE, sync);
      }
      words.add("--approve");
    }
    if (!Sent.text(request, "when").equals("later")) {
      desk.begin(request, sync, Event.Action.APPLY, ended(request, words));
      return;
    }
    if (Sent.text(request, "at").isBlank()) {
      throw new Refusal(400, "usage", "Say when it is to be applied: a day and a time.");
    }
    words.add("--at=" + Sent.text(request, "at"));
    Notice waits =
        desk.change(
            request,
            Notice.class,
            sync,
            Event.sync(Event.Action.APPLY, sync)
                .detail("plan " + number(request) + " at " + Sent.text(request, "at")),
            ended(request, words));
    assert waits != null;
    request.redirect(path(sync, Long.parseLong(number(request))));
  }

  private void cancel(Context request) {
    String sync = request.pathParam("sync");
    Notice done =
        desk.change(
            request,
            Notice.class,
            sync,
            Event.sync(Event.Action.CANCEL, sync).detail("plan " + number(request)),
            ended(request, new ArrayList<>(List.of("plans", "cancel"))));
    assert done != null;
    request.redirect(path(sync, Long.parseLong(number(request))));
  }

  private void undo(Context request) {
    KeptPlanScreen shown = screen(request, List.of("--show=0"));
    if (shown.plan().run() == 0) {
      throw new Refusal(
          409, "plan", "This plan was not applied, so that there is nothing to undo.");
    }
    desk.begin(
        request,
        request.pathParam("sync"),
        Event.Action.UNDO,
        List.of("undo", "--yes", "--", Long.toString(shown.plan().run())));
  }
}
